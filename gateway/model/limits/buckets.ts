// How much one caller may ask for: so much on average, and so much at once.

/** So much in each second on average; `burst` at once. */
interface Pace {
  readonly perSecond: number
  readonly burst: number
}

export interface Buckets {
  /** 0 while something is left for this key, else the milliseconds until something will be. */
  waitMs(key: string): number
  /**
   * Takes so much where something is left, and says as `waitMs` what it found. Whoever takes more
   * than is left owes it, and waits the longer: nobody knows the weight of a thing before it is
   * open.
   */
  take(key: string, amount?: number): number
  /** Takes so much, whatever is left. */
  owe(key: string, amount: number): void
}

/**
 * Token buckets by key. `elapsedMs` is a clock that never goes back. At most `maxKeys` are
 * remembered; the one first seen is forgotten first.
 */
export function buckets({ perSecond, burst }: Pace, maxKeys: number, elapsedMs: () => number): Buckets {
  const all = new Map<string, { left: number; atMs: number }>()
  const bucketOf = (key: string) => {
    const nowMs = elapsedMs()
    const bucket = all.get(key) ?? { left: burst, atMs: nowMs }
    bucket.left = Math.min(burst, bucket.left + ((nowMs - bucket.atMs) * perSecond) / 1000)
    bucket.atMs = nowMs
    if (!all.has(key)) {
      const [first] = all.size >= maxKeys ? all.keys() : []
      if (first !== undefined) all.delete(first)
      all.set(key, bucket)
    }
    return bucket
  }
  const waitOf = (left: number) => (left >= 1 ? 0 : Math.max(1, Math.ceil(((1 - left) * 1000) / perSecond)))
  return {
    waitMs: (key) => waitOf(bucketOf(key).left),
    take(key, amount = 1) {
      const bucket = bucketOf(key)
      const waitMs = waitOf(bucket.left)
      if (waitMs === 0) bucket.left -= amount
      return waitMs
    },
    owe(key, amount) {
      bucketOf(key).left -= amount
    },
  }
}

/** As many requests a second, and twice as many at once. */
export const perSecond = (rate: number): Pace => ({ perSecond: rate, burst: Math.max(1, 2 * rate) })

/**
 * So many places for each key. Taking one gives the function that leaves it, or nothing when all
 * are taken.
 */
export function places(perKey: number): (key: string) => (() => void) | undefined {
  const held = holdings()
  return (key) => (held.of(key) >= perKey ? undefined : held.hold(key, 1))
}

/** How much each key holds now. */
export function holdings() {
  const held = new Map<string, number>()
  let all = 0
  const change = (key: string, by: number) => {
    const now = (held.get(key) ?? 0) + by
    all += by
    if (now > 0) held.set(key, now)
    else held.delete(key)
  }
  return {
    of: (key: string) => held.get(key) ?? 0,
    all: () => all,
    entries: () => held.entries(),
    /** @returns what gives it back; a second time it does nothing. */
    hold(key: string, amount: number): () => void {
      change(key, amount)
      let given = false
      return () => {
        if (given) return
        given = true
        change(key, -amount)
      }
    },
  }
}
