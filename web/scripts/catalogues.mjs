/**
 * Reads `messages/`, one catalogue a language in ICU MessageFormat, finds every fault in it, and compiles an area of it
 * to the module that a browser loads. Faults are found here and not by a reader: a build with one fails.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { TYPE, parse } from '@formatjs/icu-messageformat-parser';

/** The area that stands in index.html itself, where nothing is loaded yet. */
export const HTML = 'html';
/** The language in which a text is written first; the others have its keys and its placeholders. */
export const FIRST = 'en';

const read = (folder, name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

/** All catalogues of a folder: `{ names: { en: 'English', … }, words: { en: { area: { key: text } }, … } }`. */
export function readCatalogues(folder) {
  const names = read(folder, 'languages.json');
  const present = readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !['languages.json', 'glossary.json'].includes(file))
    .map((file) => file.slice(0, -5));
  for (const language of present) if (!(language in names)) throw new Error(`messages/${language}.json is not in messages/languages.json`);
  const words = Object.fromEntries(Object.keys(names).map((language) => [language, read(folder, `${language}.json`)]));
  return { names, words };
}

const forms = new Map();

/** The plural forms of a language: all that it knows, and those that whole numbers need (`few` and `many` in Polish). */
function pluralForms(language) {
  if (!forms.has(language)) {
    const rules = new Intl.PluralRules(language);
    const needed = new Set(Array.from({ length: 1001 }, (_, n) => rules.select(n)));
    forms.set(language, { known: rules.resolvedOptions().pluralCategories, needed: [...needed].sort() });
  }
  return forms.get(language);
}

function parsed(text) {
  // `other` would be for fractions where a language has more forms; which forms are needed is known better here.
  return parse(text, { ignoreTag: true, requiresOtherClause: false, captureLocation: false });
}

/** The placeholders of a message by name; `number` where the words depend on the number. */
export function placeholders(text) {
  const found = new Map();
  const visit = (parts) => {
    for (const part of parts) {
      if (part.type === TYPE.literal || part.type === TYPE.pound) continue;
      if (part.type === TYPE.plural) found.set(part.value, 'number');
      else if (!found.has(part.value)) found.set(part.value, 'Value');
      for (const { value } of Object.values(part.options ?? {})) visit(value);
    }
  };
  visit(parsed(text));
  return found;
}

/** What is wrong with one message, as sentences. */
export function messageFaults(language, text) {
  if (text.trim() === '') return ['is empty'];
  const faults = [];
  const { known, needed } = pluralForms(language);
  const visit = (parts) => {
    for (const part of parts) {
      if (part.type === TYPE.plural) {
        const has = Object.keys(part.options);
        if (part.pluralType !== 'cardinal') faults.push(`counts {${part.value}} with selectordinal; only plural is understood`);
        if (part.offset) faults.push(`has an offset for {${part.value}}; pass the number that is meant`);
        for (const form of needed) if (!has.includes(form)) faults.push(`has no form "${form}" for {${part.value}}`);
        for (const form of has)
          if (!known.includes(form) && !/^=\d+$/.test(form))
            faults.push(`has a form "${form}" for {${part.value}}, which ${language} does not know`);
      } else if (part.type === TYPE.select) {
        if (!('other' in part.options)) faults.push(`chooses by {${part.value}} without "other"`);
      } else if (![TYPE.literal, TYPE.argument, TYPE.pound].includes(part.type)) {
        faults.push(`formats {${part.value}}, which is not understood; only plural and select are`);
      }
      for (const { value } of Object.values(part.options ?? {})) visit(value);
    }
  };
  try {
    visit(parsed(text));
  } catch (error) {
    faults.push(`cannot be read (${error.message})`);
  }
  return faults;
}

