// What a phone transfers from the link to join until the board is open: the page, its scripts and styles, and the alphabets of its language,
// by gzip: on plain http, as in most rooms, browsers ask for nothing better. Fails above the limit.
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Of 150 KB on the wire, which the browser tests measure, less what the server's answers take. */
const LIMIT = 144_000;
/** Response headers of one request, generously. */
const HEADERS = 350;
const ALPHABETS = { en: ['basic'], pl: ['basic', 'polish'], uk: ['basic', 'ukrainian'] };

const { output } = await build({ logLevel: 'error', build: { write: false } });
const chunks = new Map(output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
const assets = new Map(output.filter(({ type }) => type === 'asset').map((asset) => [asset.fileName, asset]));

const needed = new Set();
function need(name) {
  const chunk = chunks.get(name);
  if (!chunk || needed.has(name)) return;
  needed.add(name);
  chunk.imports.forEach(need);
  chunk.viteMetadata?.importedCss.forEach((css) => needed.add(css));
}
// From the link on the projector: the form to join, then the board.
const SCREENS = ['/join/Join.svelte', '/participant/Participant.svelte'];
for (const chunk of chunks.values())
  if (chunk.isEntry || SCREENS.some((screen) => chunk.facadeModuleId?.endsWith(screen))) need(chunk.fileName);

const icon = [...assets.keys()].find((name) => /icon-[^/]*\.svg$/.test(name));

const bytes = (name) => Buffer.from(chunks.get(name)?.code ?? assets.get(name).source);
const packed = (buffer) => gzipSync(buffer, { level: 9 }).length;
const sizes = ['index.html', icon, ...needed].map((name) => ({ name, size: packed(bytes(name)) }));
const code = sizes.reduce((sum, { size }) => sum + size + HEADERS, 0);

for (const { name, size } of sizes.sort((a, b) => b.size - a.size)) console.log(`${String(size).padStart(7)}  ${name}`);
let over = false;
for (const [language, alphabets] of Object.entries(ALPHABETS)) {
  const fonts = alphabets.map((alphabet) => [...assets.keys()].find((name) => new RegExp(`onest-${alphabet}-wght`).test(name)));
  const total = fonts.reduce((sum, name) => sum + bytes(name).length + HEADERS, code);
  over ||= total > LIMIT;
  console.log(`${String(total).padStart(7)}  the whole way in ${language}, limit ${LIMIT}`);
}
if (over) {
  console.error('A phone has to transfer too much to join and open a board.');
  process.exitCode = 1;
}
