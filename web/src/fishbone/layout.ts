/** The geometry of `crates/fishbone`, in the browser: the same numbers as in every export. */
import { fetched } from '../device/fetched';
import script from './fit.worker.ts?worker&url';
import url from './fishbone.wasm?url';
import { decode, decodeText, encode, encodeText, type Canvas, type Filled, type Fish, type Fit, type Room } from './fit';
import { call, type Drawing } from './wasm';

/** Draws a fish on a canvas; `before` is the arrangement of the drawing that stands there now. */
export type FitFish = (fish: Fish, canvas: Canvas, before: Float64Array | null) => Fit;
export type SetText = (text: string, room: Room) => Filled;

export interface Geometry {
  /** One drawing at a time, in the order in which they were asked for. */
  fit: (...asked: Parameters<FitFish>) => Promise<Fit>;
  /** The same at once, on the page itself: for paper, which does not wait. */
  fitHere: FitFish;
  /** Quick enough for every letter that is typed. */
  set: SetText;
  /** Any of its functions as it is, such as that which draws charts. */
  call: (name: Drawing, bytes: Uint8Array) => Float64Array;
}

let loading: Promise<Geometry> | null = null;
let loaded: Geometry | null = null;

/** The geometry, where it has come already. */
export const geometryHere = (): Geometry | null => loaded;

/** Loads the geometry once; after a failure, the next call tries again. */
export function loadGeometry(): Promise<Geometry> {
  loading ??= geometry().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

export const fitWith =
  (instance: WebAssembly.Instance): FitFish =>
  (fish, canvas, before) =>
    decode(call(instance, 'fish_fit', encode(fish, canvas, before)), fish);

export const setWith =
  (instance: WebAssembly.Instance): SetText =>
  (text, room) =>
    decodeText(call(instance, 'fish_text', encodeText(text, room)), text);

async function geometry(): Promise<Geometry> {
  const module = await compiled();
  const instance = await WebAssembly.instantiate(module);
  const here = fitWith(instance);
  const elsewhere = working(module);
  return (loaded = {
    fitHere: here,
    fit: async (...asked) => (await elsewhere(...asked)) ?? here(...asked),
    set: setWith(instance),
    call: (name, bytes) => call(instance, name, bytes),
  });
}

/** Streaming wants the right content type, and a proxy may not send it. */
async function compiled(): Promise<WebAssembly.Module> {
  const answer = await fetched(url);
  if (!answer.ok) throw new Error(`fishbone.wasm: ${answer.status}`);
  if (answer.headers.get('content-type')?.startsWith('application/wasm') && 'compileStreaming' in WebAssembly) {
    return WebAssembly.compileStreaming(answer);
  }
  return WebAssembly.compile(await answer.arrayBuffer());
}

type Asking = (...asked: Parameters<FitFish>) => Promise<Fit | null>;

/** Asks a worker, once its script has come; null, where there is none or it fails, leaves the work to the page itself. */
function working(module: WebAssembly.Module): Asking {
  const started = fetched(script).then(({ ok }) => (ok ? start(module) : null));
  started.catch(() => {});
  return async (...asked) => (await started.catch(() => null))?.(...asked) ?? null;
}

function start(module: WebAssembly.Module): Asking {
  const worker = new Worker(script, { type: 'module' });
  const waiting: ((numbers: Float64Array | null) => void)[] = [];
  let failed = false;
  worker.onmessage = ({ data }: MessageEvent<Float64Array | string>) => waiting.shift()?.(typeof data === 'string' ? null : data);
  worker.onerror = () => {
    failed = true;
    for (const answer of waiting.splice(0)) answer(null);
  };
  worker.postMessage(module);
  return async (fish, canvas, before) => {
    if (failed) return null;
    const bytes = encode(fish, canvas, before).slice();
    const numbers = await new Promise<Float64Array | null>((answer) => {
      waiting.push(answer);
      worker.postMessage(bytes, [bytes.buffer]);
    });
    return numbers && decode(numbers, fish);
  };
}
