/** Charts as `crates/chart` draws them: the same numbers as in every export. The other side of `chart::encoding`. */
import type { FactView } from './facts';

export interface ChartSize {
  width: number;
  height: number;
  /** Of type, in the same unit. */
  size: number;
}

/** What a mark shows, in the order of `chart::Role`. */
const ROLES = ['grid', 'zero', 'value', 'newest', 'inside', 'target', 'label', 'quiet'] as const;
export type Role = (typeof ROLES)[number];

export type Mark =
  | { kind: 'line'; role: Role; width: number; points: string }
  | { kind: 'rect'; role: Role; x: number; y: number; width: number; height: number; radius: number }
  | { kind: 'text'; role: Role; x: number; baseline: number; size: number; strong: boolean; text: string };

const utf8 = new TextEncoder();

export function encodeChart(
  fact: Pick<FactView, 'kind' | 'values' | 'target' | 'target_date'>,
  size: ChartSize,
  language: string,
): Uint8Array {
  const bytes: number[] = [];
  const floats = (...all: number[]): void => void bytes.push(...new Uint8Array(Float64Array.from(all).buffer));
  const number = (n: number): void => void bytes.push(...new Uint8Array(Uint32Array.of(n).buffer));
  const text = (said: string): void => {
    const written = utf8.encode(said);
    number(written.length);
    bytes.push(...written);
  };
  floats(size.width, size.height, size.size);
  text(language);
  text(fact.kind);
  number(fact.target === null ? 0 : 1);
  floats(fact.target ?? 0);
  text(fact.target_date ?? '');
  number(fact.values.length);
  for (const [day, value] of fact.values) {
    text(day);
    floats(value);
  }
  return Uint8Array.from(bytes);
}

export function decodeChart(numbers: Float64Array): Mark[] {
  let at = 0;
  const next = (): number => numbers[at++] ?? 0;
  const one = (): Mark => {
    const [kind, role] = [next(), ROLES[next()] ?? 'quiet'];
    if (kind === 0) {
      const width = next();
      const points = Array.from({ length: next() }, () => `${next()},${next()}`).join(' ');
      return { kind: 'line', role, width, points };
    }
    if (kind === 1) return { kind: 'rect', role, x: next(), y: next(), width: next(), height: next(), radius: next() };
    const [x, baseline, size, strong] = [next(), next(), next(), next() === 1];
    const text = Array.from({ length: next() }, () => String.fromCodePoint(next())).join('');
    return { kind: 'text', role, x, baseline, size, strong, text };
  };
  return Array.from({ length: next() }, one);
}
