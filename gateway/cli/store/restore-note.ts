// What a restore notes beside the store: that it goes on, before anything is touched, so that no
// gateway starts on half of it; and then that the store lacks what happened since.
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Config } from '../../../config/settings.ts'
import { removeDurably, renameDurably } from '../../../disk/durable.ts'
import { isThere } from '../../../disk/there.ts'
import { type RestoreNote, readRestoreNote, restoreNoteText } from '../../flows/evidence/genuine/restore-note.ts'
import { messageOf } from '../../installation/complaint.ts'
import type { Desk } from '../program/desk.ts'
import type { BackupAbout } from './backup-folder.ts'
import type { Deps } from './move.ts'

interface Beginning {
  readonly deps: Deps
  readonly config: Config
  readonly backup: string
  readonly described: BackupAbout
  /** The digest of the database, as it was listed. */
  readonly listedDatabase: string
}

export interface Noting {
  /** Whoever goes on with a restore that was broken off, or runs it again, finds the same. */
  readonly mark: Pick<RestoreNote, 'restore' | 'since' | 'found'>
  /**
   * Before anything of the installation is touched.
   * @param since when the store lacks what happened
   */
  begin(since: number): Promise<void>
  /** All of it is back. */
  end(): Promise<void>
}

export async function noting(
  { deps, config, backup, described, listedDatabase }: Beginning,
  desk: Desk,
): Promise<Noting> {
  const file = deps.restoreNote(config, desk.folder)
  // One that cannot be read is what this restore puts in order.
  const before = await readRestoreNote(file).catch((error: unknown) => {
    desk.note(messageOf(error))
    return undefined
  })
  const restore = before?.database === listedDatabase ? before.restore : desk.id()
  const mark = { restore, since: Date.parse(described.madeAt), found: basename(backup) }
  let { since } = mark
  const write = (state: RestoreNote['state']) =>
    file.write(restoreNoteText({ state, ...mark, since, database: listedDatabase }))
  return {
    mark,
    begin(reckoned) {
      since = reckoned
      return write('underway')
    },
    end: () => write('restored'),
  }
}

/**
 * What the installation remembers of its log is of the store that was there. The mark of the
 * restore takes its place, and what partners have seen counts all the same.
 */
export async function forgetLog(deps: Deps, config: Config, desk: Desk): Promise<void> {
  const file = deps.memoryFile(config, desk.folder)
  if (!(await isThere(file))) return
  const aside = `${file}.replaced-${desk.id()}`
  await renameDurably(file, aside)
  desk.say(`${file}: put aside as ${aside}`)
}

/** The database of a backup, while it is put back. */
export const copyName = (folder: string, id: string): string => join(folder, `${copyBegins}${id}.sqlite`)
const copyBegins = '.restoring-'

/** Copies that a broken restore has left: keys lie in them that are to be gone one day. */
export async function removeCopies(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.startsWith(copyBegins)) await removeDurably(join(folder, name))
}