/** What is wrong with the catalogues: keys that are missing or too many, placeholders that differ, forms of plurals. */
export function catalogueFaults({ words }) {
  const faults = [];
  const first = words[FIRST];
  for (const [language, areas] of Object.entries(words)) {
    const say = (place, what) => faults.push(`messages/${language}.json: ${place} ${what}`);
    for (const area of Object.keys(areas)) if (!(area in first)) say(area, `is not in ${FIRST}.json`);
    for (const [area, messages] of Object.entries(first)) {
      const own = areas[area] ?? {};
      for (const key of Object.keys(own)) if (!(key in messages)) say(`${area}.${key}`, `is not in ${FIRST}.json`);
      for (const [key, original] of Object.entries(messages)) {
        const [place, text] = [`${area}.${key}`, own[key]];
        // Words are what a promise gives: with this key they would be taken for another promise, and never come.
        if (key === 'then') say(place, 'is a key that no message may have');
        if (typeof text !== 'string') {
          say(place, 'is missing');
          continue;
        }
        const wrong = messageFaults(language, text);
        for (const fault of wrong) say(place, fault);
        if (wrong.length > 0 || messageFaults(FIRST, original).length > 0) continue;
        const [has, wants] = [[...placeholders(text).keys()], [...placeholders(original).keys()]];
        for (const name of wants) if (!has.includes(name)) say(place, `does not say {${name}}`);
        for (const name of has) if (!wants.includes(name)) say(place, `says {${name}}, which is not in ${FIRST}.json`);
      }
    }
  }
  return faults;
}

const quote = (text) => text.replace(/[`\\]|\$\{/g, (sign) => `\\${sign}`);

/** The inside of a template literal that says the message; `count` and `choose` are given by the browser's side. */
function template(parts, number) {
  return parts
    .map((part) => {
      if (part.type === TYPE.literal) return quote(part.value);
      if (part.type === TYPE.pound) return `\${${number}}`;
      const name = `v_${part.value}`;
      if (part.type === TYPE.argument) return `\${${name}}`;
      const plural = part.type === TYPE.plural;
      const options = Object.entries(part.options).map(
        ([key, { value }]) => `${JSON.stringify(key)}:\`${template(value, plural ? name : number)}\``,
      );
      return `\${${plural ? 'count' : 'choose'}(${name},{${options.join()}})}`;
    })
    .join('');
}

function compileMessage(text) {
  const parts = parsed(text);
  const names = [...placeholders(text).keys()];
  // A text that is nothing but a choice needs no template around it.
  const said = `\`${template(parts, '')}\``.replace(/^`\$\{((?:count|choose)\(.*)\}`$/s, (whole, call) =>
    parts.length === 1 ? call : whole,
  );
  if (names.length === 0) return said;
  if (names.length > 1) return `({${names.map((name) => `${name}:v_${name}`).join()}})=>${said}`;
  // A single value comes bare, or by its name.
  const [name] = names;
  return `v_${name}=>(v_${name}=v_${name}.${name}??v_${name},${said})`;
}

const object = (entries, value) =>
  `{${Object.entries(entries)
    .map(([key, inside]) => `${JSON.stringify(key)}:${value(inside)}`)
    .join(',\n')}}`;

/** A module with the words of some areas in one language. It needs nothing but what it is called with. */
export function compileAreas(areas) {
  return `export default (count,choose)=>(${object(areas, (messages) => object(messages, compileMessage))});\n`;
}

const camel = (area) => area.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
const property = (key) => (/^[a-z_]\w*$/i.test(key) ? key : `'${key}'`);

/** The TypeScript of an area: its keys, and the values that each message wants. */
export function areaTypes(area, { words }) {
  const lines = Object.keys(words[FIRST][area]).map((key) => {
    const values = new Map();
    for (const areas of Object.values(words))
      for (const [name, type] of placeholders(areas[area][key])) if (values.get(name) !== 'number') values.set(name, type);
    const fields = [...values].map(([name, type]) => `${name}: ${type}`).join('; ');
    if (values.size === 0) return `  ${property(key)}: string;`;
    if (values.size > 1) return `  ${property(key)}: (values: { ${fields} }) => string;`;
    const [[name, type]] = values;
    return `  ${property(key)}: (${name}: ${type} | { ${fields} }) => string;`;
  });
  const needs = lines.some((line) => line.includes('Value')) ? 'area, type Value' : 'area';
  return [
    `// Generated from messages/*.json by \`npm run messages\`; change the words there.`,
    `import words from 'virtual:messages/${area}';`,
    `import { ${needs} } from '../area';`,
    '',
    `export const ${camel(area)} = area<{`,
    ...lines,
    '}>(words, import.meta.url);',
    '',
  ].join('\n');
}
