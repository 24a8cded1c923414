import { Connection, type ConnectionOptions } from './connection';
import type { BoardView, Status, TrayItem } from './model';

/**
 * A connection, readable by components: `store.view`, `store.status`, `store.tray` follow it, at most once a
 * frame. Writing goes through `store.connection`. Made by the top component of a screen, which also calls
 * `destroy` when it leaves.
 */
export class BoardStore {
  readonly connection: Connection;
  view: BoardView = $state.raw() as BoardView;
  status: Status = $state.raw('connecting');
  /** How often the board turned out to be restored from a backup. */
  restored = $state(0);
  tray: readonly TrayItem[] = $state.raw([]);
  canUndo = $state(false);
  canRedo = $state(false);
  #stop: () => void;

  constructor(options: ConnectionOptions) {
    this.connection = new Connection(options);
    this.#read();
    this.#stop = this.connection.subscribe(() => this.#read());
  }

  #read(): void {
    this.view = this.connection.view;
    this.status = this.connection.status;
    this.restored = this.connection.restored;
    this.tray = this.connection.tray;
    this.canUndo = this.connection.canUndo;
    this.canRedo = this.connection.canRedo;
  }

  destroy(): void {
    this.#stop();
    this.connection.destroy();
  }
}
