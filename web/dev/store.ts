import type { Command } from '../src/api';
import type { BoardView, Status, TrayItem } from '../src/board/model';
import type { DeskStore } from '../src/facilitator/desk.svelte';

/** A store without a server: it shows a made-up board and says on the console what it was told. */
export class FakeStore implements DeskStore {
  status: Status = 'saved';
  tray: readonly TrayItem[] = [];
  canUndo = true;
  canRedo = false;

  constructor(public view: BoardView) {}

  readonly connection: DeskStore['connection'] = new Proxy({} as DeskStore['connection'], {
    get: (_, name: string) => {
      if (name === 'serverNow') return () => Date.now();
      if (name === 'command') return async (command: Command) => (console.log(JSON.stringify(command)), { seq: 1 });
      return (...values: unknown[]) => console.log(name, JSON.stringify(values));
    },
  });
}
