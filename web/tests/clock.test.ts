import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerClock } from '../src/board/clock';

const NOW = Date.UTC(2026, 10, 26, 9);

/** A server that is so far ahead; each answer takes so long, and is off by half of that. */
function server(ahead: number, ...took: number[]) {
  let asked = 0;
  return Object.assign(
    async () => {
      const roundTrip = took[Math.min(asked, took.length - 1)] ?? 0;
      asked += 1;
      return { clockOffset: ahead + roundTrip / 2, roundTrip };
    },
    { asked: () => asked },
  );
}

describe('the server’s clock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW }));
  afterEach(() => void vi.useRealTimers());

  it('is told by a quick answer at once', async () => {
    const clock = new ServerClock();
    const request = server(420_000, 20);
    await clock.ask(request);
    expect([clock.now() - NOW, request.asked()]).toEqual([420_010, 1]);
  });

  it('is asked again after a slow answer, and the quickest counts', async () => {
    const clock = new ServerClock();
    const request = server(420_000, 1_600, 2_000, 40);
    const asking = clock.ask(request);
    await vi.advanceTimersByTimeAsync(0);
    expect(clock.now() - Date.now()).toBe(420_800);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(clock.now() - Date.now()).toBe(420_800);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(clock.now() - Date.now()).toBe(420_020);
    await asking;
    expect(request.asked()).toBe(3);
  });

  it('is asked a few times only where every answer is slow', async () => {
    const clock = new ServerClock();
    const request = server(0, 900);
    const asking = clock.ask(request);
    await vi.advanceTimersByTimeAsync(60_000);
    await asking;
    expect(request.asked()).toBe(4);
  });

  it('is asked anew when somebody sets the clock of the device', async () => {
    const clock = new ServerClock();
    let ahead = 0;
    await clock.ask(async () => ({ clockOffset: ahead, roundTrip: 10 }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(clock.now()).toBe(NOW + 5_000);
    // Seven minutes ahead of the server from here on.
    vi.setSystemTime(NOW + 5_000 + 420_000);
    ahead = -420_000;
    clock.now();
    await vi.advanceTimersByTimeAsync(0);
    expect(clock.now()).toBe(NOW + 5_000);
  });

  it('stays as it was where nobody answers', async () => {
    const clock = new ServerClock();
    await clock.ask(server(1_000, 0));
    await clock.ask(() => Promise.reject(new Error('offline')));
    expect(clock.now() - Date.now()).toBe(1_000);
  });
});
