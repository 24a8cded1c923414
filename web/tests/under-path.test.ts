import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SRC = new URL('../src/', import.meta.url).pathname;

/** An address of the server's own that begins at the host's root: as an attribute, in a template, or as a plain text. */
const FROM_ROOT = /(?:href="|`|')\/(?:(?:join|board|facilitate|project|department|programme|server|sync|assets)\b|sw\.js|["'`#?$])/g;
/** Addresses of the API in templates; as plain texts they are patterns for `call`, which knows the root. */
const API = /`\/api\//g;

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.(ts|svelte)$/.test(file) && !/\.test\.ts$|^generated/.test(file),
);

test('path_3: no address begins at the root of the host, because the app may lie under a path', () => {
  const found = sources.flatMap((file) =>
    readFileSync(join(SRC, file), 'utf8')
      .split('\n')
      // A key of the keyboard, a separator, and how the page of a build names its files.
      .filter((line) => !/key|(?:split|join|includes)\('\/'\)|script\[type=module\]/.test(line))
      .filter((line) => line.match(FROM_ROOT) ?? line.match(API))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(sources.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
