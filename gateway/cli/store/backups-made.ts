// Which backups were made here, so that a command can say which of them open no more. A list and no
// proof: what other tools copied is not in it.
import { join } from 'node:path'
import { writeJson } from '../../../config/shapes.ts'
import { writeDurably } from '../../../disk/durable.ts'
import { readIfThere } from '../../../disk/there.ts'

interface BackupMade {
  readonly place: string
  readonly madeAt: string
}

export const backupsFile = 'backups.json'
const fileIn = (folder: string): string => join(folder, backupsFile)
/** The newest; older ones are beyond any horizon that is worth its name. */
const mostKept = 500

export async function backupsMade(folder: string): Promise<readonly BackupMade[]> {
  const text = await readIfThere(fileIn(folder))
  return text === undefined ? [] : (JSON.parse(text) as { backups: BackupMade[] }).backups
}

export async function rememberBackup(folder: string, made: BackupMade): Promise<void> {
  const backups = [...(await backupsMade(folder)), made].slice(-mostKept)
  await writeDurably(fileIn(folder), writeJson({ backups }))
}
