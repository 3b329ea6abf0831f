// Proofs that a member has two histories, one file for each, until people have settled it.
import { join } from 'node:path'
import { makeFolder, publicMode, renameDurably, writeDurably } from '../disk/durable.ts'
import { isThere, namesIn, readIfThere } from '../disk/there.ts'
import { type ForkFile, memberCode } from './shapes.ts'

export const forkFolder = 'forks'

export interface Forks {
  listForks(): Promise<readonly ForkFile[]>
  /** Keeps the proof. `false`, and no change, where one of this member is kept already. */
  saveFork(fork: ForkFile): Promise<boolean>
  /** People have compared words: the proof stays, under another name. False when there is none. */
  settleFork(member: string): Promise<boolean>
}

/** Proofs that are settled have another name. */
const forkName = /^[A-Z]{2}[A-Z0-9]{0,6}\.jws$/

export function openForks(folder: string): Forks {
  const fileOf = (member: string) => join(folder, `${memberCode(member)}.jws`)
  return {
    async listForks() {
      const names = (await namesIn(folder)).filter((name) => forkName.test(name)).sort()
      const texts = await Promise.all(names.map((name) => readIfThere(join(folder, name))))
      return names.flatMap((name, at) => {
        const text = texts[at]
        return text === undefined ? [] : [{ member: name.slice(0, -'.jws'.length), text: text.trim() }]
      })
    },
    async saveFork({ member, text }) {
      const file = fileOf(member)
      if (await isThere(file)) return false
      await makeFolder(folder)
      await writeDurably(file, `${text}\n`, { mode: publicMode })
      return true
    },
    async settleFork(member) {
      const file = fileOf(member)
      if (!(await isThere(file))) return false
      const settled = (await namesIn(folder)).filter((name) => name.startsWith(`${member}.settled-`)).length
      await renameDurably(file, join(folder, `${member}.settled-${settled + 1}.jws`))
      return true
    },
  }
}
