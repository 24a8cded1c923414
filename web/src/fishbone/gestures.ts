/** Pointers, wheel and pinch, told apart: panning, zooming, tapping, dragging a card. */
import type { Point } from './shapes';

export interface Gestures {
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  tap(at: Point): void;
  doubleTap(at: Point): void;
  /** A press on something that may be dragged; false lets the press pan. */
  grab(at: Point): boolean;
  drag(at: Point): void;
  drop(at: Point | null): void;
}

/** How far a press may tremble and still be a tap. */
const TREMBLE = 6;
/** How long a finger rests on a card before it lifts it; a mouse lifts at once. */
const HOLD = 380;

/** Listens on `element` until the returned function is called. Points are relative to the element. */
export function watch(element: HTMLElement, to: Gestures): () => void {
  const down = new Map<number, Point>();
  let start: Point | null = null;
  let mode: 'none' | 'press' | 'pan' | 'drag' | 'pinch' = 'none';
  let hold: ReturnType<typeof setTimeout> | undefined;
  let lastTap = { time: -Infinity, at: { x: 0, y: 0 } };

  const point = (event: { clientX: number; clientY: number }): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const spread = (): { middle: Point; size: number } => {
    const [a, b] = [...down.values()] as [Point, Point];
    return { middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, size: Math.hypot(a.x - b.x, a.y - b.y) };
  };
  const lift = (at: Point): void => {
    if (mode === 'press' && to.grab(at)) mode = 'drag';
  };

  const press = (event: PointerEvent): void => {
    if (event.button !== 0 || (event.target as Element).closest('textarea, button')) return;
    const at = point(event);
    down.set(event.pointerId, at);
    clearTimeout(hold);
    if (down.size === 2) {
      if (mode === 'drag') to.drop(null);
      mode = 'pinch';
      return;
    }
    start = at;
    mode = 'press';
    if (event.pointerType !== 'mouse') hold = setTimeout(() => lift(at), HOLD);
  };
  const move = (event: PointerEvent): void => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const at = point(event);
    if (mode === 'pinch' && down.size === 2) {
      const was = spread();
      down.set(event.pointerId, at);
      const is = spread();
      to.pan(is.middle.x - was.middle.x, is.middle.y - was.middle.y);
      to.zoom(is.size / (was.size || 1), is.middle);
      return;
    }
    down.set(event.pointerId, at);
    if (mode === 'press' && start && Math.hypot(at.x - start.x, at.y - start.y) > TREMBLE) {
      clearTimeout(hold);
      if (event.pointerType === 'mouse') lift(start);
      if (mode === 'press') mode = 'pan';
      element.setPointerCapture(event.pointerId);
    }
    if (mode === 'drag') to.drag(at);
    else if (mode === 'pan') to.pan(at.x - before.x, at.y - before.y);
  };
  const release = (event: PointerEvent): void => {
    if (!down.delete(event.pointerId)) return;
    clearTimeout(hold);
    const at = point(event);
    if (mode === 'drag') to.drop(event.type === 'pointerup' ? at : null);
    else if (mode === 'press' && event.type === 'pointerup') {
      const near = Math.hypot(at.x - lastTap.at.x, at.y - lastTap.at.y) < 24;
      const twice = near && event.timeStamp - lastTap.time < 350;
      lastTap = { time: twice ? -Infinity : event.timeStamp, at };
      if (twice) to.doubleTap(at);
      else to.tap(at);
    }
    mode = down.size === 1 ? 'pan' : 'none';
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.shiftKey || (!event.ctrlKey && Math.abs(event.deltaX) > Math.abs(event.deltaY))) {
      to.pan(-(event.shiftKey && !event.deltaX ? event.deltaY : event.deltaX) * unit, event.shiftKey ? 0 : -event.deltaY * unit);
    } else {
      const strength = event.ctrlKey ? 0.01 : 0.0016;
      to.zoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * unit)) * strength), point(event));
    }
  };

  const stop = new AbortController();
  const options = { signal: stop.signal };
  element.addEventListener('pointerdown', press, options);
  element.addEventListener('pointermove', move, options);
  element.addEventListener('pointerup', release, options);
  element.addEventListener('pointercancel', release, options);
  element.addEventListener('wheel', wheel, { ...options, passive: false });
  return () => {
    clearTimeout(hold);
    stop.abort();
  };
}
