import { createContext } from 'svelte';
import type { Readiness } from '../readiness/readiness';

/** Who is finished, for every picture of the wall; null while nobody works. */
export const [useReady, setReady] = createContext<() => Readiness | null>();
