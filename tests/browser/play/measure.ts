import type { Page } from '@playwright/test';

/** How well the words of the causes can be read on a page. */
export interface Measure {
  /** How many causes are drawn. */
  cards: number;
  /** Share of the characters that are drawn, spaces left out. */
  share: number;
  /** Least type size of a cause's words, in pixels of the screen. */
  least: number;
  /** Pairs of cards, titles, effect, clock and code that share more than an edge. */
  overlaps: string[];
  /** What reaches beyond the window. */
  outside: string[];
}

/** Measures what is drawn, by the note's id and its whole text. */
export function measure(page: Page, texts: Record<string, string>): Promise<Measure> {
  return page.evaluate((texts) => {
    interface Box {
      name: string;
      box: DOMRect;
    }
    const boxes: Box[] = [];
    const letters = (text: string): number => [...text.replace(/\s/g, '')].length;
    let [shown, all, least, cards] = [0, 0, Infinity, 0];
    for (const card of document.querySelectorAll('[data-note]')) {
      const whole = texts[card.getAttribute('data-note')!];
      if (whole === undefined) continue;
      cards += 1;
      boxes.push({ name: whole.slice(0, 24), box: card.getBoundingClientRect() });
      const lines = [...card.querySelectorAll('text')];
      for (const line of lines) {
        const matrix = line.getScreenCTM()!;
        least = Math.min(least, parseFloat(getComputedStyle(line).fontSize) * Math.hypot(matrix.b, matrix.d));
        // Words reach beyond their card only if the font is wider than the geometry thinks.
        const own = line.getBoundingClientRect();
        const within = card.getBoundingClientRect();
        if (own.right > within.right + 1 || own.left < within.left - 1) boxes.push({ name: `words of ${whole.slice(0, 24)}`, box: new DOMRect(-9, -9, 1, 1) });
      }
      const said = lines.map((line) => line.textContent ?? '').join('').replace(/…$/, '');
      shown += Math.min(letters(said), letters(whole));
      all += letters(whole);
    }
    const add = (selector: string, name: string): void => {
      for (const element of document.querySelectorAll(selector)) {
        const box = element.getBoundingClientRect();
        if (box.width > 0) boxes.push({ name: `${name} ${element.textContent?.trim().slice(0, 24)}`, box });
      }
    };
    add('svg .title', 'title');
    add('svg .question', 'question');
    add('svg .head', 'head');
    add('.wall > .corner p', 'corner');
    add('.wall > .corner .small', 'code');
    add('.wall footer', 'footer');
    const overlaps: string[] = [];
    const outside: string[] = [];
    for (const [index, { name, box }] of boxes.entries()) {
      if (box.left < -0.5 || box.top < -0.5 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5) outside.push(name);
      for (const other of boxes.slice(index + 1)) {
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (wide > 0.5 && high > 0.5) overlaps.push(`${name} × ${other.name}`);
      }
    }
    return { cards, share: all ? shown / all : 1, least, overlaps, outside };
  }, texts);
}
