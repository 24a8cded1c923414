/** Draws fish away from the page's own thread, so that the page moves and listens meanwhile. */
import { call } from './wasm';

let instance: Promise<WebAssembly.Instance>;

onmessage = async ({ data }: MessageEvent<WebAssembly.Module | Uint8Array>) => {
  if (data instanceof WebAssembly.Module) {
    instance = WebAssembly.instantiate(data);
    return;
  }
  try {
    const numbers = call(await instance, 'fish_fit', data);
    postMessage(numbers, { transfer: [numbers.buffer] });
  } catch (error) {
    postMessage(String(error));
  }
};
