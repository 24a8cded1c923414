import type { Priority } from '../../board/model';
import { describe, expect, test } from 'vitest';
import { AGENDA, NOW, activity, board, bones, note, people, project, timer } from '../../../dev/boards';
import type { BoardView } from '../../board/model';
import { nextThing, type Moment } from './next';

type Session = Partial<BoardView['session']>;

function at(session: Session, fields: Parameters<typeof board>[0] = {}, rest: Partial<Moment> = {}) {
  return nextThing({ view: board({ people: people(9), branches: bones(8), ...fields }, session), now: NOW, ...rest });
}

/** What the button says, whether it presses, and what it sends or opens. */
function brief(thing: ReturnType<typeof at>) {
  const { does } = thing;
  const acts = does.kind === 'send' ? does.commands.map((command) => command.do) : does.kind === 'open' ? does.what : does.note;
  return [thing.label.key, thing.calm ? 'calm' : 'now', acts];
}

const ballot = { id: 'v1', open: true, revealed: false, voted: 5, eligible: 9 };
const vote = { ...ballot, dots: 5, per_note: 2 };
const rating = { ...ballot, id: 'r1', notes: ['n0', 'n1'], complete: ballot.voted };
const tally = { n0: { dots: 4, by_department: { it: 4 } }, n1: { dots: 3, by_department: { legal: 3 } } };
const rated = (suggestion: Priority, disagreement = 0) => ({
  importance: 5,
  urgency: 5,
  disagreement,
  ratings: 9,
  suggestion,
  by_department: {},
});

describe('before the first activity', () => {
  test('an empty head asks for the effect', () => {
    expect(brief(at({}, { effect: '  ' }))).toEqual(['do_effect', 'now', 'effect']);
  });
  test('no agenda asks for one', () => {
    expect(brief(at({ agenda: [] }))).toEqual(['do_agenda', 'now', 'agenda']);
    expect(brief(at({ agenda: [{ title: '1', activities: [] }] }))).toEqual(['do_agenda', 'now', 'agenda']);
  });
  test('nobody here shows how to join', () => {
    expect(brief(at({}, { people: people(0) }))).toEqual(['do_join', 'now', 'join']);
  });
  test('people here start the first activity, missing departments named', () => {
    const next = at({});
    expect(brief(next)).toEqual(['do_start', 'now', ['start_activity']]);
    expect(next.sentence).toEqual({
      key: 'why_start_missing',
      values: { title: 'Otwarcie i cele', minutes: 10, people: 9, missing: 1, names: 'Archiwum i zaplecze' },
    });
  });
  test('everybody here starts without a warning', () => {
    const all = new Map(board().departments.map(({ id }) => [id, { id, name: id, department: id }]));
    expect(at({}, { people: all }).sentence.key).toBe('why_start');
  });
});

describe('an activity of the agenda', () => {
  test('with time left only says what comes', () => {
    const next = at({ activity: 'a1', timer: timer(4) });
    expect(brief(next)).toEqual(['do_go_on', 'calm', ['start_activity']]);
    expect(next.sentence).toEqual({
      key: 'why_will_understand',
      values: { title: 'Co to znaczy satysfakcja klienta', minutes: 20 },
    });
  });
  test('over its time presses for the next', () => {
    expect(brief(at({ activity: 'a3', timer: timer(-1) }))).toEqual(['do_go_on', 'now', ['start_activity']]);
    expect(brief(at({ activity: 'a3', timer: null }))).toEqual(['do_go_on', 'now', ['start_activity']]);
  });
  test('paused is resumed', () => {
    const paused = { running: false, ends_at: null, remaining_ms: 60_000 };
    expect(brief(at({ activity: 'a3', timer: paused }))).toEqual(['do_resume', 'now', ['resume_timer']]);
  });
  test('unknown to the agenda goes on with its first activity', () => {
    expect(at({ activity: 'gone' }).label.values).toEqual({ title: 'Otwarcie i cele', minutes: 10 });
  });
});

