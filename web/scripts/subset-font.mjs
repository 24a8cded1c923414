// Cuts the Polish letters out of Onest's Latin Extended file, so that a Polish page need not load all of it.
// By hand, after a new version of the font: npm install --no-save subset-font && node scripts/subset-font.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import subsetFont from 'subset-font';

const LETTERS = 'ĄĆĘŁŃŚŹŻąćęłńśźż';
const from = new URL('../node_modules/@fontsource-variable/onest/files/onest-latin-ext-wght-normal.woff2', import.meta.url);
const to = new URL('../src/fonts/onest-polish-wght-normal.woff2', import.meta.url);

const font = await subsetFont(readFileSync(from), LETTERS, { targetFormat: 'woff2' });
writeFileSync(to, font);
console.log(`${font.length} bytes for ${LETTERS}`);
