/** The geometry of `crates/fishbone`, in the browser: the same numbers as in every export. */
import url from './fishbone.wasm?url';
import * as fit from './fit';
import { decode, encode, type Drawing, type Fish, type Options } from './flat';

export type Layout = (fish: Fish, options: Options) => Drawing;

/** Draws a fish on a canvas; `before` is the arrangement of the drawing that stands there now. */
export type FitFish = (fish: fit.Fish, canvas: fit.Canvas, before: Float64Array | null) => fit.Fit;

interface Exports {
  memory: WebAssembly.Memory;
  fish_alloc(size: number): number;
  fish_free(start: number, size: number): void;
  fish_layout(start: number, size: number): number;
  fish_fit(start: number, size: number): number;
}

let loading: Promise<WebAssembly.Instance> | null = null;

/** Loads the geometry once; after a failure, the next call tries again. */
function loaded(): Promise<WebAssembly.Instance> {
  loading ??= instantiate().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

export const loadLayout = (): Promise<Layout> => loaded().then(layoutWith);
export const loadFit = (): Promise<FitFish> => loaded().then(fitWith);

/** Streaming wants the right content type, and a proxy may not send it. */
async function instantiate(): Promise<WebAssembly.Instance> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`fishbone.wasm: ${answer.status}`);
  if (answer.headers.get('content-type')?.startsWith('application/wasm') && 'instantiateStreaming' in WebAssembly) {
    return (await WebAssembly.instantiateStreaming(answer)).instance;
  }
  return (await WebAssembly.instantiate(await answer.arrayBuffer())).instance;
}

export function layoutWith(instance: WebAssembly.Instance): Layout {
  const wasm = instance.exports as unknown as Exports;
  return (fish, options) =>
    drawn(wasm, wasm.fish_layout, encode(fish, options), (numbers) => decode(numbers, fish));
}

export function fitWith(instance: WebAssembly.Instance): FitFish {
  const wasm = instance.exports as unknown as Exports;
  return (fish, canvas, before) =>
    drawn(wasm, wasm.fish_fit, fit.encode(fish, canvas, before), (numbers) => fit.decode(numbers, fish));
}

/** Hands bytes to a function of the geometry and reads the numbers that it gives back. */
function drawn<T>(wasm: Exports, draw: Exports['fish_fit'], bytes: Uint8Array, read: (numbers: Float64Array) => T): T {
  const start = wasm.fish_alloc(bytes.length);
  if (start === 0) throw new Error('fishbone: no memory');
  new Uint8Array(wasm.memory.buffer, start, bytes.length).set(bytes);
  const out = draw(start, bytes.length);
  wasm.fish_free(start, bytes.length);
  if (out === 0) throw new Error('fishbone: this is no fish');
  const count = new Float64Array(wasm.memory.buffer, out, 1)[0] ?? 0;
  const result = read(new Float64Array(wasm.memory.buffer, out + 8, count));
  wasm.fish_free(out, 8 * (count + 1));
  return result;
}
