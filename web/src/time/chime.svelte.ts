import { store, stored } from '../device/storage';
import type { Signal } from './signals';

const KEY = 'herringbone:muted';
/** Two notes that rise: a minute is left. Three that fall: the time is over. In Hz. */
const NOTES: Record<Signal, number[]> = { minute: [587.33, 783.99], end: [783.99, 659.26, 523.25] };
/** Seconds between two notes, and until one has died away. */
const [APART, LONG] = [0.22, 1.4];
/** Soft: it is heard by whoever listens, and covers nobody's word. */
const LOUD = 0.11;

/**
 * The sound of the time signal, made by the browser. A browser lets a page sound only after somebody has pressed something on it;
 * until then `blocked` says so.
 */
export class Chime {
  muted = $state(stored(KEY) === 'yes');
  blocked = $state(false);
  #context: AudioContext | null = null;

  /** Asks the browser for its sound; the function that it gives back gives it back. */
  open(): () => void {
    if (typeof AudioContext === 'undefined') return () => {};
    const context = new AudioContext();
    const look = (): void => void (this.blocked = context.state !== 'running');
    const wake = (): void => {
      if (this.blocked) void context.resume().then(look, () => {});
    };
    this.#context = context;
    look();
    wake();
    context.addEventListener('statechange', look);
    const events = ['pointerdown', 'pointerup', 'keydown'] as const;
    for (const event of events) window.addEventListener(event, wake, true);
    return () => {
      for (const event of events) window.removeEventListener(event, wake, true);
      context.removeEventListener('statechange', look);
      this.#context = null;
      void context.close().catch(() => {});
    };
  }

  mute(muted: boolean): void {
    this.muted = muted;
    store(KEY, muted ? 'yes' : 'no');
  }

  play(signal: Signal): void {
    const context = this.#context;
    if (this.muted || context?.state !== 'running') return;
    for (const [index, pitch] of NOTES[signal].entries()) {
      const at = context.currentTime + index * APART;
      const volume = context.createGain();
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(LOUD, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + LONG);
      volume.connect(context.destination);
      const tone = context.createOscillator();
      tone.frequency.value = pitch;
      tone.connect(volume);
      tone.start(at);
      tone.stop(at + LONG);
    }
  }
}
