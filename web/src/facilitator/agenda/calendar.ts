// The meetings that have a date, as a calendar file (RFC 5545) that every calendar program reads.

import type { MeetingView } from '../../board/model';

export interface CalendarBoard {
  id: string;
  title: string;
  effect: string;
  meetings: MeetingView[];
  /** The address at which people join; it stands in every event. */
  link: string;
}

export function hasDates(meetings: MeetingView[]): boolean {
  return meetings.some(({ starts_at }) => typeof starts_at === 'number');
}

export function calendar({ id, title, effect, meetings, link }: CalendarBoard, now: number): string {
  const events = meetings.flatMap(({ title: name, starts_at, activities }, index) => {
    if (typeof starts_at !== 'number') return [];
    const minutes = activities.reduce((sum, activity) => sum + activity.minutes, 0);
    const plan = activities.map((activity) => `${activity.minutes} min  ${activity.title}`);
    return [
      'BEGIN:VEVENT',
      `UID:${id}-${index + 1}@herringbone`,
      `DTSTAMP:${stamp(now)}`,
      `DTSTART:${stamp(starts_at)}`,
      `DTEND:${stamp(starts_at + Math.max(1, minutes) * 60_000)}`,
      `SUMMARY:${escaped([title, name].filter(Boolean).join(': '))}`,
      `DESCRIPTION:${escaped([effect, ...plan, link].filter(Boolean).join('\n'))}`,
      ...(link ? [`URL:${link}`] : []),
      'END:VEVENT',
    ];
  });
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Herringbone//Workshop//EN', ...events, 'END:VCALENDAR'];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

/** `20261121T090000Z` */
function stamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
}

/** No line is longer than 75 bytes; the next one begins with a space. Letters are not cut in two. */
function folded(line: string): string {
  const lines: string[] = [];
  let part = '';
  let bytes = 0;
  for (const letter of line) {
    const size = new TextEncoder().encode(letter).length;
    if (bytes + size > 74) {
      lines.push(part);
      part = ' ';
      bytes = 1;
    }
    part += letter;
    bytes += size;
  }
  return [...lines, part].join('\r\n');
}

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
