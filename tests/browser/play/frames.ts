import type { Page } from '@playwright/test';

/** How smoothly a page moved. */
export interface Frames {
  /** Frames that the page drew in a second. */
  perSecond: number;
  /** The longest task, in milliseconds; 0 if none took over 50. */
  longest: number;
  /** Tasks over 50 ms. */
  long: number;
  /** From a key to the next picture, the slowest, in milliseconds; 0 if no key was pressed. */
  key: number;
}

/** Slows the page's processor, as an old laptop or phone would. */
export async function slow(page: Page, times: number): Promise<void> {
  const tap = await page.context().newCDPSession(page);
  await tap.send('Emulation.setCPUThrottlingRate', { rate: times });
}

/** Watches while something goes on. */
export async function frames(page: Page, during: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const seen = { frames: 0, from: performance.now(), tasks: [] as number[], keys: [] as number[], stop: false };
    (window as unknown as { seen: typeof seen }).seen = seen;
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => seen.tasks.push(duration))).observe({ type: 'longtask' });
    // A message sent from within a frame arrives after that frame has been laid out and painted.
    const painted = new MessageChannel();
    const waiting: number[] = [];
    painted.port1.onmessage = () => seen.keys.push(...waiting.splice(0).map((at) => performance.now() - at));
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        waiting.push(timeStamp);
        requestAnimationFrame(() => painted.port2.postMessage(null));
      },
      true,
    );
    const frame = (): void => {
      seen.frames += 1;
      if (!seen.stop) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await during();
  return page.evaluate(() => {
    const { seen } = window as unknown as { seen: { frames: number; from: number; tasks: number[]; keys: number[]; stop: boolean } };
    seen.stop = true;
    return { perSecond: (seen.frames * 1000) / (performance.now() - seen.from), longest: Math.max(0, ...seen.tasks), long: seen.tasks.length, key: Math.max(0, ...seen.keys) };
  });
}
