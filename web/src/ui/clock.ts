import type { TimerView } from '../board/model';

/** Until a countdown is looked at again at the latest, in milliseconds: how far the server's clock is ahead may just have come. */
export const LOOK_MS = 250;

/** Milliseconds left; below zero when the time is over. */
export function remaining(timer: TimerView, now: number): number {
  if (!timer.running) return timer.remaining_ms ?? 0;
  return timer.ends_at === null ? 0 : timer.ends_at - now;
}

/** `4:07`, `1:02:00`. Counting down, a second is shown until it is over; counting up, once it is. */
export function clockText(ms: number): string {
  const seconds = ms >= 0 ? Math.ceil(ms / 1000) : Math.floor(-ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** From here on a countdown would say nothing. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** So far ahead, a day and a time stand in place of a countdown. */
export function isFar(at: number, now: number): boolean {
  return at - now > DAY_MS;
}

/** The time of day; where that is more than a day ahead, the day as well. */
export function momentText(at: number, now: number, language: string): string {
  const day: Intl.DateTimeFormatOptions = isFar(at, now) ? { weekday: 'short', day: 'numeric', month: 'short' } : {};
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...day, hour: '2-digit', minute: '2-digit' }).format(at);
}