describe('hidden causes', () => {
  test('are revealed when the silence is over', () => {
    const next = at({ activity: 'a5', timer: timer(-1), hidden: 14 });
    expect(brief(next)).toEqual(['do_reveal_notes', 'now', ['reveal_notes']]);
    expect(next.label.values).toEqual({ count: 14 });
  });
  test('wait while people still write', () => {
    const next = at({ activity: 'a5', timer: timer(2), hidden: 14 });
    expect([next.calm, next.sentence.key]).toEqual([true, 'why_reveal_notes_early']);
  });
  test('are revealed early when everybody said that they are done', () => {
    const next = at({ activity: 'a5', timer: timer(2), hidden: 14, done: 9 });
    expect([next.calm, next.sentence.key]).toEqual([false, 'why_reveal_notes']);
  });
  test('come out from under a lock, which is put back', () => {
    const next = at({ activity: 'a4', hidden: 3, locked: true });
    expect(brief(next)).toEqual(['do_reveal_notes', 'now', ['unlock', 'reveal_notes', 'lock']]);
  });
  test('are not forgotten in a later activity', () => {
    expect(brief(at({ activity: 'a6', timer: timer(20), hidden: 3 }))).toEqual(['do_reveal_notes', 'now', ['reveal_notes']]);
  });
  test('in turns, the next one is next, without asking, also under the lock', () => {
    const next = at({ activity: 'a5', timer: timer(2), hidden: 14, turn: '9-1' });
    expect(brief(next)).toEqual(['do_next_hidden', 'now', ['reveal_notes']]);
    expect(next.does).toEqual({ kind: 'send', commands: [{ do: 'reveal_notes', next: true }] });
    expect(brief(at({ activity: 'a4', hidden: 3, turn: '9-1', locked: true }))[2]).toEqual(['unlock', 'reveal_notes', 'lock']);
    // After the last one the workshop goes on.
    expect(brief(at({ activity: 'a5', timer: timer(-1), hidden: 0, turn: '9-1' }))[0]).toBe('do_go_on');
  });
});

describe('closing', () => {
  const close = { activity: 'a10' };
  const agenda = [{ title: 'One', activities: [activity('a10', 'close', 'End', 10)] }];
  test('what people said is shown once everybody has, and earlier only on demand', () => {
    const words = (said: number, revealed = false) => at({ ...close, agenda, words: { said, revealed } });
    expect(brief(words(9))).toEqual(['do_reveal_words', 'now', ['reveal_words']]);
    expect(words(9).does).not.toHaveProperty('ask');
    expect(brief(words(3))).toEqual(['do_reveal_words', 'calm', ['reveal_words']]);
    expect(words(3).does).toHaveProperty('ask', true);
    expect(words(0).label.key).toBe('do_finish');
    expect(words(9, true).label.key).toBe('do_finish');
  });
});

describe('discussing', () => {
  const session = { activity: 'a6', timer: timer(20) };
  test('possible duplicates are looked at first', () => {
    expect(brief(at(session, {}, { duplicates: 2 }))).toEqual(['do_duplicates', 'now', 'causes']);
  });
  test('not while their panel is open, nor when there are none', () => {
    const open = at(session, {}, { duplicates: 2, panel: 'causes' });
    expect([open.label.key, at(session).label.key]).toEqual(['do_end_meeting', 'do_end_meeting']);
  });
});

