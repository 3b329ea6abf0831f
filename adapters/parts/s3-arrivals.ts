// What partners are sending, as it lies in the bucket: how much of each, and what does not get on.
import { getsOn, type Lying, weightOf } from './pieces.ts'
import type { Bucket } from './s3-bucket.ts'

/** Octets of storage by partner. */
export async function stagedIn(bucket: Bucket, arrivals: string): Promise<ReadonlyMap<string, number>> {
  const all = new Map<string, Lying[]>()
  for await (const { key, bytes, at } of bucket.list(arrivals)) {
    const member = key.slice(arrivals.length).split('/')[1] ?? ''
    const lying = all.get(member) ?? []
    lying.push({ bytes, at })
    all.set(member, lying)
  }
  return new Map([...all].map(([member, lying]) => [member, weightOf(lying)]))
}

/** An arrival that does not get on goes, however young the last of it is. */
export async function sweepArrivals(
  bucket: Bucket,
  arrivals: string,
  before: number,
  arriving: ReadonlySet<string>,
): Promise<number> {
  let gone = 0
  let folder = ''
  let keys: string[] = []
  let lying: Lying[] = []
  const settle = async () => {
    if (keys.length === 0 || getsOn(lying, before) || arriving.has(folder)) return
    for (const key of keys) await bucket.remove(key)
    gone += 1
  }
  for await (const { key, bytes, at } of bucket.list(arrivals)) {
    const of = key.slice(0, key.lastIndexOf('/') + 1)
    if (of !== folder) {
      await settle()
      ;[folder, keys, lying] = [of, [], []]
    }
    keys.push(key)
    lying.push({ bytes, at })
  }
  await settle()
  return gone
}
