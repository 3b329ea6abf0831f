// What is noted of a restore beside the database: first that it goes on, so that nothing starts on
// half of it, and then that the store lacks something, until partners have answered.
import { isJsonObject } from '../../../../crypto/json.ts'
import type { Memory } from '../../../ports/installation.ts'

export interface RestoreNote {
  /** `underway` until all of the backup is back. */
  readonly state: 'underway' | 'restored'
  /** Tells this restore from any other. */
  readonly restore: string
  /** From then on the store lacks what happened, in ms since 1970. */
  readonly since: number
  /** Where the copy came from, in words for people. */
  readonly found: string
  /** The digest of the database that is put back; empty where no backup is. */
  readonly database: string
}

/** @throws {Error} where it is there and cannot be read */
export async function readRestoreNote({ read }: Pick<Memory, 'read'>): Promise<RestoreNote | undefined> {
  const text = await read()
  if (text === undefined) return undefined
  const note = parsed(text)
  if (note) return note
  throw new Error(
    'restored.json in the data folder, which says of which restore the store is, cannot be read; restore the backup once more ("bulla restore … --replace")',
  )
}

export const restoreNoteText = (note: RestoreNote): string => `${JSON.stringify(note)}\n`

/** @throws {Error} while a restore was broken off: what lies here is half of a backup */
export async function demandRestoreEnded(note: Pick<Memory, 'read'>): Promise<void> {
  const noted = await readRestoreNote(note)
  if (noted?.state !== 'underway') return
  throw new Error(
    `the restore of the backup ${noted.found} was broken off, and what lies here is half of it; run the same "bulla restore" again, which goes on where it stopped; nothing is signed or given out before`,
  )
}

function parsed(text: string): RestoreNote | undefined {
  try {
    const note: unknown = JSON.parse(text)
    return isNote(note) ? note : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isNote(note: unknown): note is RestoreNote {
  if (!isJsonObject(note)) return false
  const { state, restore, since, found, database } = note
  const texts = [restore, found, database].every((each) => typeof each === 'string')
  return (state === 'underway' || state === 'restored') && texts && typeof since === 'number'
}
