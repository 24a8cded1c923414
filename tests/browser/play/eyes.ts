import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './workshop';

/** What WCAG 2.2 AA asks and a program can check: nothing serious or critical, in light and in dark. */
export async function accessible(page: Page, screen: string, within = 'html'): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // The look before was at the page beside another one, and a page behind another draws nothing.
    await page.bringToFront();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // What still fades is not what people read; and fading begins only once the page has drawn the new colours.
    await page.waitForFunction((scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches, colorScheme);
    await page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
      await Promise.allSettled(ending.map(({ finished }) => finished));
    });
    const look = new AxeBuilder({ page }).include(within);
    // In the dark only the colours differ.
    if (colorScheme === 'light') look.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
    else look.withRules(['color-contrast']);
    const { violations } = await look.analyze();
    const bad = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${screen}, ${colorScheme}: ${id}: ${node.html} (${node.failureSummary})`));
    expect.soft(bad, `${screen}, ${colorScheme}`).toEqual([]);
  }
}
