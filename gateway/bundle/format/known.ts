/**
 * What was verified before, under everything that the verdict hangs on. Whoever verifies many
 * bundles of the same members may hand one on from each to the next; otherwise each starts with
 * nothing known.
 */
export type Known = Map<string, unknown>

/**
 * The verdict for this key, made only the first time. What throws is not kept; a promise is, also
 * one that rejects.
 */
export function once<T>(known: Known, key: string, verify: () => T): T {
  if (!known.has(key)) known.set(key, verify())
  return known.get(key) as T
}
