import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import * as Y from 'yjs';
import { Own } from '../src/board/device-clients';
import { LocalDoc } from '../src/board/local-doc';
import type { BoardView } from '../src/board/model';
import { again } from '../src/board/resend';
import { Forgetful } from '../src/board/tray';
import { Copy, lostChanges } from '../src/board/unsent';
import { Writer } from '../src/board/writer';
import { addFact, factId, moveValue, removeFact, setTarget, setText, setValue } from '../src/facts/edits';
import { decodeChart, encodeChart } from '../src/facts/chart';
import { cited, citing, named, readFacts, type FactView } from '../src/facts/facts';
import { dayOf, numberOf, shown } from '../src/facts/written';
import { call } from '../src/fishbone/wasm';
import { apply } from '../src/facilitator/facts/preview';
import { note } from '../dev/boards';

class Alone extends Writer {
  own = new Own(new Forgetful(), 'ann');
  sheet = new LocalDoc(new Y.Doc(), { role: 'facilitator', participant: null, own: this.own, store: () => null, changed: () => undefined });
  now = 1_795_000_000_000;
  override get view(): BoardView {
    return this.sheet.look(null, [], true);
  }
  override may = (): boolean => true;
  serverNow = (): number => this.now;
  get connection(): this {
    return this;
  }
  get facts(): FactView[] {
    return readFacts(this.view.facts);
  }
  undo = (): unknown =>
    this.sheet.history.undo(
      () => this.view,
      () => Promise.resolve(),
    );
}

function board(): Alone {
  const writer = new Alone();
  writer.change((doc) => addFact(doc, 'f1', { label: 'NPS', kind: 'nps', values: { '2026-01-31': 31 } }));
  return writer;
}

describe('facts', () => {
  it('fact_1 are written as the schema has them, and read again', () => {
    const writer = board();
    writer.change((doc) => setText(doc, 'f1', 'unit', '%'));
    writer.change((doc) => setTarget(doc, 'f1', 40));
    writer.change((doc) => setText(doc, 'f1', 'target_date', '2026-12-31'));
    writer.change((doc) => setValue(doc, 'f1', '2026-02-28', 28.5));
    writer.change((doc) => moveValue(doc, 'f1', '2026-01-31', '2025-12-31'));
    expect(writer.facts).toEqual([
      {
        id: 'f1',
        kind: 'nps',
        label: 'NPS',
        unit: '%',
        source: '',
        department: null,
        values: [
          ['2025-12-31', 31],
          ['2026-02-28', 28.5],
        ],
        target: 40,
        target_date: '2026-12-31',
      },
    ]);
    writer.change((doc) => setText(doc, 'f1', 'unit', ''));
    writer.change((doc) => setTarget(doc, 'f1', null));
    expect(writer.facts[0]).toMatchObject({ unit: '', target: null });
  });

  it('a removal, an edit and an added fact can each be undone', async () => {
    const writer = board();
    writer.change((doc) => setValue(doc, 'f1', '2026-02-28', 28));
    writer.change((doc) => removeFact(doc, 'f1'));
    expect(writer.facts).toEqual([]);
    await writer.undo();
    expect(writer.facts[0]?.values).toHaveLength(2);
    await writer.undo();
    expect(writer.facts[0]?.values).toHaveLength(1);
    await writer.undo();
    expect(writer.facts).toEqual([]);
  });

  it('what two people write into one name stands', () => {
    const writer = board();
    writer.change((doc) => setText(doc, 'f1', 'label', 'NPS of the company'));
    writer.change((doc) => setText(doc, 'f1', 'label', 'Monthly NPS', 'NPS'));
    expect(writer.facts[0]?.label).toBe('Monthly NPS of the company');
  });

  it('stand in the order in which they were added', () => {
    const ids = [factId(1_795_000_000_000), factId(1_795_000_000_000, 1), factId(1_795_000_000_000, 40), factId(1_795_000_000_001)];
    const writer = new Alone();
    for (const id of [...ids].reverse()) writer.change((doc) => addFact(doc, id, { label: id }));
    expect(writer.facts.map(({ id }) => id)).toEqual(ids);
  });

  it('fact_6 a spreadsheet is added as one step, with as much in a frame as the server takes', async () => {
    const writer = board();
    const updates: number[] = [];
    writer.sheet.doc.on('update', (update: Uint8Array) => updates.push(update.length));
    const values = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10), n * 1.25]),
    );
    const fact = (label: string, same?: string) => ({ cell: 'A2', label, kind: 'other', unit: '', source: '', values, same });
    apply(writer, {
      other_sheets: 0,
      faults: [],
      facts: [fact('NPS', 'f1'), ...Array.from({ length: 60 }, (_, n) => fact(`Fact ${n}`))],
    });
    expect(writer.facts).toHaveLength(61);
    expect(writer.facts[0]?.values).toHaveLength(501);
    expect(Math.max(...updates)).toBeLessThan(256 * 1024);
    await writer.undo();
    expect(writer.facts.map(({ values }) => values)).toEqual([[['2026-01-31', 31]]]);
  });

  it('what the server did not take is kept, numbers too, and can be sent again', () => {
    const writer = board();
    const server = new Y.Doc();
    Y.applyUpdate(server, Y.encodeStateAsUpdate(writer.sheet.doc));
    writer.change((doc) => setValue(doc, 'f1', '2026-02-28', 28));
    writer.change((doc) => setTarget(doc, 'f1', 40));
    writer.change((doc) => addFact(doc, 'f2', { label: 'Complaints', values: { '2026-01-31': 312 } }));
    const lost = lostChanges(writer.sheet.doc, new Copy(server, () => true));
    expect(lost.map(({ note, text }) => [note, text]).sort()).toEqual([
      ['facts/f1/target', '40'],
      ['facts/f1/values/2026-02-28', '28'],
      ['facts/f2/label', 'Complaints'],
      ['facts/f2/values/2026-01-31', '312'],
    ]);
    const fresh = new Alone();
    Y.applyUpdate(fresh.sheet.doc, Y.encodeStateAsUpdate(server));
    for (const item of lost) again(fresh, item);
    expect(fresh.facts.map(({ label, target, values }) => [label, target, values])).toEqual(
      writer.facts.map(({ label, target, values }) => [label, target, values]),
    );
  });

  it('whatever another client wrote is read, or left out', () => {
    const facts = readFacts({
      a: 'no map',
      b: {
        kind: 'loyalty',
        label: ' Two\nlines ',
        values: { '2026-02-30': 1, soon: 2, '2026-02-28': '3', '2026-01-31': 4, '2025-01-31': 1e13 },
      },
      c: { target: NaN, target_date: 'soon', values: [1] },
    });
    expect(facts).toMatchObject([
      { id: 'b', kind: 'other', label: 'Two lines', values: [['2026-01-31', 4]] },
      { id: 'c', label: '', values: [], target: null, target_date: null },
    ]);
    expect(facts.map(named)).toEqual(['Two lines', 'c']);
  });

  it('fact_5 a cause that cites a removed fact is told apart from one that cites none', () => {
    const facts = readFacts({ f1: { label: 'NPS' } });
    expect(cited(facts, note('a', { fact: 'f1' }))?.label).toBe('NPS');
    expect(cited(facts, note('b', { fact: 'f2' }))).toBe(null);
    expect(cited(facts, note('c'))).toBe(undefined);
    const notes = [note('a', { fact: 'f1' }), note('b'), note('p', { fact: 'f1', parked: 'yes' })];
    const branches = [{ id: 'people', title: '', question: '', order: '', notes: notes.slice(0, 2) }];
    const found = citing({ branches, notes: new Map(notes.map((one) => [one.id, one])) }, 'f1');
    expect(found.map(({ id }) => id)).toEqual(['a', 'p']);
  });
});

