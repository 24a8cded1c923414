import type { Command } from '../src/api';
import type { BoardView, Status, TrayItem } from '../src/board/model';
import type { FacilitatorStore } from '../src/facilitator/facilitator-state.svelte';

/** A store without a server: it shows a made-up board and says on the console what it was told. */
export class FakeStore implements FacilitatorStore {
  status: Status = 'saved';
  restored = 0;
  tray: readonly TrayItem[] = [];
  canUndo = true;
  canRedo = false;
  editIsLast = true;
  kept = 'kept' as const;

  constructor(public view: BoardView) {}

  readonly connection: FacilitatorStore['connection'] = new Proxy({} as FacilitatorStore['connection'], {
    get: (_, name: string) => {
      if (name === 'serverNow') return () => Date.now();
      if (name === 'command') return async (command: Command) => (console.log(JSON.stringify(command)), { seq: 1 });
      return (...values: unknown[]) => console.log(name, JSON.stringify(values));
    },
  });
}
