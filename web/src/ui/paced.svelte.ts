/**
 * A value that follows another at most once in `ms`: the first change at once, then the latest after the pause. For
 * what is dear to draw, where sixty changes a second would be sixty drawings.
 * Made while a component is set up.
 */
export function paced<T>(read: () => T, ms: number): { readonly value: T } {
  let value = $state.raw(read());
  let drawn = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = read();

  $effect(() => {
    latest = read();
    const wait = drawn + ms - performance.now();
    if (timer !== undefined) return;
    const show = (): void => {
      timer = undefined;
      drawn = performance.now();
      value = latest;
    };
    if (wait <= 0) show();
    else timer = setTimeout(show, wait);
  });
  $effect(() => () => clearTimeout(timer));

  return {
    get value() {
      return value;
    },
  };
}
