/** The geometry of `crates/fishbone`, in the browser: the same numbers as in every export. */
import url from './fishbone.wasm?url';
import { decode, encode, type Drawing, type Fish, type Options } from './flat';

export type Layout = (fish: Fish, options: Options) => Drawing;

interface Exports {
  memory: WebAssembly.Memory;
  fish_alloc(size: number): number;
  fish_free(start: number, size: number): void;
  fish_layout(start: number, size: number): number;
}

let loading: Promise<Layout> | null = null;

/** Loads the geometry once; after a failure, the next call tries again. */
export function loadLayout(): Promise<Layout> {
  loading ??= instantiate().then(layoutWith, (error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

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
  return (fish, options) => {
    const bytes = encode(fish, options);
    const start = wasm.fish_alloc(bytes.length);
    if (start === 0) throw new Error('fishbone: no memory');
    new Uint8Array(wasm.memory.buffer, start, bytes.length).set(bytes);
    const drawn = wasm.fish_layout(start, bytes.length);
    wasm.fish_free(start, bytes.length);
    if (drawn === 0) throw new Error('fishbone: this is no fish');
    const count = new Float64Array(wasm.memory.buffer, drawn, 1)[0] ?? 0;
    const drawing = decode(new Float64Array(wasm.memory.buffer, drawn + 8, count), fish);
    wasm.fish_free(drawn, 8 * (count + 1));
    return drawing;
  };
}
