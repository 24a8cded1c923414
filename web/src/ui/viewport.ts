/**
 * Keeps `--view-height` and `--view-top` at what the on-screen keyboard leaves free, so that a field at the bottom
 * stays above it. Returns how to stop.
 */
export function followViewport(): () => void {
  const view = window.visualViewport;
  const root = document.documentElement.style;
  if (!view) return () => {};
  const follow = (): void => {
    // Pinch-zoomed: let the person look around undisturbed.
    if (view.scale > 1.05) return;
    root.setProperty('--view-height', `${view.height}px`);
    root.setProperty('--view-top', `${view.offsetTop}px`);
  };
  follow();
  view.addEventListener('resize', follow);
  view.addEventListener('scroll', follow);
  return () => {
    view.removeEventListener('resize', follow);
    view.removeEventListener('scroll', follow);
    root.removeProperty('--view-height');
    root.removeProperty('--view-top');
  };
}
