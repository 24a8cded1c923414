/**
 * The catalogues of `messages/` in the app: each area of each language becomes a module of its own, so that a browser
 * loads the language and the areas that its screen needs and no other. The types of the areas are kept beside them.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { FIRST, HTML, areaTypes, catalogueFaults, compileAreas, readCatalogues } from './catalogues.mjs';

const FOLDER = new URL('../messages/', import.meta.url);
const TYPES = new URL('../src/i18n/messages/', import.meta.url);
const PREFIX = 'virtual:messages/';

const RESOLVED = `\0${PREFIX}`;

function catalogues() {
  const all = readCatalogues(FOLDER);
  const faults = catalogueFaults(all);
  if (faults.length > 0) throw new Error(`The catalogues have faults:\n${faults.join('\n')}`);
  return all;
}

/** The generated files that are not as they should be: by name, with the text that they should have or null. */
export function staleTypes(all = catalogues()) {
  const wanted = new Map(
    Object.keys(all.words[FIRST])
      .filter((area) => area !== HTML)
      .map((area) => [`${area}.ts`, areaTypes(area, all)]),
  );
  mkdirSync(TYPES, { recursive: true });
  const present = readdirSync(TYPES);
  const stale = [...wanted].filter(([file, text]) => !present.includes(file) || readFileSync(new URL(file, TYPES), 'utf8') !== text);
  return new Map([...stale, ...present.filter((file) => !wanted.has(file)).map((file) => [file, null])]);
}

export function writeTypes() {
  for (const [file, text] of staleTypes()) {
    if (text === null) rmSync(new URL(file, TYPES));
    else writeFileSync(new URL(file, TYPES), text);
    console.log(`${text === null ? 'removed' : 'wrote'} src/i18n/messages/${file}`);
  }
}

const escaped = (text) => text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]);

/** Areas that are needed together travel together: before a board, and for whoever leads one. */
export function parcelOf(area) {
  if (area === 'shared' || area === 'join') return 'page';
  return area.startsWith('facilitator') ? 'facilitator' : area;
}

/** What a module of this plugin is: the loaders of an area, or the words of a parcel in a language. */
export function madeFrom(id) {
  if (!id.startsWith(RESOLVED)) return null;
  const [name, language] = id.slice(RESOLVED.length).split('_');
  return language ? { parcel: name, language } : { area: name };
}

/** @returns {import('vite').Plugin} */
export function messages() {
  let all = catalogues();
  let serving = false;
  return {
    name: 'messages',
    configResolved({ command, mode }) {
      serving = command === 'serve' && mode !== 'test';
    },
    buildStart() {
      if (serving) return writeTypes();
      const stale = [...staleTypes(all).keys()];
      if (stale.length > 0) this.error(`not up to date: ${stale.join(', ')}; run \`npm run messages\` and commit the result`);
    },
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      const made = madeFrom(id);
      if (!made) return null;
      if (made.language) {
        const areas = Object.entries(all.words[made.language]).filter(([area]) => area !== HTML && parcelOf(area) === made.parcel);
        return compileAreas(Object.fromEntries(areas));
      }
      const each = Object.keys(all.names).map(
        (language) => `${JSON.stringify(language)}:()=>import('${PREFIX}${parcelOf(made.area)}_${language}').then(take)`,
      );
      return `const take=(words)=>(count,choose)=>words.default(count,choose)[${JSON.stringify(made.area)}];\nexport default {${each.join()}};\n`;
    },
    /** What has to be said before any script has come, in every language: `<!--html.key-->` becomes a paragraph each. */
    transformIndexHtml: (html) =>
      html.replace(/<!--html\.(\w+)-->/g, (_, key) =>
        Object.keys(all.names)
          .map((language) => `<p class="before" lang="${language}">${escaped(all.words[language][HTML][key])}</p>`)
          .join('\n      '),
      ),
    configureServer(server) {
      server.watcher.add(readdirSync(FOLDER).map((file) => new URL(file, FOLDER).pathname));
      server.watcher.on('change', (file) => {
        if (!/\/messages\/\w+\.json$/.test(file)) return;
        try {
          all = catalogues();
          writeTypes();
        } catch (error) {
          return server.config.logger.error(error.message);
        }
        server.moduleGraph.invalidateAll();
        server.ws.send({ type: 'full-reload' });
      });
    },
  };
}
