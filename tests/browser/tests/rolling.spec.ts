import { expect, test, type Page } from '@playwright/test';
import * as Y from 'yjs';
import { Database, lacking } from '../../yjs/play/database.js';
import { Cluster } from '../../yjs/play/nodes.js';
import { until } from '../../yjs/play/until.js';
import { bone, cause, saved, write } from '../play/phone';
import { Replica } from '../play/replica';
import { type Made, PHONE, WALL, fillJoin } from '../play/workshop';
import { Writer } from '../play/writers';

/** The release before: it reads and writes entries of form 1 only. */
const BEFORE = { options: ['--drain', '3'], env: { HERRINGBONE_ENTRY_FORM: '1' } };
const ROOTS = ['notes', 'session', 'attribution', 'projects'];

/** What a document holds: its values, and exactly which edits and deletions. */
function content(doc: Y.Doc): unknown {
  const values = Object.fromEntries(ROOTS.map((root) => [root, doc.getMap(root).toJSON()]));
  return { values, vector: [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([one], [other]) => one - other), deleted: deletions(doc) };
}

/** The deleted ranges of each client, in one way of writing them. */
function deletions(doc: Y.Doc): unknown {
  const { ds } = Y.snapshot(doc);
  return [...ds.clients]
    .map(([client, ranges]) => [client, Y.mergeDeleteSets([{ clients: new Map([[client, ranges]]) } as never]).clients.get(client)!.map(({ clock, len }) => [clock, len])] as const)
    .sort(([one], [other]) => one - other);
}

/** A command that is given again while the board moves from node to node. */
async function command(cluster: Cluster, board: Made, body: object, token = board.facilitator_token): Promise<void> {
  const answer = await until(`an answer to ${JSON.stringify(body)}`, async () => {
    const answer = await cluster.call('POST', `/api/boards/${board.id}/commands`, { token, body });
    return answer.status === 503 ? undefined : answer;
  });
  expect(answer.status, answer.text).toBe(200);
}

/** Somebody who types, and takes off now and then what they wrote before. */
class Hand {
  readonly #timer: NodeJS.Timeout;
  #note = '';
  #before = '';
  #letters = 0;
  paused = false;

  constructor(readonly writer: Writer) {
    this.#timer = setInterval(() => this.#step(), 30);
  }

