import { expect, test } from 'vitest';
import type { Command } from '../../api';
import { board } from '../../../dev/boards';
import { takingBack } from '../../board/taking-back';
import type { Meeting } from './agenda';
import { afterEdit, bringingNotesBack, mergedNotes, notesOf, withNotes, withoutNotes } from './notes';

const agenda = (...ids: string[]): Meeting[] => [
  { title: 'One', activities: ids.map((id) => ({ id, kind: 'collect', title: id, minutes: 10, at_end: 'lock', branches: ['people'] })) },
];

test('an agenda mentions only the notes that it changes, and loses nothing else', () => {
  const full = withNotes(agenda('a1', 'a2'), { a1: 'Ask Ola first', a3: 'of none' });
  expect(notesOf(full)).toEqual({ a1: 'Ask Ola first' });
  expect(full[0]!.activities.map((activity) => 'note' in activity)).toEqual([true, false]);
  expect(withoutNotes(full)).toEqual(agenda('a1', 'a2'));
});

test('a note that two wrote into has both', () => {
  expect(mergedNotes({ a1: 'Ask Ola' }, { a1: 'Ask Ola first', a2: ' New ' }, { a1: 'Please ask Ola', a3: 'Theirs' })).toEqual({
    a1: 'Please ask Ola first',
    a2: 'New',
  });
});

test('an activity that is given the id of a removed one does not take over its note', () => {
  const written = afterEdit({ a1: 'Mine' }, agenda('a1', 'a2'), agenda('a1'));
  expect(withNotes(agenda('a1', 'a2'), written)[0]!.activities.map(({ note }) => note)).toEqual(['Mine', '']);
});

test('taking an agenda back brings back changed notes and those of removed activities, and leaves the others', () => {
  const view = board();
  view.session.agenda = agenda('a1', 'a2', 'a3', 'a4');
  const next = withNotes(agenda('a1', 'a3', 'a4'), { a1: 'New', a4: 'First' });
  const taking = takingBack({ do: 'set_agenda', agenda: withoutNotes(next) }, view)!;
  const { back, stands } = bringingNotesBack(taking, next, { a1: 'Old', a2: 'Gone', a3: 'Other' });
  const [command] = back as Extract<Command, { do: 'set_agenda' }>[];
  expect(command!.agenda).toEqual(withNotes(agenda('a1', 'a2', 'a3', 'a4'), { a1: 'Old', a2: 'Gone', a4: '' }));
  // The document says the agenda without notes: that is no change by somebody else.
  view.session.agenda = agenda('a1', 'a3', 'a4');
  expect(stands(view)).toBe(true);
});
