// node bench.mjs WASM REQUESTS: draws every fish of a file many times, tells the milliseconds of the middle one.
import { readFileSync } from "node:fs";

const [wasm, requests] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(wasm));
const { memory, fish_alloc: alloc, fish_free: free, fish_fit: fit } = instance.exports;
const input = readFileSync(requests);
const draw = (bytes) => {
  const start = alloc(bytes.length);
  new Uint8Array(memory.buffer, start, bytes.length).set(bytes);
  const out = fit(start, bytes.length);
  const count = new Float64Array(memory.buffer, out, 1)[0];
  const numbers = new Float64Array(memory.buffer, out + 8, count).slice();
  free(start, bytes.length);
  free(out, 8 * (count + 1));
  return numbers;
};
const fish = [];
for (let at = 0; at < input.length; at += 4 + input.readUInt32LE(at)) {
  fish.push(input.subarray(at + 4, at + 4 + input.readUInt32LE(at)));
}
// The compiler of wasm needs some calls before it has made its best code.
for (let round = 0; round < 10; round++) fish.forEach(draw);
for (const bytes of fish) {
  const times = Array.from({ length: 31 }, () => {
    const start = process.hrtime.bigint();
    draw(bytes);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  times.sort((a, b) => a - b);
  console.log(`${times[15].toFixed(2)} ${times[0].toFixed(2)}`);
}
