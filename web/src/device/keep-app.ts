import { appShell } from './app-shell.svelte';
import { fetched } from './fetched';
import { root } from './root';

/** A page that was just loaded anew is not loaded anew again for so long, whatever the servers say. */
const ONCE_MS = 60_000;
const PAGE = `${root}/`;
const FILES = `${root}/assets/`;

/** Keeps the files that this page was made of, where the browser lets a page do that: on a secure connection. */
export async function keep(): Promise<void> {
  try {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    await serviceWorker.register(`${root}/sw.js`);
    const { active } = await serviceWorker.ready;
    const entry = ownEntry();
    if (!active || !entry) return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => (appShell.kept = data === true);
    active.postMessage({ entry, files: ownFiles() }, [port2]);
  } catch {
    // Storage is blocked, or the worker could not be fetched: the page needs the network as before.
  }
}

/** Whether the server has another version of this page; then it is loaded as soon as that loses nothing. */
export async function look(): Promise<void> {
  const entry = ownEntry();
  if (appShell.newer || !entry) return;
  try {
    const answer = await fetched(PAGE, { cache: 'no-store' });
    const text = await answer.text();
    // Only this app's page says anything of its version; an answer of a proxy does not.
    if (!answer.ok || !text.includes(FILES) || text.includes(entry)) return;
  } catch {
    return;
  }
  appShell.newer = true;
  setInterval(reload, 1000);
  reload();
}

function reload(): void {
  const [came] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if ((came?.type === 'reload' && performance.now() < ONCE_MS) || busy()) return;
  location.reload();
}

const WRITING = 'textarea, select, input:not([type=radio], [type=checkbox])';

function busy(): boolean {
  const writing = document.activeElement?.matches(WRITING) ?? false;
  return writing || document.querySelector('dialog[open]') !== null || [...appShell.held].some((held) => held());
}

/** The script that this page began with: its name has the version. Null where there is no built app. */
function ownEntry(): string | null {
  const address = document.querySelector<HTMLScriptElement>('script[type=module][src*="/assets/"]')?.src;
  return address ? new URL(address).pathname : null;
}

/** All files of the app that this page has loaded. */
function ownFiles(): string[] {
  const linked = [...document.querySelectorAll('script[src], link[href]')].map(
    (element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '',
  );
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  const addresses = [...linked, ...loaded].map((address) => new URL(address, location.href));
  const paths = addresses.filter(({ origin }) => origin === location.origin).map(({ pathname }) => pathname);
  return [...new Set(paths)].filter((path) => path.startsWith(FILES));
}
