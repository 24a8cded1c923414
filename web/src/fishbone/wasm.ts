/** The functions of `crates/fishbone-wasm`: bytes in, numbers out. */

interface Exports {
  memory: WebAssembly.Memory;
  fish_alloc(size: number): number;
  fish_free(start: number, size: number): void;
  fish_fit(start: number, size: number): number;
  fish_text(start: number, size: number): number;
  fish_chart(start: number, size: number): number;
}

export type Drawing = 'fish_fit' | 'fish_text' | 'fish_chart';

/** Hands bytes to a function of the geometry, and copies the numbers that it gives back. */
export function call(instance: WebAssembly.Instance, name: Drawing, bytes: Uint8Array): Float64Array<ArrayBuffer> {
  const wasm = instance.exports as unknown as Exports;
  const start = wasm.fish_alloc(bytes.length);
  if (start === 0) throw new Error('fishbone: no memory');
  new Uint8Array(wasm.memory.buffer, start, bytes.length).set(bytes);
  const out = wasm[name](start, bytes.length);
  wasm.fish_free(start, bytes.length);
  if (out === 0) throw new Error('fishbone: this is no fish');
  const count = new Float64Array(wasm.memory.buffer, out, 1)[0] ?? 0;
  const numbers = new Float64Array(wasm.memory.buffer, out + 8, count).slice();
  wasm.fish_free(out, 8 * (count + 1));
  return numbers;
}
