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
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(BOARDS) ?? '[]');
    return Array.isArray(kept) ? (kept as KeptBoard[]) : [];
  } catch {
    return [];
  }
}

class Shelf {
  boards = $state.raw<KeptBoard[]>(read());

  put(board: KeptBoard): void {
    this.#save([board, ...this.boards.filter(({ id }) => id !== board.id)].slice(0, 50));
  }

  drop(id: string): void {
    this.#save(this.boards.filter((board) => board.id !== id));
  }

  #save(boards: KeptBoard[]): void {
    this.boards = boards;
    try {
      localStorage.setItem(BOARDS, JSON.stringify(boards));
    } catch {
      // Shown until the page is left; the links themselves go on working.
    }
  }
}

export const shelf = new Shelf();

/** The key from the link, else the one that was kept. */
export function hostKey(given: string | null): string | null {
  try {
    if (given) localStorage.setItem(KEY, given);
    return given ?? localStorage.getItem(KEY);
  } catch {
    return given;
  }
}

export const paths = (board: KeptBoard): { facilitator: string; projector: string; join: string } => ({
  facilitator: `/facilitate/${board.id}#${board.facilitator_token}`,
  projector: `/project/${board.id}#${board.projector_token}`,
  join: `/join#${board.join_code}`,
});
