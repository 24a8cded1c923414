// Cuts what nearly every page needs out of Onest's files: plain letters, digits and signs, the Polish and the Ukrainian letters.
// Everything else stays in the full files, which a browser loads only when a page uses one of their letters.
// By hand, after a new version of the font: npm install --no-save subset-font && node scripts/subset-font.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import subsetFont from 'subset-font';

const ASCII = String.fromCharCode(...Array.from({ length: 0x7f - 0x20 }, (_, n) => n + 0x20));
const CUTS = [
  { from: 'latin', to: 'basic', letters: `${ASCII}\u00a0«»·×óÓ–—‘’“”„…` },
  { from: 'latin-ext', to: 'polish', letters: 'ĄĆĘŁŃŚŹŻąćęłńśźż' },
  { from: 'cyrillic', to: 'ukrainian', letters: 'АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя№' },
];

for (const { from, to, letters } of CUTS) {
  const source = new URL(`../node_modules/@fontsource-variable/onest/files/onest-${from}-wght-normal.woff2`, import.meta.url);
  const target = new URL(`../src/fonts/onest-${to}-wght-normal.woff2`, import.meta.url);
  const font = await subsetFont(readFileSync(source), letters, { targetFormat: 'woff2' });
  writeFileSync(target, font);
  console.log(`${to}: ${font.length} bytes`);
}
