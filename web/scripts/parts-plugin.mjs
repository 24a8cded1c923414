/** What Vite loads a part of the page with. */
const HELPER = 'vite/preload-helper';
const OWN = new URL('../src/device/parts.ts', import.meta.url).pathname;

/**
 * Loads the parts of the page by `src/device/parts.ts` instead of Vite's helper, whose links make a browser remember what could
 * not be loaded, and tells it all files of each.
 *
 * @returns {import('vite').Plugin}
 */
export function parts() {
  let replaced = false;
  return {
    name: 'parts',
    apply: 'build',
    enforce: 'post',
    config: () => ({
      build: {
        modulePreload: {
          polyfill: false,
          // A part of one file only would have no list.
          resolveDependencies: (file, files, { hostType }) => (hostType === 'js' && files.length === 0 ? [file] : files),
        },
      },
    }),
    buildStart: () => void (replaced = false),
    transform(_, id) {
      if (!id.includes(HELPER)) return null;
      replaced = true;
      return { code: `export { loadPart as __vitePreload } from ${JSON.stringify(OWN)};`, map: null };
    },
    buildEnd(error) {
      if (!error && !replaced) this.error('Vite loads parts of the page with something else than expected.');
    },
  };
}
