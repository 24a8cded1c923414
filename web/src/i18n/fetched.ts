let asked = 0;

/**
 * Loads a part of the page. Browsers may remember for as long as the page is open that a part could not be fetched, so after a
 * failure it is asked for by another address: a network that was away for a moment takes nothing away for good.
 */
export async function fetched<T>(part: () => Promise<T>): Promise<T> {
  try {
    return await part();
  } catch (error) {
    const [address] = /https?:\S+\.js/.exec(String(error)) ?? [];
    if (!address) throw error;
    return (await import(/* @vite-ignore */ `${address}?again=${++asked}`)) as T;
  }
}
