/** Without a byte for so long, nothing more will come. The server has answered, or refused, well before. */
export const SILENT_MS = 15_000;
/** The same where the server reads or makes a whole file first. */
export const SILENT_FILE_MS = 120_000;

/**
 * As `fetch`, with the answer read to its end. It fails when nothing has come for `silence` milliseconds: a network that is
 * half dead never says that it lost something, and whoever waits for it would wait as long as the page is open.
 */
export async function fetched(address: string, init: RequestInit = {}, silence = SILENT_MS): Promise<Response> {
  const end = new AbortController();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => end.abort(), silence);
  };
  wait();
  try {
    const answer = await fetch(address, { ...init, signal: end.signal });
    const reader = answer.body?.getReader();
    const read: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      wait();
      const part = await reader?.read();
      if (!part?.value) break;
      read.push(part.value);
    }
    return new Response(read.length > 0 ? new Blob(read) : null, answer);
  } finally {
    clearTimeout(waiting);
  }
}
