// What a phone transfers from the link to join until the board is open: the page, its scripts and styles, the words and the alphabets of its
// language, by gzip: on plain http, as in most rooms, browsers ask for nothing better. Fails above the limit.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { readCatalogues } from './catalogues.mjs';
import { madeFrom, parcelOf } from './messages-plugin.mjs';

/** Of 150 KB on the wire, which the browser tests measure, less what the server's answers take. */
const LIMIT = 144_000;
/** Response headers of one request, generously. */
const HEADERS = 350;
/** The areas whose words a phone needs until the board is open. */
const WORDS = ['join', 'participant', 'shared'];

const { words } = readCatalogues(new URL('../messages/', import.meta.url));

/** The fonts by the letters that they are for; of several that have a letter, a browser takes the last. */
const faces = [
  ...readFileSync(new URL('../src/fonts.css', import.meta.url), 'utf8').matchAll(/([\w-]+)\.woff2'[^;]*;\s*unicode-range: ([^;]*);/g),
].map(([, name, ranges]) => ({
  name,
  ranges: [...ranges.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)].map(([, from, to]) => [parseInt(from, 16), parseInt(to ?? from, 16)]),
}));
function alphabets(language, areas) {
  const letters = new Set(areas.flatMap((area) => Object.values(words[language][area])).join(''));
  return new Set(
    [...letters].flatMap(
      (letter) =>
        faces.findLast(({ ranges }) => ranges.some(([from, to]) => from <= letter.codePointAt(0) && letter.codePointAt(0) <= to))?.name ??
        [],
    ),
  );
}

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

const modules = (name) => chunks.get(name)?.moduleIds ?? [];
const areas = [...needed].flatMap(modules).flatMap((id) => /i18n\/messages\/([\w-]+)\.ts$/.exec(id)?.[1] ?? []);
/** The files with the words of these areas. */
const spoken = (language, areas) =>
  new Set(
    [...chunks.keys()].filter((name) =>
      modules(name).some((id) => madeFrom(id)?.language === language && areas.some((area) => parcelOf(area) === madeFrom(id).parcel)),
    ),
  );
const weight = (names) => [...names].reduce((sum, name) => sum + packed(bytes(name)) + HEADERS, 0);

let over = false;
for (const language of Object.keys(words)) {
  const fonts = [...alphabets(language, areas)].map((face) => [...assets.keys()].find((name) => name.includes(face)));
  // A browser that speaks another language starts in that, until the board has said its own.
  const before = Math.max(...Object.keys(words).map((other) => (other === language ? 0 : weight(spoken(other, ['shared', 'join'])))));
  const own = weight(spoken(language, areas));
  const total = fonts.reduce((sum, name) => sum + bytes(name).length + HEADERS, code) + own + before;
  over ||= total > LIMIT;
  console.log(
    `${String(total).padStart(7)}  the whole way in ${language}, limit ${LIMIT}: ${own} of it words, ${before} those of another language at first`,
  );
}
if (String(areas.sort()) !== String(WORDS)) {
  console.error(`A phone loads the words of ${areas.join(', ')}; it needs those of ${WORDS.join(', ')}.`);
  process.exitCode = 1;
}
if (over) {
  console.error('A phone has to transfer too much to join and open a board.');
  process.exitCode = 1;
}
