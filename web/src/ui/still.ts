/**
 * An attachment for a grid: while something in it is pressed its rows stay as high as they are. What comes from others in that
 * moment would else move away what a finger or a mouse is on, and the browser counts no click.
 */
export function still(grid: HTMLElement): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let pressed = 0;
  const press = (): void => {
    pressed += 1;
    grid.style.gridTemplateRows = getComputedStyle(grid).gridTemplateRows;
  };
  const release = (): void => {
    const latest = pressed;
    // The click comes after this.
    setTimeout(() => {
      if (pressed === latest) grid.style.gridTemplateRows = '';
    });
  };
  grid.addEventListener('pointerdown', press, { signal });
  for (const end of ['pointerup', 'pointercancel']) addEventListener(end, release, { signal });
  return () => stop.abort();
}
