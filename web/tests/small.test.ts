import { describe, expect, it } from 'vitest';
import { ApiError } from '../src/api';
import { freshId } from '../src/board/ids';
import { EMPTY_SESSION } from '../src/board/board-reader';
import { may } from '../src/board/rules';
import { Forgetful, Tray } from '../src/board/tray';
import { joinRefused } from '../src/i18n/messages/join-refused';
import { shared } from '../src/i18n/messages/shared';
import { refusalText } from '../src/join/refusal-text';
import { modeOf } from '../src/participant/mode';
import { nest } from '../src/participant/nest';
import { route } from '../src/routes';
import { clockText, remaining } from '../src/ui/clock';
import type { NoteView, SessionView } from '../src/board/model';

describe('addresses', () => {
  it.each([
    ['/', '', { screen: 'home', key: null }],
    ['/', '#key=abc', { screen: 'home', key: 'abc' }],
    ['/join', '#ab12cd', { screen: 'join', code: 'AB12CD' }],
    ['/join', '', { screen: 'join', code: '' }],
    ['/board/b1', '#t', { screen: 'participant', board: 'b1', token: 't' }],
    ['/facilitate/b1', '#t%2Fx', { screen: 'facilitator', board: 'b1', token: 't/x' }],
    ['/project/b1', '', { screen: 'projector', board: 'b1', token: null }],
    ['/board', '', { screen: 'unknown' }],
    ['/toString/x', '', { screen: 'unknown' }],
    ['/board/b1', '#%', { screen: 'participant', board: 'b1', token: '%' }],
  ])('%s%s', (path, hash, expected) => expect(route(path, hash)).toEqual(expected));
});

describe('the clock', () => {
  it.each([
    [61_000, '1:01'],
    [1, '0:01'],
    [0, '0:00'],
    [-1_500, '0:01'],
    [3_600_000, '1:00:00'],
  ])('%i ms reads %s', (ms, text) => expect(clockText(ms)).toBe(text));

  it('counts to the end while it runs, and stands while it is paused', () => {
    expect(remaining({ running: true, ends_at: 5_000, remaining_ms: null }, 2_000)).toBe(3_000);
    expect(remaining({ running: false, ends_at: null, remaining_ms: 700 }, 2_000)).toBe(700);
  });
});

describe('what may be done', () => {
  const session = (change: Partial<SessionView>): SessionView => ({ ...EMPTY_SESSION, ...change });
  const mine = { mine: true };
  const theirs = { mine: false };

  it.each([
    ['participant', {}, 'edit', mine, true],
    ['participant', {}, 'edit', theirs, false],
    ['participant', { locked: true }, 'add', null, false],
    ['facilitator', { locked: true }, 'add', null, false],
    ['facilitator', {}, 'remove', theirs, true],
    ['facilitator', { finished: true }, 'edit', mine, false],
    ['projector', {}, 'add', null, false],
    ['participant', { permissions: { add: 'own', edit: 'own', move: 'any', remove: 'own' } }, 'move', theirs, true],
    ['participant', { permissions: { add: 'none', edit: 'own', move: 'any', remove: 'own' } }, 'add', null, false],
  ] as const)('%s %j %s', (role, change, deed, note, expected) => {
    expect(may(session(change as Partial<SessionView>), role, deed, note)).toBe(expected);
  });

  it('a vote that is open goes before the activity', () => {
    const agenda = [{ title: '', activities: [{ id: 'a1', kind: 'collect' as const, title: '', minutes: 1 }] }];
    const vote = { id: 'v', open: true, revealed: false, dots: 3, per_note: 3, voted: 0, eligible: 1 };
    expect(modeOf(session({ agenda, activity: 'a1' }))).toBe('write');
    expect(modeOf(session({ agenda, activity: 'a1', vote }))).toBe('vote');
    expect(modeOf(session({ agenda, activity: 'a1', vote, finished: true }))).toBe('finished');
    const closed = { ...vote, open: false };
    expect(modeOf(session({ agenda, activity: 'a1', vote: closed, locked: true }))).toBe('vote');
    expect(modeOf(session({ agenda, activity: 'a1', vote: closed }))).toBe('write');
    expect(modeOf(session({ agenda, activity: 'a1', vote: { ...closed, revealed: true }, locked: true }))).toBe('read');
  });

  it('makes a tree of a depth-first list', () => {
    const tree = nest([0, 1, 2, 1, 0].map((depth, id) => ({ id: String(id), depth }) as NoteView));
    const text = (entries: typeof tree): string =>
      entries.map(({ note, under }) => note.id + (under.length ? `(${text(under)})` : '')).join(' ');
    expect(text(tree)).toBe('0(1(2) 3) 4');
  });

  it('ids are of the letters that every file system and address takes', () => expect(freshId('n')).toMatch(/^n[0-9a-z]{14}$/));
});

describe('the tray', () => {
  const item = { kind: 'added', note: 'n', text: 'x', branch: 'b', parent: null, reason: 'locked' } as const;

  it('outlives the page and says nothing twice', () => {
    const keep = new Forgetful();
    new Tray(keep, 'me').put([item, { ...item, note: 'm' }], 1);
    const later = new Tray(keep, 'me');
    later.put([item], 2);
    expect(later.items.map(({ note }) => note)).toEqual(['m', 'n']);
    later.drop(later.items[0]!.id);
    expect(new Tray(keep, 'me').items).toHaveLength(1);
    expect(new Tray(keep, 'somebody else').items).toEqual([]);
  });

  it('starts empty when what was kept cannot be read', () => {
    const keep = new Forgetful();
    keep.setItem('herringbone:tray:me', '{broken');
    expect(new Tray(keep, 'me').items).toEqual([]);
  });
});

describe('why one did not get in', async () => {
  const texts = { join: await joinRefused.load('en'), shared: await shared.load('en') };
  it.each([
    [new ApiError('unknown-code', 404, ''), texts.join.unknown_code],
    [new ApiError('too-many-attempts', 429, ''), texts.join.many_attempts],
    [new ApiError('finished', 409, ''), texts.join.finished],
    [new ApiError('too-many', 409, ''), texts.join.full],
    [new ApiError('too-long', 422, ''), texts.join.name_long],
    [new ApiError('network', 0, ''), texts.shared.error_network],
    [new ApiError('storage', 503, ''), texts.shared.why_unstored],
    [new ApiError('http-502', 502, ''), texts.shared.error_unknown],
    [new TypeError('a fault of our own'), texts.shared.error_unknown],
  ])('%s', (error, said) => expect(refusalText(error)).toBe(said));
});
