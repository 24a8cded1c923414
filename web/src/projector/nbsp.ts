/** One-letter words ("z", "w", "і") stay with the next one, so that none hangs at the end of a line. */
export function tidy(text: string): string {
  return text.replace(/(?<=^|[\s(])(\p{L}) /gu, '$1\u00a0');
}
