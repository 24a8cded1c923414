/**
 * Type as large as it fits into its box, in hundredths of the wall's height: large for few, readable still for many.
 * While texts need not be cut, the box has the attribute `data-whole`.
 */
import type { Attachment } from 'svelte/attachments';

interface Sizes {
  /** The least type that can be read from the last row is 2. */
  least?: number;
  largest: number;
  /** Texts of the box are cut after some lines unless it has `data-whole`: whole ones are tried, too. */
  cuts?: boolean;
  /** How many of the elements with `data-item` have no room even in the least type; they are not shown. */
  onleft?: (count: number) => void;
}

const ROUNDS = 6;
/** Texts are shown whole, and not cut after some lines, where the type need not get smaller than this part of what it could be. */
const WHOLE = 0.85;

export function fitted({ least = 2, largest, cuts = false, onleft }: Sizes): Attachment<HTMLElement> {
  return (box) => {
    let wait = 0;
    let left = -1;

    function fits(size: number): boolean {
      box.style.fontSize = `${size}cqh`;
      return box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1;
    }

    /** The largest type that fits, with texts whole or cut; and whether it fits at all. */
    function size(whole: boolean): { size: number; fits: boolean } {
      box.toggleAttribute('data-whole', whole);
      if (fits(largest)) return { size: largest, fits: true };
      let [low, high, found] = [least, largest, false];
      for (let round = 0; round < ROUNDS; round++) {
        const middle = (low + high) / 2;
        if (fits(middle)) [low, found] = [middle, true];
        else high = middle;
      }
      return { size: low, fits: found || fits(low) };
    }

    function fit(): void {
      wait = 0;
      if (box.clientHeight === 0) return;
      const items = [...box.querySelectorAll<HTMLElement>('[data-item]')];
      for (const item of items) item.style.visibility = '';
      const cut = size(false);
      const whole = cuts ? size(true) : null;
      const shown = whole !== null && whole.fits && whole.size >= cut.size * WHOLE;
      box.toggleAttribute('data-whole', shown);
      fits(shown ? whole.size : cut.size);
      const edge = box.getBoundingClientRect();
      const beyond = items.filter((item) => {
        const { right, bottom } = item.getBoundingClientRect();
        return bottom > edge.bottom + 2 || right > edge.right + 2;
      });
      for (const item of beyond) item.style.visibility = 'hidden';
      if (left !== beyond.length) onleft?.((left = beyond.length));
    }

    // At most once a frame, however much changes.
    const later = (): void => {
      wait ||= requestAnimationFrame(fit);
    };
    const sizes = new ResizeObserver(later);
    const words = new MutationObserver(later);
    sizes.observe(box);
    words.observe(box, { childList: true, subtree: true, characterData: true });
    document.fonts.addEventListener('loadingdone', later);
    fit();
    return () => {
      cancelAnimationFrame(wait);
      sizes.disconnect();
      words.disconnect();
      document.fonts.removeEventListener('loadingdone', later);
    };
  };
}
