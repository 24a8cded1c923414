import { afterEach, describe, expect, it, vi } from 'vitest';
import { Watch } from './watch.svelte';

interface Said {
  status: number;
  tag?: string;
  body?: unknown;
}

/** A server that gives these answers, one after the other; without one more, it cannot be reached. */
function server(answers: Said[]): { asked: Record<string, string>[]; fetched: typeof fetch } {
  const asked: Record<string, string>[] = [];
  const fetched = (_: unknown, given?: RequestInit): Promise<Response> => {
    asked.push({ ...(given?.headers as Record<string, string>) });
    const said = answers.shift();
    if (!said) return Promise.reject(new TypeError('offline'));
    const body = said.body === undefined ? null : JSON.stringify(said.body);
    return Promise.resolve(new Response(body, { status: said.status, headers: said.tag ? { etag: said.tag } : {} }));
  };
  return { asked, fetched };
}

afterEach(() => vi.useRealTimers());

describe('the page of a department', () => {
  it('asks again with the tag of the last answer, and shows nothing once the link is withdrawn', async () => {
    vi.useFakeTimers();
    const { asked, fetched } = server([
      { status: 200, tag: 'W/"1"', body: { title: 'First' } },
      { status: 304 },
      { status: 200, tag: 'W/"2"', body: { title: 'Second' } },
      { status: 401 },
    ]);
    const watch = new Watch('/x', 'secret', fetched);
    await watch.look();
    expect(watch.page?.title).toBe('First');
    await vi.advanceTimersByTimeAsync(15_000);
    expect([watch.page?.title, watch.stale]).toEqual(['First', false]);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(watch.page?.title).toBe('Second');
    await vi.advanceTimersByTimeAsync(15_000);
    expect([watch.page, watch.ended]).toEqual([null, true]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked.map((headers) => headers['If-None-Match'])).toEqual([undefined, 'W/"1"', 'W/"1"', 'W/"2"']);
    expect(asked.every((headers) => headers.Authorization === 'Bearer secret')).toBe(true);
  });

  it('keeps what it shows while the server cannot be reached, and says so', async () => {
    vi.useFakeTimers();
    const { fetched } = server([{ status: 200, body: { title: 'First' } }, { status: 503 }]);
    const watch = new Watch('/x', 'secret', fetched);
    await watch.look();
    for (let n = 0; n < 2; n += 1) {
      await vi.advanceTimersByTimeAsync(15_000);
      expect([watch.page?.title, watch.stale, watch.ended]).toEqual(['First', true, false]);
    }
    watch.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
