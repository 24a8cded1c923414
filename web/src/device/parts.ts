import { fetched } from './fetched';

/** A file of the page that has not come for so long is asked for again. */
const SILENT_MS = 10_000;
/** The files of the page that are in the browser's store, or on their way into it; the page itself named some. */
const files = new Map<string, Promise<unknown>>();
for (const element of globalThis.document?.querySelectorAll<HTMLScriptElement & HTMLLinkElement>('script[src], link[href]') ?? [])
  files.set(element.src || element.href, Promise.resolve());

/** What was loaded, and the addresses of all files that it is made of. */
export const filesOf = new Map<unknown, Set<string>>();

/** Tells that a file could not be had: a server of another version may have it no more. */
export const MISSED = 'part-missed';

/**
 * Loads a part of the page, once all files that it is made of are in the browser's store. A browser remembers for as long as
 * the page is open that a script could not be loaded, or one that it needs; so it is told to only when nothing of it is missing,
 * and what was missing is asked for again by whoever asks again. The build makes every `import()` of the app go through this.
 */
export async function loadPart<T>(part: () => Promise<T>, names: string[] = []): Promise<T> {
  try {
    const addresses = names.map((name) => new URL(name, import.meta.url).href);
    await Promise.all(addresses.map(stored));
    const loaded = await part();
    filesOf.set(loaded, new Set(addresses));
    return loaded;
  } catch (error) {
    dispatchEvent(new Event(MISSED));
    throw error;
  }
}

function stored(address: string): Promise<unknown> {
  let file = files.get(address);
  if (!file) {
    file = had(address);
    files.set(address, file);
    file.catch(() => files.delete(address));
  }
  return file;
}

async function had(address: string): Promise<void> {
  // Only what was read to its end is stored.
  const { ok, status } = await fetched(address, {}, SILENT_MS);
  if (!ok) throw new Error(`${address}: ${status}`);
  if (address.endsWith('.css')) await styled(address);
}

function styled(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error(address));
    };
    link.href = address;
    document.head.append(link);
  });
}
