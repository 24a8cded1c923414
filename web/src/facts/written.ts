/** Numbers and days as people write them into a field, and as they are shown. */
import { isDay } from './facts';

const formats = new Map<string, Intl.NumberFormat>();

/** A number in a language. */
export function shown(value: number, language: string): string {
  let format = formats.get(language);
  if (!format) formats.set(language, (format = new Intl.NumberFormat(language, { maximumFractionDigits: 6 })));
  return format.format(value);
}

/** The number that a text says; null for none, undefined for something else. */
export function numberOf(text: string, language: string): number | null | undefined {
  const plain = text
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace(/^[−–]/, '-')
    .replace(/%$/, '');
  if (!plain) return null;
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  const sign = plain[last] ?? '';
  // Of a point and a comma the last one stands before the decimals, unless it stands there twice, or is English for thousands.
  const thousands = plain.split(sign).length > 2 || (sign === ',' && language === 'en' && /^[+-]?\d{1,3},\d{3}$/.test(plain));
  const decimals = last >= 0 && !thousands;
  const [whole, rest] = decimals ? [plain.slice(0, last), plain.slice(last + 1)] : [plain, ''];
  if (!/^[+-]?(\d+|\d{1,3}(,\d{3})+|\d{1,3}(\.\d{3})+)$/.test(whole) || (decimals && !/^\d+$/.test(rest))) return undefined;
  const number = Number(`${whole.replace(/[.,]/g, '')}.${rest || '0'}`);
  return Math.abs(number) <= 1e12 ? number : undefined;
}

const two = (text: string): string => text.padStart(2, '0');

/** The day that a text says, as `2026-02-28`; of a month the last one. Null for none, undefined for something else. */
export function dayOf(text: string): string | null | undefined {
  const said = text.trim();
  if (!said) return null;
  const parts = said.split(/[.\-/ ]+/).filter(Boolean);
  if (!parts.every((part) => /^(\d{1,2}|\d{4})$/.test(part))) return undefined;
  const years = parts.map((part) => part.length === 4);
  const [a = '', b = '', c = ''] = parts;
  let day: string | undefined;
  if (parts.length === 3 && years[0]) day = `${a}-${two(b)}-${two(c)}`;
  else if (parts.length === 3 && years[2]) day = `${c}-${two(b)}-${two(a)}`;
  else if (parts.length === 2 && years[0] !== years[1]) {
    const [year, month] = years[0] ? [a, two(b)] : [b, two(a)];
    day = ['31', '30', '29', '28'].map((last) => `${year}-${month}-${last}`).find(isDay);
  }
  return day !== undefined && isDay(day) ? day : undefined;
}

/** A day as the language writes it. */
export function dayShown(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}
