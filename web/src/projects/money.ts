// Amounts of money, each in its own currency. Nothing is converted.

import type { ProjectView } from '../board/model';

/** The currencies that are offered; one that a project has besides is offered for it. */
export const CURRENCIES = ['PLN', 'UAH', 'EUR', 'USD', 'GBP', 'CHF', 'CZK', 'HUF', 'RON', 'SEK', 'NOK', 'DKK'];

/** The one in which people of a language reckon. */
export function usualCurrency(language: string): string {
  return { pl: 'PLN', uk: 'UAH' }[language] ?? 'EUR';
}

/** The largest amount that a board holds. */
const LARGEST = 1e12;

/** An amount as people type it, with spaces between the thousands and with a comma or a point; null for none, undefined for what is no amount. */
export function readAmount(text: string): number | null | undefined {
  const plain = text.replaceAll(/[\s\u00a0\u202f']/g, '');
  if (plain === '') return null;
  const written = plain.replace(',', '.');
  const amount = /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : NaN;
  return Math.abs(amount) <= LARGEST ? amount : undefined;
}

/** An amount as people read it. */
export function money(amount: number, currency: string, language: string): string {
  const digits = Number.isInteger(amount) ? 0 : 2;
  const style = { minimumFractionDigits: digits, maximumFractionDigits: 2, useGrouping: 'always' as const };
  try {
    return new Intl.NumberFormat(language, currency ? { ...style, style: 'currency', currency, currencyDisplay: 'code' } : style).format(
      amount,
    );
  } catch {
    // No code of a currency: written by another client.
    return `${new Intl.NumberFormat(language, style).format(amount)} ${currency}`;
  }
}

/** The amounts of all projects by currency (PROJ-7), in the order of the codes. */
export function sums(projects: readonly Pick<ProjectView, 'amount' | 'currency'>[]): [currency: string, sum: number][] {
  const found = new Map<string, number>();
  for (const { amount, currency } of projects) if (amount !== null) found.set(currency, (found.get(currency) ?? 0) + amount);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}
