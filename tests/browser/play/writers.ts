import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import story from '../../fixtures/cx-workshop.json' with { type: 'json' };
import type { Made, Workshop } from './workshop';

export const BONES = ['people', 'management', 'methods', 'material', 'machines'] as const;
const DEPARTMENTS = ['analysis', 'marketing', 'customer-service', 'it', 'legal', 'sales', 'back-office'];

/** What else could have been written: long words, short ones, another alphabet. */
const MORE = [
  'Infolinia przekierowuje klienta trzykrotnie, zanim ktokolwiek odpowie',
  'Harmonogram instalacji nie uwzględnia nieobecności pracowników technicznych',
  'Niejednoznaczne postanowienia regulaminu promocji dla konsumentów',
  'Odpowiedzialność za przeterminowane zgłoszenia jest rozproszona',
  'Nieprzetłumaczone komunikaty w aplikacji mobilnej',
  'Kurier nie zna numeru zamówienia',
  'Pracownicy salonów nie widzą historii rozmów z konsultantami infolinii',
  'Przedsiębiorstwa podwykonawcze rozliczamy z liczby wizyt, a nie z jakości',
  'Nikt nie odpowiada za spójność komunikatów w różnych kanałach',
  'Сповіщення про затримку надходить після запланованого візиту',
];

export interface Words {
  branch: string;
  text: string;
  /** 0 on the bone itself. */
  depth: number;
}

export interface Spread {
  /** All on this bone; else as many on each. */
  on?: string;
  words?: 'workshop' | 'short' | 'long';
  /** Every chain of five hangs on its first. */
  nested?: boolean;
}

/** So many causes: those of a real workshop, and more like them. */
export function causes(count: number, { on, words = 'workshop', nested = false }: Spread = {}): Words[] {
  const texts = [...story.notes.map(({ text }) => text), ...MORE];
  const text = (index: number): string => {
    const round = Math.floor(index / texts.length);
    if (words === 'short') return ['Brak szkoleń', 'Za mało osób', 'CRM jest wolny', 'Zły cennik', 'Nikt nie pyta'][index % 5]! + ` ${index + 1}`;
    if (words === 'long') return `${texts[index % texts.length]}. Konstantynopolitańczykowianeczka nie odpowiada na najniezrozumialsze zgłoszenia (${index + 1})`;
    return texts[index % texts.length]! + (round > 0 ? ` (${round + 1})` : '');
  };
  const real = words === 'workshop' && !on && !nested && count >= story.notes.length;
  return Array.from({ length: count }, (_, index) => {
    const known = real ? story.notes[index] : undefined;
    const round = nested ? Math.floor(index / 5) : index;
    return { branch: on ?? known?.branch ?? BONES[round % BONES.length]!, text: text(index), depth: known ? depth(known) : nested ? index % 5 : 0 };
  });
}

/** How deep a cause of the workshop hangs. */
function depth(note: { parent?: string }): number {
  const above = note.parent && story.notes.find(({ key }) => key === note.parent);
  return above ? 1 + depth(above) : 0;
}

/** Somebody with a stock Yjs client. */
export class Writer {
  readonly doc = new Y.Doc();
  readonly #provider: WebsocketProvider;
  #count = 0;

  constructor(origin: string, board: string, readonly token: string) {
    this.#provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, board, this.doc, { params: { token }, WebSocketPolyfill: WebSocket as never, disableBc: true });
  }

  ready(): Promise<void> {
    return new Promise((ready) => (this.#provider.synced ? ready() : this.#provider.once('sync', () => ready())));
  }

  /** Waits until the server has these notes: it says whose they are, also of this writer's own. */
  async knows(notes: string[]): Promise<void> {
    const map = this.doc.getMap('attribution');
    if (notes.every((id) => map.has(id))) return;
    await new Promise<void>((known) => {
      const look = (): void => {
        if (!notes.every((id) => map.has(id))) return;
        map.unobserve(look);
        known();
      };
      map.observe(look);
    });
  }

  /** A cause; whatever else is said of it stands under its key. */
  add({ text, parent, ...fields }: { branch: string; text: string; order: string; parent?: string | null; [detail: string]: string | null | undefined }): string {
    const id = `${this.doc.clientID.toString(36)}-${this.#count++}`;
    this.doc.transact(() => {
      const note = new Y.Map<unknown>();
      note.set('text', new Y.Text(text));
      for (const [key, value] of Object.entries(fields)) note.set(key, value);
      if (parent) note.set('parent', parent);
      this.doc.getMap('notes').set(id, note);
    });
    return id;
  }

  /** Types at the end of a text. */
  type(note: string, letters: string): void {
    const text = (this.doc.getMap('notes').get(note) as Y.Map<unknown>).get('text') as Y.Text;
    text.insert(text.length, letters);
  }

  /** Says something by presence. */
  say(key: string, value: unknown): void {
    this.#provider.awareness.setLocalStateField(key, value);
  }

  leave(): void {
    this.#provider.destroy();
    this.doc.destroy();
  }
}

export async function writers(workshop: Workshop, board: Made, count: number): Promise<Writer[]> {
  const seats = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      workshop.server.call<{ token: string }>('POST', '/api/join', '', { code: board.join_code, name: `Osoba ${index + 1}`, department: DEPARTMENTS[index % DEPARTMENTS.length] }),
    ),
  );
  const all = seats.map(({ token }) => new Writer(workshop.server.origin, board.id, token));
  await Promise.all(all.map((writer) => writer.ready()));
  return all;
}

const key = (index: number): string => `a${String(index + 1).padStart(4, '0')}V`;

/** Everybody writes their share; causes stay with the one who wrote what they hang on. Gives back the notes' ids in order. */
export function write(people: Writer[], words: Words[]): string[] {
  const ids: string[] = [];
  let writer = people[0]!;
  const open: string[] = [];
  let roots = 0;
  for (const [index, { branch, text, depth }] of words.entries()) {
    if (depth === 0) writer = people[roots++ % people.length]!;
    const parent = depth > 0 ? open[depth - 1] : null;
    const id = writer.add({ branch, text, order: key(index), parent });
    open.length = depth;
    open.push(id);
    ids.push(id);
  }
  return ids;
}
