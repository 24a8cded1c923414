// Days and times as people choose them. The calendar file is the server's.

/** A moment as people choose it, on the clock of this device. */
export interface Moment {
  year: number;
  /** From 1. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

export function momentOf(at: number): Moment {
  const date = new Date(at);
  return {
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
  };
}

/** Of a day that its month does not have, the last one that it has. */
export function ofMoment({ year, month, day, hour, minute }: Moment): number {
  const last = new Date(year, month, 0).getDate();
  return new Date(year, month - 1, Math.min(day, last), hour, minute).getTime();
}

/** Noon of a day written as `2026-02-28`, on this device; null if there is none. */
export function timeOfDay(day: string | null): number | null {
  const [year, month, date] = (day ?? '').split('-').map(Number);
  return year && month && date ? ofMoment({ year, month, day: date, hour: 12, minute: 0 }) : null;
}

/** The day of a moment on this device, written as `2026-02-28`; nothing if there is none. */
export function dayOf(at: number | null): string {
  if (at === null) return '';
  const { year, month, day } = momentOf(at);
  return [String(year).padStart(4, '0'), ...[month, day].map((n) => String(n).padStart(2, '0'))].join('-');
}
