import type * as Y from 'yjs';
import type { Command } from '../api';
import type { BoardView } from './model';
import type { TakingBack } from './taking-back';

type Step = 'edit' | { command: Command; answered: Promise<unknown>; taking: TakingBack | null };

/** What became of taking back, or doing again, what was done last. */
export type Outcome =
  /** It is as before. */
  | 'edit'
  | 'command'
  /** There is nothing. */
  | 'none'
  /** It is one of the things that cannot be taken back. Nothing was; the next time it is the turn of what was before it. */
  | 'cannot'
  /** Somebody has changed the same since, so that nothing was taken back. */
  | 'overtaken'
  /** Content is locked. */
  | 'locked';

/**
 * What this page did, in its order, whether the document has it or the server did it: undo takes back what was done last
 * and nothing else. Yjs alone knows of edits only, and goes on to an older one where the last has no effect any more.
 */
export class History {
  #done: Step[] = [];
  #undone: Step[] = [];
  #working = false;

  /** `sign` is called before the document is written. */
  constructor(
    private readonly edits: Y.UndoManager,
    private readonly sign: () => void,
  ) {
    edits.on('stack-item-added', ({ type }) => {
      if (this.#working || type !== 'undo') return;
      this.#done.push('edit');
      this.#undone = [];
    });
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Is an edit the next that undo takes back? */
  get editIsLast(): boolean {
    return this.#done.at(-1) === 'edit';
  }

  /** Notes a command at the moment that it is given; forgotten if it is refused. */
  gave(command: Command, answered: Promise<unknown>, taking: TakingBack | null): void {
    // Typing on after it is another step than typing before it.
    this.edits.stopCapturing();
    const step: Step = { command, answered, taking };
    // Of several that cannot be taken back it is said once.
    const last = this.#done.at(-1);
    if (!taking && last && last !== 'edit' && !last.taking) this.#done.pop();
    this.#done.push(step);
    this.#undone = [];
    answered.catch(() => (this.#done = this.#done.filter((one) => one !== step)));
  }

  async undo(view: () => BoardView, give: (command: Command) => Promise<unknown>): Promise<Outcome> {
    const step = this.#done.at(-1);
    if (step === undefined) return 'none';
    // A command that is refused is no step any more, and its refusal was told.
    if (step !== 'edit' && (await refused(step.answered))) return 'none';
    if (step === 'edit' && (view().session.locked || view().session.finished)) return 'locked';
    this.#done.pop();
    if (step === 'edit') return this.#move(step, this.edits.undoStack, () => this.edits.undo(), this.#undone);
    if (!step.taking) return 'cannot';
    if (!step.taking.stands(view())) return 'overtaken';
    for (const command of step.taking.back) await give(command);
    this.#undone.push(step);
    return 'command';
  }

  async redo(view: () => BoardView, give: (command: Command) => Promise<unknown>): Promise<Outcome> {
    const step = this.#undone.at(-1);
    if (step === undefined) return 'none';
    if (step === 'edit' && (view().session.locked || view().session.finished)) return 'locked';
    this.#undone.pop();
    if (step === 'edit') return this.#move(step, this.edits.redoStack, () => this.edits.redo(), this.#done);
    await give(step.command);
    this.#done.push(step);
    return 'command';
  }

  /** Takes the last item alone from Yjs, which would go on to the one before it if that has no effect. */
  #move(step: Step, stack: Y.UndoManager['undoStack'], act: () => unknown, to: Step[]): Outcome {
    const older = stack.splice(0, stack.length - 1);
    this.#working = true;
    this.sign();
    const effect = act();
    this.#working = false;
    stack.unshift(...older);
    if (!effect) return 'overtaken';
    to.push(step);
    return 'edit';
  }
}

function refused(answered: Promise<unknown>): Promise<boolean> {
  return answered.then(
    () => false,
    () => true,
  );
}