it.each([
  ['12', 12],
  ['12,5', 12.5],
  ['1 234,5', 1234.5],
  ['1.234,5', 1234.5],
  ['1,234.5', 1234.5],
  ['−7', -7],
  ['1,234', 1.234],
  ['1,234,567', 1_234_567],
  ['1.2.3', undefined],
  ['12 %', 12],
  ['', null],
  ['12,a', undefined],
  ['1e12', undefined],
  ['--1', undefined],
  ['10000000000000', undefined],
])('the number %j is %j', (text, number) => expect(numberOf(text, 'pl')).toBe(number));

it.each([-1234.5, 0.125, 1234, 1_234_567])('a number that is shown is read again: %d', (number) => {
  for (const language of ['en', 'pl', 'uk']) expect(numberOf(shown(number, language), language), language).toBe(number);
});

it.each([
  ['2026-02-28', '2026-02-28'],
  ['28.2.2026', '2026-02-28'],
  ['28/02/2026', '2026-02-28'],
  ['2026-02', '2026-02-28'],
  ['02.2024', '2024-02-29'],
  ['', null],
  ['30.02.2026', undefined],
  ['soon', undefined],
  ['2026', undefined],
])('the date %j is %j', (text, day) => expect(dayOf(text)).toBe(day));

// The server's build puts the wasm there, before the web checks run.
const wasm = new URL('../src/fishbone/fishbone.wasm', import.meta.url);
describe.runIf(existsSync(wasm))('a chart, in the browser', () => {
  test('says the numbers and the dates of the fact in the language', async () => {
    const { instance } = await WebAssembly.instantiate(readFileSync(wasm));
    const fact = readFacts({
      f: { kind: 'nps', target: 40, target_date: '2026-12-31', values: { '2026-01-31': 31, '2026-02-28': 28.5, '2026-03-31': 33 } },
    })[0]!;
    const marks = decodeChart(call(instance, 'fish_chart', encodeChart(fact, { width: 900, height: 500, size: 24 }, 'uk')));
    const texts = marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
    for (const text of ['31', '28,5', '33', 'ціль 40', 'січ\u00a02026', 'гру\u00a02026']) expect(texts).toContain(text);
    expect(new Set(marks.map(({ kind }) => kind))).toEqual(new Set(['line', 'rect', 'text']));
    expect(marks.filter(({ kind }) => kind === 'line').length).toBeGreaterThan(4);
    for (const mark of marks) if (mark.kind === 'line') expect(mark.points).toMatch(/^(-?[\d.]+,-?[\d.]+ ?)+$/);
  });
});
