// What partners are sending, as it lies in the folder: how much of each, and what does not get on.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ifThere, namesIn, statIfThere } from '../../disk/there.ts'
import { getsOn, type Lying, weightOf } from './pieces.ts'

/** Octets of disk by partner. */
export async function stagedIn(arrivals: string): Promise<ReadonlyMap<string, number>> {
  const all = new Map<string, number>()
  for (const partner of await readdir(arrivals)) {
    const lying = []
    for (const name of await namesOf(arrivals, partner)) lying.push(...(await lyingIn(join(arrivals, partner, name))))
    all.set(partner, weightOf(lying))
  }
  return all
}

/** What a desktop leaves between the folders of partners is none of theirs. */
const namesOf = async (arrivals: string, partner: string): Promise<string[]> =>
  (await ifThere(readdir(join(arrivals, partner)))) ?? []

/** Files of an arrival; a folder without any is one. */
async function lyingIn(path: string): Promise<Lying[]> {
  const inside = path.endsWith('.pieces') ? (await namesIn(path)).map((name) => join(path, name)) : []
  const found = await Promise.all((inside.length > 0 ? inside : [path]).map(statIfThere))
  return found.flatMap((file) => (file ? [{ bytes: file.isFile() ? file.size : 0, at: file.mtimeMs }] : []))
}

/** An arrival that does not get on goes, however young the last of it is. */
export async function sweepArrivals(arrivals: string, before: number, arriving: ReadonlySet<string>): Promise<number> {
  let gone = 0
  for (const partner of await readdir(arrivals))
    for (const name of await namesOf(arrivals, partner)) {
      const path = join(arrivals, partner, name)
      if (arriving.has(path.replace(/\.(?:pieces|whole)$/, '')) || getsOn(await lyingIn(path), before)) continue
      await rm(path, { recursive: true, force: true })
      gone += 1
    }
  return gone
}
