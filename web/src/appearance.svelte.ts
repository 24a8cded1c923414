import { store, stored } from './device/storage';

/** Light or dark, and motion: what the system says, unless this person chose. */
export type Theme = 'system' | 'light' | 'dark';

const THEME = 'herringbone:theme';
const MOTION = 'herringbone:motion';

const dark = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: dark)');
const still = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-reduced-motion: reduce)');

class Appearance {
  theme = $state<Theme>((stored(THEME) as Theme | null) ?? 'system');
  motion = $state(stored(MOTION) !== 'off');
  #systemDark = $state(dark?.matches ?? false);

  constructor() {
    dark?.addEventListener('change', (event) => {
      this.#systemDark = event.matches;
      this.show();
    });
  }

  get dark(): boolean {
    return this.theme === 'system' ? this.#systemDark : this.theme === 'dark';
  }

  /** Whether things may move: neither this person nor the system said no. */
  get moves(): boolean {
    return this.motion && !(still?.matches ?? false);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    store(THEME, theme);
    this.show();
  }

  setMotion(on: boolean): void {
    this.motion = on;
    store(MOTION, on ? 'on' : 'off');
    this.show();
  }

  /** Puts the choice on the page; called once before the first screen is drawn. */
  show(): void {
    const root = document.documentElement;
    root.dataset.theme = this.dark ? 'dark' : 'light';
    root.dataset.motion = this.motion ? 'on' : 'off';
  }
}

export const appearance = new Appearance();