describe('voting', () => {
  test('is opened with five dots', () => {
    const next = at({ activity: 'a7', locked: true, timer: timer(10) });
    expect(next.does).toEqual({ kind: 'send', commands: [{ do: 'open_vote', dots: 5, per_note: 2 }] });
  });
  test('with nothing to vote on collects first', () => {
    expect(at({ activity: 'a7' }, { branches: bones(0) }).does).toEqual({
      kind: 'send',
      commands: [{ do: 'start_activity', activity: 'a3' }],
    });
  });
  test('waits for those who have not voted', () => {
    const next = at({ activity: 'a7', vote });
    expect(brief(next)).toEqual(['do_close_vote', 'calm', ['close_vote']]);
    expect(next.label.values).toEqual({ voted: 5, eligible: 9, waiting: 4 });
    expect(next.does).toMatchObject({ ask: true });
  });
  test('is closed when all have voted', () => {
    const next = at({ activity: 'a7', vote: { ...vote, voted: 9 } });
    expect([...brief(next), next.sentence.key]).toEqual(['do_close_vote', 'now', ['close_vote'], 'why_close_vote_all']);
  });
  test('an open vote comes before a time that is over and before hidden causes', () => {
    expect(at({ activity: 'a3', vote, timer: timer(-3), hidden: 2 }).label.key).toBe('do_close_vote');
  });
  test('is revealed after it was closed', () => {
    expect(brief(at({ activity: 'a7', vote: { ...vote, open: false } }))).toEqual(['do_reveal_vote', 'now', ['reveal_vote']]);
  });
  test('waits to be revealed while a rating is open', () => {
    const closed = { ...vote, open: false };
    expect(at({ activity: 'a8', vote: closed, rating }).label.key).toBe('do_close_rating');
    expect(at({ activity: 'a8', vote: closed, rating: { ...rating, open: false } }).label.key).toBe('do_reveal_vote');
  });
  test('revealed goes on to the ratings', () => {
    const revealed = { ...vote, open: false, revealed: true, tally };
    const next = at({ activity: 'a7', vote: revealed, timer: timer(8) });
    expect([next.sentence.key, next.calm]).toEqual(['why_will_prioritise', false]);
  });
});

describe('prioritising', () => {
  const revealed = { ...vote, open: false, revealed: true, tally };
  test('rates the short list that the vote suggests', () => {
    expect(at({ activity: 'a8', locked: true, vote: revealed }).does).toEqual({
      kind: 'send',
      commands: [{ do: 'open_rating', notes: ['n0', 'n1'] }],
    });
  });
  test('without a vote the facilitator chooses', () => {
    expect(brief(at({ activity: 'a8' }))).toEqual(['do_choose', 'now', 'result']);
    expect(at({ activity: 'a8' }, {}, { panel: 'result' }).label.key).toBe('do_go_on');
  });
  test('counts as done who has rated every cause', () => {
    const next = at({ activity: 'a8', rating: { ...rating, voted: 9, complete: 7 } });
    expect([next.calm, next.label.values]).toEqual([true, { voted: 7, eligible: 9, waiting: 2 }]);
  });
  test('closes and reveals the ratings', () => {
    expect(brief(at({ activity: 'a8', rating }))).toEqual(['do_close_rating', 'calm', ['close_rating']]);
    expect(brief(at({ activity: 'a8', rating: { ...rating, open: false } }))).toEqual(['do_reveal_rating', 'now', ['reveal_rating']]);
  });
  test('sets the priorities that the medians suggest', () => {
    const result = { ...rating, open: false, revealed: true, tally: { n0: rated('now'), n1: rated('next', 2) } };
    const next = at({ activity: 'a8', rating: result });
    expect(next.does).toEqual({
      kind: 'send',
      commands: [
        { do: 'set_priority', note: 'n0', priority: 'now' },
        { do: 'set_priority', note: 'n1', priority: 'next' },
      ],
    });
    expect(next.sentence.key).toBe('why_priorities_disputed');
  });
  test('goes on when every rated cause has a priority', () => {
    const result = { ...rating, open: false, revealed: true, tally: { n0: rated('now') } };
    const branches = bones(4, (one) => ({ ...one, priority: 'now' }));
    expect(at({ activity: 'a8', rating: result }, { branches }).sentence.key).toBe('why_will_plan');
  });
});

describe('planning', () => {
  const branches = [
    {
      id: 'people',
      title: '',
      question: '',
      order: 'a',
      notes: [note('x', { priority: 'next' }), note('y', { priority: 'now' }), note('z', { priority: 'later' })],
    },
  ];
  test('makes a project of the most pressing cause', () => {
    expect(at({ activity: 'a9' }, { branches }).does).toEqual({ kind: 'project', note: 'y' });
  });
  test('goes on when every prioritised cause has its project', () => {
    const projects = [project('p1', { notes: ['x', 'y'] })];
    expect(at({ activity: 'a9' }, { branches, projects }).sentence.key).toBe('why_will_close');
  });
});

