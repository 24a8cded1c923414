import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetched } from './fetched';

/** A server whose answer comes piece by piece, as the test says. */
function server(status = 200, headers: Record<string, string> = {}) {
  let out!: ReadableStreamDefaultController<Uint8Array>;
  let begin!: () => void;
  vi.stubGlobal(
    'fetch',
    (_: string, { signal }: RequestInit) =>
      new Promise((resolve, reject) => {
        const body = new ReadableStream<Uint8Array>({ start: (controller) => void (out = controller) });
        begin = () => resolve(new Response(body, { status, headers }));
        signal!.addEventListener('abort', () => {
          out.error(signal!.reason);
          reject(signal!.reason as Error);
        });
      }),
  );
  const step = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
  return {
    begin: () => (begin(), step()),
    send: (text: string) => (out.enqueue(new TextEncoder().encode(text)), step()),
    end: () => (out.close(), step()),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('an answer comes whole, with what it says of itself, however long it takes', async () => {
  const { begin, send, end } = server(409, { 'content-type': 'application/json' });
  const answer = fetched('/x', {}, 1000);
  await vi.advanceTimersByTimeAsync(900);
  await begin();
  for (const part of ['{"code":', '"locked"', '}']) {
    await vi.advanceTimersByTimeAsync(900);
    await send(part);
  }
  await vi.advanceTimersByTimeAsync(900);
  await end();
  const { status, ok, headers } = await answer;
  expect([status, ok, headers.get('content-type')]).toEqual([409, false, 'application/json']);
  expect(await (await answer).json()).toEqual({ code: 'locked' });
  expect(vi.getTimerCount()).toBe(0);
});

test('an answer without a body is one', async () => {
  vi.stubGlobal('fetch', async () => new Response(null, { status: 304, headers: { etag: '"1"' } }));
  const answer = await fetched('/x');
  expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([304, '"1"', '']);
});

test.each([['nothing'], ['the head'], ['a part']])('after %s, silence is a failure', async (after) => {
  const { begin, send } = server();
  const answer = fetched('/x', {}, 1000);
  const failed = expect(answer).rejects.toThrow('abort');
  if (after !== 'nothing') await begin();
  if (after === 'a part') await send('<');
  await vi.advanceTimersByTimeAsync(1000);
  await failed;
  expect(vi.getTimerCount()).toBe(0);
});

test('a network that is away fails at once', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(fetched('/x')).rejects.toThrow('Failed to fetch');
  expect(vi.getTimerCount()).toBe(0);
});
