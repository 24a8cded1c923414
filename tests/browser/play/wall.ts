import type { Page } from '@playwright/test';
import { expect } from './workshop';

const SIZES = [[1920, 1080], [1280, 720], [1024, 768]] as const;

/** What cannot be read on a picture of the wall: too small, beyond the wall, under the clock, or cut where nothing says so. */
export function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wall = document.querySelector('.wall')!;
    const corner = wall.querySelector(':scope > .corner')?.getBoundingClientRect();
    const found = new Set<string>();
    const texts = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement!;
      const text = node.textContent!.trim();
      // The fish has a measure of its own; a mark's number is as large as the words beside it.
      if (!text || parent.closest('svg, .hidden-visually, [role=tree], .badge') || !parent.checkVisibility({ visibilityProperty: true })) continue;
      const say = (what: string): void => void found.add(`“${text.slice(0, 40)}” ${what}`);
      if (parseFloat(getComputedStyle(parent).fontSize) < innerHeight / 50 - 0.3 && !parent.closest('.mark')) say(`is of ${getComputedStyle(parent).fontSize}`);
      const range = document.createRange();
      range.selectNodeContents(node);
      const inCorner = parent.closest('.corner') !== null;
      for (const box of range.getClientRects()) {
        // Lines beyond those that a text may have are not drawn; an ellipsis says so.
        let shown = true;
        for (let up: Element | null = parent; up && up !== wall; up = up.parentElement) {
          const { overflowY, webkitLineClamp } = getComputedStyle(up);
          if (overflowY === 'visible') continue;
          const room = up.getBoundingClientRect();
          const [below, right] = [box.bottom - room.bottom, box.right - room.right];
          if (webkitLineClamp !== 'none' && box.top + box.height / 2 > room.bottom) shown = false;
          // A line's box is higher than its letters.
          else if (shown && (below > box.height * 0.3 || right > 3)) say(`is cut by ${below.toFixed(0)} and ${right.toFixed(0)}`);
        }
        if (!shown) continue;
        if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) say('is beyond the wall');
        if (corner && !inCorner && box.right > corner.left + 1 && box.top < corner.bottom - 1 && box.left < corner.right) say('is under the clock');
      }
    }
    return [...found];
  });
}

/** Looks at a picture of the wall in three sizes. */
export async function look(wall: Page, scene: string): Promise<void> {
  for (const [width, height] of SIZES) {
    await wall.setViewportSize({ width, height });
    // Type is fitted with the next frame; what is said of each project may change once more after that.
    await wall.evaluate(async () => {
      await document.fonts.ready;
      for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
    });
    expect.soft(await faults(wall), `${scene} at ${width}×${height}`).toEqual([]);
  }
}
