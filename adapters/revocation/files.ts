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
      const there = await statIfThere(laidDown)
      if (there && !there.isDirectory())
        throw new Problem('revocation-unknown', `${laidDown} is a file; expected a folder with lists in it`)
      const names = await listed(laidDown)
      const files = names.slice(0, mostFiles)
      const lists = await Promise.all(
        files.map(async (name): Promise<LaidDown> => {
          const file = join(laidDown, name)
          const stat = await statIfThere(file)
          const state = stat ? `${stat.size} ${stat.ino} ${stat.mtimeMs}` : ''
          return { name, state, read: () => bounded(file, stat) }
        }),
      )
      return { lists, passedOver: names.length - files.length }
    },
    async kept() {
      const files = (await listed(kept)).filter((name) => name.endsWith('.pem')).slice(0, mostFiles)
      const texts = await Promise.all(files.map((name) => ifThere(readFile(join(kept, name)))))
      return texts.filter((text) => text !== undefined)
    },
    async keep(name, text) {
      await makeFolder(kept)
      await writeDurably(join(kept, `${name}.pem`), text)
    },
  }

  async function bounded(file: string, stat: Awaited<ReturnType<typeof statIfThere>>): Promise<Uint8Array> {
    const refused = (found: string) => new Problem('revocation-unknown', `${file} ${found}`)
    if (!stat) throw refused('leads nowhere; expected a list, or a link to one')
    if (!stat.isFile()) throw refused(`is ${stat.isDirectory() ? 'a folder' : 'no file'}; expected a list`)
    if (stat.size > mostBytes) throw refused(`has ${stat.size} octets, at most ${mostBytes}`)
    return readFile(file)
  }
}

const listed = async (folder: string): Promise<string[]> =>
  (await namesIn(folder)).filter((name) => !name.startsWith('.')).sort()
