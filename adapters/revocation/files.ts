// Lists of revoked certificates in files: those that the operator lays down, and those that we keep
// for the next start.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, writeDurably } from '../../disk/durable.ts'
import { ifThere, namesIn, statIfThere } from '../../disk/there.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { LaidDown, RevocationFiles } from '../../gateway/ports/installation.ts'

interface Places {
  /** The operator's. */
  readonly laidDown: string
  /** Ours, in the data folder. */
  readonly kept: string
  /** A file with more octets is none of these. */
  readonly mostBytes: number
}

/** More files are not looked at. */
const mostFiles = 256

export function revocationFiles({ laidDown, kept, mostBytes }: Places): RevocationFiles {
  return {
    async laidDown() {
      const files = await listed(laidDown)
      const found = await Promise.all(
        files.map(async (name): Promise<LaidDown[]> => {
          const file = join(laidDown, name)
          const stat = await statIfThere(file)
          if (!stat?.isFile()) return []
          return [{ name, state: `${stat.size} ${stat.ino} ${stat.mtimeMs}`, read: () => bounded(file, stat.size) }]
        }),
      )
      return found.flat()
    },
    async kept() {
      const files = (await listed(kept)).filter((name) => name.endsWith('.pem'))
      const texts = await Promise.all(files.map((name) => ifThere(readFile(join(kept, name)))))
      return texts.filter((text) => text !== undefined)
    },
    async keep(name, text) {
      await makeFolder(kept)
      await writeDurably(join(kept, `${name}.pem`), text)
    },
  }

  async function bounded(file: string, size: number): Promise<Uint8Array> {
    if (size > mostBytes) throw new Problem('revocation-unknown', `${file} has ${size} octets, at most ${mostBytes}`)
    return readFile(file)
  }
}

const listed = async (folder: string): Promise<string[]> =>
  (await namesIn(folder))
    .filter((name) => !name.startsWith('.'))
    .sort()
    .slice(0, mostFiles)
