import { describe, expect, it } from 'vitest';
import type { BoardView } from '../board/model';
import { answersAbout, answerText, counted } from './answered';

const said = (fields: object) => ({ fact: 'f1', question: 'why', text: '', at: 1, department: null, ...fields });
const view = (answers: Record<string, unknown>, notes: string[] = []): Pick<BoardView, 'answers' | 'notes'> =>
  ({ answers, notes: new Map(notes.map((id) => [id, {}])) }) as unknown as Pick<BoardView, 'answers' | 'notes'>;

describe('answers about a fact', () => {
  it('are those to one question, the oldest first, and what cannot be read is left out', () => {
    const all = view({
      a10: said({ at: 2, reason: 'season' }),
      a9: said({ at: 2, text: 'Easter', reason: 'sun' }),
      a1: said({ question: 'notice' }),
      a2: said({ fact: 'f2' }),
      a3: said({ question: 'who' }),
      a4: null,
    });
    expect(answersAbout(all, 'f1', 'why').map(({ id, reason }) => [id, reason])).toEqual([
      ['a9', null],
      ['a10', 'season'],
    ]);
    expect(answersAbout(all, 'f1')).toHaveLength(3);
  });

  it('are causes only as long as the cause is on the board', () => {
    const answers = { a1: said({ kept: 'n1' }), a2: said({ kept: 'n2' }) };
    expect(answersAbout(view(answers, ['n2']), 'f1').map(({ kept }) => kept)).toEqual([null, 'n2']);
  });

  it('are counted by their ready reasons, and said as one text', () => {
    const answers = answersAbout(view({ a1: said({ reason: 'season' }), a2: said({ reason: 'season', text: 'Easter' }) }), 'f1');
    expect(counted(answers).map(({ times }) => times)).toEqual([0, 0, 2, 0]);
    const words = { why_product: 'p', why_service: 's', why_season: 'the season', why_customers: 'c' };
    expect(answers.map((answer) => answerText(answer, words))).toEqual(['the season', 'the season: Easter']);
  });
});
