import { describe, expect, it } from 'vitest';
import type { PersonOverview } from '../../api';
import { cameLately, causesOf, didNothing, removal } from './removal';

const NOW = 1_800_000_000_000;

function person(participant: string, fields: Partial<PersonOverview> = {}): PersonOverview {
  return { participant, name: participant, department: 'it', removed: false, notes: 0, in_bin: 0, active: true, ...fields };
}

describe('whom to remove', () => {
  const people = [
    person('early', { joined: NOW - 3_600_000, notes: 4 }),
    person('late', { joined: NOW - 599_000, notes: 2, active: true }),
    person('silent', { joined: NOW - 60_000, active: false }),
    person('old', { active: false }),
  ];

  it('are those who came in the last minutes; whose coming is not known did not', () => {
    expect(cameLately(people, NOW, 10).map(({ participant }) => participant)).toEqual(['late', 'silent']);
    expect(cameLately(people, NOW, 1).map(({ participant }) => participant)).toEqual(['silent']);
  });

  it('or those who did nothing at all', () => {
    expect(didNothing(people).map(({ participant }) => participant)).toEqual(['silent', 'old']);
  });

  it('with the causes that are theirs', () => {
    expect(causesOf(people)).toBe(6);
    expect(causesOf([])).toBe(0);
  });
});

describe('a removal', () => {
  const [anna, bogdan] = [person('anna'), person('bogdan')];
  const nothing = { notes: false, renew: false, close: false };

  it('of one person is the command that it always was', () => {
    expect(removal([anna], nothing)).toEqual([{ do: 'remove_participant', participant: 'anna' }]);
  });

  it('of several is one command, so that they go together', () => {
    expect(removal([anna, bogdan], { ...nothing, notes: true })).toEqual([
      { do: 'remove_participants', participants: ['anna', 'bogdan'], notes: true },
    ]);
  });

  it('closes the door and stops the code before anybody can be back', () => {
    const commands = removal([anna], { notes: true, renew: true, close: true });
    expect(commands.map((command) => command.do)).toEqual(['close_door', 'renew_code', 'remove_participant']);
  });
});
