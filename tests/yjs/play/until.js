// Waiting for what must come, never for time to pass.

/** How long anything may take on a busy machine, in milliseconds. */
export const PATIENCE = Number(process.env.HERRINGBONE_PATIENCE ?? 20_000)

/**
 * Waits until `check` answers something true, and gives that back. What it throws counts as "not yet".
 *
 * @template T
 * @param {string} what  what is waited for, said when it does not come
 * @param {() => T | Promise<T>} check
 * @returns {Promise<T>}
 */
export async function until(what, check) {
  const deadline = performance.now() + PATIENCE
  let last
  for (;;) {
    try {
      last = await check()
      if (last) return last
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline) {
      throw new Error(`did not come within ${PATIENCE} ms: ${what} (last: ${last instanceof Error ? last.message : JSON.stringify(last)})`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