describe('several meetings', () => {
  test('the last activity of a meeting ends it: locked, clock stopped', () => {
    const next = at({ activity: 'a6', timer: timer(-2) });
    expect(brief(next)).toEqual(['do_end_meeting', 'now', ['lock', 'pause_timer']]);
    expect(next.label.values).toMatchObject({ meeting: 'Spotkanie 1', next: 'Spotkanie 2' });
  });
  test('a locked board between two meetings starts the second', () => {
    const paused = { running: false, ends_at: null, remaining_ms: 60_000 };
    const next = at({ activity: 'a6', locked: true, timer: paused });
    expect(next.label.key).toBe('do_start_meeting');
    expect(next.does).toEqual({ kind: 'send', commands: [{ do: 'start_activity', activity: 'a7' }] });
  });
});

describe('the end', () => {
  test('after the last activity the workshop is finished, after a question', () => {
    const next = at({ activity: 'a10', timer: timer(-1) });
    expect(next.does).toEqual({ kind: 'send', commands: [{ do: 'finish' }], ask: true });
    expect(at({ activity: 'a10', timer: timer(3) }).calm).toBe(true);
  });
  test('a finished board is taken along', () => {
    expect(brief(at({ finished: true, vote }))).toEqual(['do_finished', 'now', 'export']);
  });
});

test('every activity of a whole workshop has a next thing', () => {
  for (const { id } of [...AGENDA.flatMap(({ activities }) => activities), activity('none', 'close', '', 1)]) {
    for (const left of [5, -5]) {
      const next = at({ activity: id, timer: timer(left) });
      expect(next.label.key).toMatch(/^do_/);
      expect(next.sentence.key).toMatch(/^why_/);
    }
  }
});

test('what the facilitator chose goes before what is suggested', () => {
  const revealed = { ...vote, open: false, revealed: true, tally };
  const opened = at({ activity: 'a7' }, {}, { opening: { do: 'open_vote', dots: 3, per_note: 1 } });
  expect(opened.does).toEqual({ kind: 'send', commands: [{ do: 'open_vote', dots: 3, per_note: 1 }] });
  const rated = at({ activity: 'a8', vote: revealed }, {}, { shortlist: ['n5'] });
  expect(rated.does).toEqual({ kind: 'send', commands: [{ do: 'open_rating', notes: ['n5'] }] });
});

test('causes outside this group’s power are passed on', () => {
  const outside = bones(1, (one) => ({ ...one, priority: 'outside' }));
  expect(brief(at({ activity: 'a9' }, { branches: outside }))).toEqual(['do_outside', 'now', 'result']);
  const passed = bones(1, (one) => ({ ...one, priority: 'outside', owner: 'legal' }));
  expect(at({ activity: 'a9' }, { branches: passed }).label.key).toBe('do_go_on');
});

describe('who is missing', () => {
  const missing = { count: 2, names: 'Anna and Jan (IT)' };
  const counted = (done: number) => ({ ready: { done, of: 9, by_department: {} } });
  const collect = { activity: 'a3', timer: timer(4) };
  test('is named while people work', () => {
    const next = at({ ...collect, ...counted(7) }, {}, { missing });
    expect([next.calm, next.waiting]).toEqual([true, { key: 'not_finished', values: missing }]);
  });
  test('is nobody once all are finished, and then the next thing presses', () => {
    const next = at({ ...collect, ...counted(9) });
    expect([next.calm, next.waiting?.key]).toEqual([false, 'all_finished']);
  });
  test('is nobody where no work is asked for', () => {
    expect(at({ activity: 'a4', locked: true, ...counted(7) }, {}, { missing }).waiting).toBeUndefined();
  });
  test('is named by the ballot that is closed, which counts those who said so or used it up', () => {
    const next = at({ activity: 'a7', locked: true, vote, ...counted(7) }, {}, { missing });
    expect(next.sentence).toEqual({ key: 'why_close_vote_named', values: { voted: 7, eligible: 9, waiting: 2, ...missing } });
    expect([next.calm, next.waiting]).toEqual([true, undefined]);
    const all = at({ activity: 'a7', locked: true, vote, ...counted(9) });
    expect([all.calm, all.sentence.key]).toEqual([false, 'why_close_vote_all']);
  });
});
