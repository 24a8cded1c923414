/**
 * Lets the built app lie under any path: files name each other from where they are, and only the page names them from the
 * root, which the server changes in it. All scripts lie in one folder, so none has to say where it is when it loads another:
 * on a phone that is a quarter of a kilobyte less.
 */

/** The files of a part of the page, and where the script lies that loads it. */
const IMPORTER = /(?:(,__vite__mapDeps\(\[[\d,]*\]\))|,\[\]|,void 0),import\.meta\.url\)/g;

/** @returns {import('vite').Plugin} */
export function underPath() {
  return {
    name: 'under-path',
    apply: 'build',
    enforce: 'post',
    config: () => ({
      experimental: { renderBuiltUrl: (_, { hostType }) => (hostType === 'html' ? undefined : { relative: true }) },
    }),
    generateBundle: {
      // After vite has written who loads what into the scripts.
      order: 'post',
      handler(_, bundle) {
        for (const chunk of Object.values(bundle))
          if (chunk.type === 'chunk') chunk.code = chunk.code.replace(IMPORTER, (_, files = '') => `${files})`);
      },
    },
  };
}