  #step(): void {
    if (this.paused) return;
    if (this.#letters % 60 === 0) {
      if (this.#before) this.writer.doc.getMap('notes').delete(this.#before);
      this.#before = this.#note;
      this.#note = this.writer.add({ branch: 'people', text: '', order: 'a1' });
    }
    this.writer.type(this.#note, String.fromCharCode(97 + (this.#letters++ % 26)));
  }

  get letters(): number {
    return this.#letters;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

test('LOG-1 LOG-5 pages and stock clients stay through an upgrade of three nodes, and all have the same', async ({ browser }) => {
  test.skip(lacking() !== undefined, lacking());
  test.setTimeout(180_000);
  const database = await Database.start();
  const cluster = await Cluster.start(database, 'rolling', 3, BEFORE);
  const writers: Writer[] = [];
  const hands: Hand[] = [];
  let failed = true;
  try {
    const made = await cluster.call('POST', '/api/boards', { token: cluster.hostKey, body: { title: 'Why do customers wait?', template: 'cx-5m', language: 'en' } });
    expect(made.status, made.text).toBe(201);
    const board = made.json as Made;
    const join = async (name: string): Promise<string> => {
      const joined = await cluster.call('POST', '/api/join', { body: { code: board.join_code, name, department: 'it' } });
      expect(joined.status, joined.text).toBe(201);
      return joined.json.token;
    };
    for (const name of ['Ewa', 'Oleh', 'Kasia', 'Jan']) writers.push(new Writer(cluster.url, board.id, await join(name)));
    await Promise.all(writers.map((writer) => writer.ready()));

    const errors: string[] = [];
    const open = async (address: string, options: object): Promise<{ page: Page; replica: Replica }> => {
      const page = await (await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })).newPage();
      const replica = new Replica(page);
      page.on('pageerror', (error) => errors.push(String(error)));
      await page.goto(address);
      await page.evaluate(() => ((window as unknown as { stays: string }).stays = 'the page of before'));
      return { page, replica };
    };
    const phone = await open(board.links.join, PHONE);
    await fillJoin(phone.page, 'Anna', 'IT');
    const wall = await open(board.links.projector, WALL);
    await write(phone.page, 'People', 'Written before');
    await saved(phone.page);
    await expect(wall.page.getByText('Written before').first()).toBeAttached();

    hands.push(...writers.map((writer) => new Hand(writer)));
    const docs = (): Y.Doc[] => [...writers.map(({ doc }) => doc), phone.replica.doc, wall.replica.doc];
    const agree = (): boolean => {
      const [first, ...others] = docs().map(content);
      for (const other of others) expect(other).toEqual(first);
      return true;
    };
    const away: number[] = [];
    /** Everything that leads to an action of each kind, as both releases record it. */
    const lead = async (round: string): Promise<void> => {
      await command(cluster, board, { do: 'summon', branch: 'methods' });
      // While people vote nobody writes, and what is on its way then would be refused.
      for (const hand of hands) hand.paused = true;
      await until('nothing is on its way', agree);
      const note = [...writers[0]!.doc.getMap('notes').keys()][0]!;
      await command(cluster, board, { do: 'open_vote', dots: 3, per_note: 3 });
      await command(cluster, board, { do: 'cast', note, dots: 2 }, writers[1]!.token);
      await command(cluster, board, { do: 'close_vote' });
      await command(cluster, board, { do: 'reveal_vote' });
      await command(cluster, board, { do: 'set_priority', note, priority: 'now' });
      await command(cluster, board, { do: 'unlock' });
      await command(cluster, board, { do: 'summon', branch: null });
      await until('everybody may write', () => writers.every(({ doc }) => doc.getMap('session').get('locked') === false));
      for (const hand of hands) hand.paused = false;
      await write(phone.page, 'Methods', `Written ${round}`);
      await saved(phone.page);
    };
    await lead('in the release before');
    for (const old of [...cluster.nodes]) {
      await cluster.add();
      cluster.lead();
      const owned = (await cluster.owner()) === old;
      expect(await old.stop()).toBe(0);
      cluster.without(old);
      cluster.lead();
      const from = performance.now();
      const letters = hands.map((hand) => hand.letters);
      await until('everybody hears everybody type', () => hands.every((hand, n) => hand.letters > letters[n]! + 5));
      await lead(`after node ${cluster.gone.length}`);
      if (owned) away.push(Math.round(performance.now() - from));
    }
    // The last of the release before has gone, which the others see within two seconds.
    await until('the newer form', async () => {
      await command(cluster, board, { do: 'summon', branch: 'people' });
      return cluster.sql('SELECT max(get_byte(bytes, 16)) FROM entries')?.[0] === '2';
    });
    await lead('in the release after');
    for (const hand of hands) hand.stop();

    const fresh = new Writer(cluster.url, board.id, board.projector_token);
    writers.push(fresh);
    await fresh.ready();
    await until('all have the same', agree);
    const kept = content(fresh.doc) as { values: { notes: Record<string, { text: string }> }; deleted: unknown[] };
    expect(Object.keys(kept.values.notes).length).toBeGreaterThan(10);
    expect(kept.deleted.length).toBeGreaterThan(3);

    // Nobody reloaded the pages, and they show what there is.
    for (const { page, replica } of [phone, wall]) {
      expect(await page.evaluate(() => (window as unknown as { stays?: string }).stays)).toBe('the page of before');
      expect(replica.connections).toBeGreaterThan(1);
    }
    const written = ['in the release before', 'after node 1', 'after node 2', 'after node 3', 'in the release after'].map((round) => `Written ${round}`);
    const texts = Object.values(kept.values.notes).map(({ text }) => text);
    for (const text of written) expect(texts.filter((one) => one === text)).toHaveLength(1);
    await bone(phone.page, 'Methods').click();
    for (const text of written) await expect(cause(phone.page, text)).toHaveCount(1);
    expect(errors).toEqual([]);

    // Entries of form 1, and then of form 2.
    const forms = cluster.sql('SELECT get_byte(bytes, 16) FROM entries ORDER BY seq')!.join('');
    expect(forms).toMatch(/^1{100,}2{10,}$/);
    // A node that knows nothing but the log makes the same of it.
    const state = async (): Promise<object> => {
      const { server_time: _, ...rest } = (await cluster.call('GET', `/api/boards/${board.id}`, { token: board.facilitator_token })).json;
      return rest;
    };
    const stateBefore = await state();
    for (const node of [...cluster.nodes]) {
      await node.stop();
      cluster.without(node);
    }
    expect(cluster.sql('DELETE FROM snapshots RETURNING board')).toHaveLength(1);
    await cluster.add();
    cluster.lead();
    const replayed = new Writer(cluster.url, board.id, board.projector_token);
    writers.push(replayed);
    await replayed.ready();
    expect(content(replayed.doc)).toEqual(kept);
    expect(await state()).toEqual(stateBefore);
    console.log(`${forms.indexOf('2')} entries of form 1 and ${forms.length - forms.indexOf('2')} of form 2; the board moved ${away.length} times; ${JSON.stringify(away)} ms`);
    failed = false;
  } finally {
    for (const hand of hands) hand.stop();
    for (const writer of writers) writer.leave();
    if (failed) console.error(cluster.logs());
    await cluster.remove();
    await database.remove();
  }
});
