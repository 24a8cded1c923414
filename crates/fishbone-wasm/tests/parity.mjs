// node parity.mjs WASM FUNCTION REQUESTS DRAWINGS: draws every fish of one file, writes the numbers to the other.
import { readFileSync, writeFileSync } from "node:fs";

const [wasm, name, fish, drawings] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(wasm));
const { memory, fish_alloc: alloc, fish_free: free, [name]: layout } = instance.exports;
const input = readFileSync(fish);
const out = [];
for (let at = 0; at < input.length; ) {
  const size = input.readUInt32LE(at);
  const start = alloc(size);
  new Uint8Array(memory.buffer, start, size).set(input.subarray(at + 4, at + 4 + size));
  const drawn = layout(start, size);
  if (drawn === 0) throw new Error("not a fish");
  const count = new Float64Array(memory.buffer, drawn, 1)[0];
  out.push(Buffer.from(memory.buffer.slice(drawn + 8, drawn + 8 + 8 * count)));
  free(start, size);
  free(drawn, 8 * (count + 1));
  at += 4 + size;
}
writeFileSync(drawings, Buffer.concat(out));
