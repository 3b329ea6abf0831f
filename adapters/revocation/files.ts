// Lists of revoked certificates in files: those that the operator lays down, and those that we keep
// for the next start; beside these the answers that said of a certificate that it was revoked.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, removeDurably, writeDurably } from '../../disk/durable.ts'
import { namesIn, statIfThere } from '../../disk/there.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { KeptFiles, LaidDown, RevocationFiles } from '../../gateway/ports/installation.ts'

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
/** An answer is small, and each member has some at most. */
const mostAnswers = 4_096
const mostAnswerBytes = 256 * 1024

export function revocationFiles({ laidDown, kept, mostBytes }: Places): RevocationFiles {
  return {
    async laidDown() {
      const there = await statIfThere(laidDown)
      if (there && !there.isDirectory())
        throw new Problem('revocation-unknown', `${laidDown} is a file; expected a folder with lists in it`)
      const names = await listed(laidDown)
      const files = names.slice(0, mostFiles)
      const lists = await Promise.all(files.map((name) => fileIn(laidDown, name, mostBytes)))
      return { lists, passedOver: names.length - files.length }
    },
    lists: keptIn(kept, { suffix: '.pem', mostFiles, mostBytes }),
    answers: keptIn(join(kept, 'answers'), { suffix: '.json', mostFiles: mostAnswers, mostBytes: mostAnswerBytes }),
  }
}

interface Bounds {
  readonly suffix: string
  readonly mostFiles: number
  readonly mostBytes: number
}

const keptIn = (folder: string, { suffix, mostFiles, mostBytes }: Bounds): KeptFiles => ({
  async all() {
    const names = (await listed(folder)).filter((name) => name.endsWith(suffix)).slice(0, mostFiles)
    return Promise.all(names.map((name) => fileIn(folder, name, mostBytes)))
  },
  async keep(name, text) {
    await makeFolder(folder)
    await writeDurably(join(folder, name), text)
  },
  forget: (name) => removeDurably(join(folder, name)),
})

async function fileIn(folder: string, name: string, mostBytes: number): Promise<LaidDown> {
  const file = join(folder, name)
  const stat = await statIfThere(file)
  const state = stat ? `${stat.size} ${stat.ino} ${stat.mtimeMs}` : ''
  return { name, state, read: () => bounded(file, stat, mostBytes) }
}

async function bounded(
  file: string,
  stat: Awaited<ReturnType<typeof statIfThere>>,
  mostBytes: number,
): Promise<Uint8Array> {
  const refused = (found: string) => new Problem('revocation-unknown', `${file} ${found}`)
  if (!stat) throw refused('leads nowhere; expected a list, or a link to one')
  if (!stat.isFile()) throw refused(`is ${stat.isDirectory() ? 'a folder' : 'no file'}; expected a list`)
  if (stat.size > mostBytes) throw refused(`has ${stat.size} octets, at most ${mostBytes}`)
  return readFile(file)
}

const listed = async (folder: string): Promise<string[]> =>
  (await namesIn(folder)).filter((name) => !name.startsWith('.')).sort()
