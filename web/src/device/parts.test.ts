import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadPart, MISSED } from './parts';

/** A server that has these files, or none while it is away. */
function server(has: (name: string) => boolean): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string) => {
    const name = address.split('/').pop()!;
    asked.push(name);
    return has(name) ? Promise.resolve(new Response('', { status: 200 })) : Promise.reject(new TypeError('Failed to fetch'));
  });
  return asked;
}

function missed(): string[] {
  const told: string[] = [];
  vi.stubGlobal('dispatchEvent', ({ type }: Event) => told.push(type) > 0);
  return told;
}

afterEach(() => vi.unstubAllGlobals());

describe('a part of the page', () => {
  it('is not loaded before all its files are there, and asks only for what was missing', async () => {
    let away = true;
    const asked = server((name) => !away || name !== 'shared-1.js');
    const told = missed();
    const part = vi.fn(() => Promise.resolve('here'));
    await expect(loadPart(part, ['./vote-1.js', './shared-1.js'])).rejects.toThrow('Failed to fetch');
    expect(part).not.toHaveBeenCalled();
    expect(told).toEqual([MISSED]);
    away = false;
    await expect(loadPart(part, ['./vote-1.js', './shared-1.js'])).resolves.toBe('here');
    expect(asked).toEqual(['vote-1.js', 'shared-1.js', 'shared-1.js']);
    expect(told).toEqual([MISSED]);
  });

  it('asks once for a file that two parts need at the same time', async () => {
    const asked = server(() => true);
    await Promise.all([
      loadPart(() => Promise.resolve(1), ['./rate-2.js', './both-2.js']),
      loadPart(() => Promise.resolve(2), ['./both-2.js']),
    ]);
    expect(asked).toEqual(['rate-2.js', 'both-2.js']);
  });

  it('takes what a server answers that has the file no more for missing', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    const told = missed();
    await expect(loadPart(() => Promise.resolve(1), ['./gone-3.js'])).rejects.toThrow('404');
    expect(told).toEqual([MISSED]);
  });

  it('gives a file up that never comes, and asks for it anew', async () => {
    vi.useFakeTimers();
    missed();
    vi.stubGlobal(
      'fetch',
      (_: string, { signal }: RequestInit) =>
        new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason as Error))),
    );
    const part = vi.fn(() => Promise.resolve('here'));
    const silent = expect(loadPart(part, ['./silent-4.js'])).rejects.toThrow('abort');
    await vi.advanceTimersByTimeAsync(10_000);
    await silent;
    vi.useRealTimers();
    const asked = server(() => true);
    await expect(loadPart(part, ['./silent-4.js'])).resolves.toBe('here');
    expect([asked, part.mock.calls.length]).toEqual([['silent-4.js'], 1]);
  });
});
