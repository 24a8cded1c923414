// Dragging a segment of the agenda: pointers in, distances out. It knows nothing of the agenda.

export interface DragEvents {
  /** The pointer has moved far enough to mean it, by so many pixels from where it went down. */
  move: (dx: number, clientX: number) => void;
  drop: () => void;
  cancel: () => void;
}

/** Pixels within which a press is still a click. */
const SLACK = 5;

/** Follows one pointer from its press until it is let go. A press that does not move stays a click. */
export function follow(down: PointerEvent, events: DragEvents): void {
  if (down.button !== 0) return;
  const target = down.currentTarget as HTMLElement;
  let dragging = false;
  const stop = new AbortController();
  const end = (act: () => void): void => {
    stop.abort();
    if (!dragging) return;
    // The click that follows a drag is not meant as one.
    const swallow = (event: Event): void => event.stopPropagation();
    target.addEventListener('click', swallow, { capture: true });
    setTimeout(() => target.removeEventListener('click', swallow, { capture: true }));
    act();
  };
  const on = <K extends keyof WindowEventMap>(type: K, act: (event: WindowEventMap[K]) => void): void =>
    window.addEventListener(type, act, { signal: stop.signal });
  on('pointermove', (event) => {
    if (event.pointerId !== down.pointerId) return;
    const dx = event.clientX - down.clientX;
    if (!dragging && Math.abs(dx) < SLACK) return;
    dragging = true;
    events.move(dx, event.clientX);
  });
  on('pointerup', (event) => event.pointerId === down.pointerId && end(events.drop));
  on('pointercancel', () => end(events.cancel));
  on('keydown', (event) => event.key === 'Escape' && end(events.cancel));
}
