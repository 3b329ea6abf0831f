// How much one caller may ask for: so often, and so much at once.

export interface Allowance {
  /** Takes one; 0 when there was one, else the milliseconds until there will be. */
  take(key: string): number
}

/**
 * Token buckets by key: `perSecond` on average and twice as many at once. `elapsedMs` is a clock
 * that never goes back. At most `maxKeys` are remembered; the one first seen is forgotten first.
 */
export function allowance(perSecond: number, maxKeys: number, elapsedMs: () => number): Allowance {
  const burst = Math.max(1, 2 * perSecond)
  const buckets = new Map<string, { left: number; atMs: number }>()
  return {
    take(key) {
      const nowMs = elapsedMs()
      const bucket = buckets.get(key) ?? { left: burst, atMs: nowMs }
      bucket.left = Math.min(burst, bucket.left + ((nowMs - bucket.atMs) * perSecond) / 1000)
      bucket.atMs = nowMs
      if (!buckets.has(key)) {
        const [first] = buckets.size >= maxKeys ? buckets.keys() : []
        if (first !== undefined) buckets.delete(first)
        buckets.set(key, bucket)
      }
      if (bucket.left < 1) return Math.max(1, Math.ceil(((1 - bucket.left) * 1000) / perSecond))
      bucket.left -= 1
      return 0
    },
  }
}

/**
 * So many places for each key. Taking one gives the function that leaves it, or nothing when all
 * are taken.
 */
export function places(perKey: number): (key: string) => (() => void) | undefined {
  const taken = new Map<string, number>()
  return (key) => {
    const before = taken.get(key) ?? 0
    if (before >= perKey) return undefined
    taken.set(key, before + 1)
    let left = false
    return () => {
      if (left) return
      left = true
      const now = (taken.get(key) ?? 1) - 1
      if (now > 0) taken.set(key, now)
      else taken.delete(key)
    }
  }
}
