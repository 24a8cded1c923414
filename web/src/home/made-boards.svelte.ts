import { discard, store, stored, storedJson, storeJson } from '../device/storage';
import { root } from '../device/root';
import { forgetToken } from '../routes';

/** The boards that were made on this device, and the host's key: kept, so that nobody has to keep links. */
export interface KeptBoard {
  id: string;
  title: string;
  at: number;
  join_code: string;
  facilitator_token: string;
  projector_token: string;
}

const BOARDS = 'herringbone:boards';
const KEY = 'herringbone:host-key';

function read(): KeptBoard[] {
  const boards = storedJson<KeptBoard[]>(BOARDS);
  return Array.isArray(boards) ? boards : [];
}

class Shelf {
  boards = $state.raw<KeptBoard[]>(read());

  /** Keeps the links of a board that this device was told. */
  keep(board: Omit<KeptBoard, 'at'>, at = Date.now()): void {
    const { id, title, join_code, facilitator_token, projector_token } = board;
    this.put({ id, title, join_code, facilitator_token, projector_token, at });
  }

  /** Forgets the boards that are no more. */
  keepOnly(there: Set<string>): void {
    if (this.boards.some(({ id }) => !there.has(id))) this.#save(this.boards.filter(({ id }) => there.has(id)));
  }

  put(board: KeptBoard): void {
    this.#save([board, ...this.boards.filter(({ id }) => id !== board.id)].slice(0, 50));
  }

  drop(id: string): void {
    this.#save(this.boards.filter((board) => board.id !== id));
  }

  /** Forgets all boards, and the links to them. */
  forget(): void {
    for (const { id } of this.boards) for (const screen of ['facilitator', 'projector']) forgetToken(screen, id);
    this.#save([]);
  }

  #save(boards: KeptBoard[]): void {
    this.boards = boards;
    storeJson(BOARDS, boards);
  }
}

export const shelf = new Shelf();

/** The key from the link, else the one that was kept. */
export function hostKey(given: string | null): string | null {
  if (given) store(KEY, given);
  return given ?? stored(KEY);
}

export function forgetHostKey(): void {
  discard(KEY);
}

export const paths = (board: KeptBoard): { facilitator: string; projector: string; join: string } => ({
  facilitator: `${root}/facilitate/${board.id}#${board.facilitator_token}`,
  projector: `${root}/project/${board.id}#${board.projector_token}`,
  join: `${root}/join#${board.join_code}`,
});
