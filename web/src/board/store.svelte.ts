import { appShell } from '../device/app-shell.svelte';
import { Connection, type ConnectionOptions } from './connection';
import type { Kept } from './local-doc';
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
  kept: Kept = $state.raw('never');
  canUndo = $state(false);
  /** What undo takes back is an edit, which a locked board does not take. */
  editIsLast = $state(false);
  canRedo = $state(false);
  #stop: () => void;
  #unkeep: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.connection = new Connection(options);
    this.#read();
    this.#stop = this.connection.subscribe(() => this.#read());
  }

  #read(): void {
    this.view = this.connection.view;
    if (this.view.loaded) this.#unkeep ??= appShell.keepSoon();
    const was = this.status;
    this.status = this.connection.status;
    this.restored = this.connection.restored;
    // Whoever was away may be back at another version of the server.
    if ((was === 'offline' || was === 'restarting') && (this.status === 'saved' || this.status === 'sending')) appShell.look();
    this.tray = this.connection.tray;
    this.kept = this.connection.kept;
    this.canUndo = this.connection.canUndo;
    this.editIsLast = this.connection.editIsLast;
    this.canRedo = this.connection.canRedo;
  }

  destroy(): void {
    this.#stop();
    this.#unkeep?.();
    this.connection.destroy();
  }
}
