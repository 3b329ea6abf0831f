// Octets from the gateway into a file of ours: whole and on disk, or not there at all.
import { basename, join } from 'node:path'
import type { Arrived, Download } from '../../../client/download.ts'
import { isClientError } from '../../../client/errors.ts'
import { fillDurably, writeAll } from '../../../disk/durable.ts'
import { statIfThere } from '../../../disk/there.ts'
import { refused } from '../../installation/complaint.ts'
import type { Desk } from './desk.ts'

/** @throws a complaint where there is such a file already. */
export async function demandNew(out: string): Promise<void> {
  const there = await statIfThere(out)
  if (there?.isDirectory())
    throw refused(`${out}: there is such a folder; expected a name that nothing has yet, such as ${join(out, 'new')}`)
  if (there) throw refused(`${out}: there is such a file; name another one`)
}

/**
 * The file is one that only we can read. What breaks off, and what is altered, leaves none that
 * could be taken for the answer.
 */
export async function saveTo(out: string, download: Download, desk: Desk): Promise<Arrived> {
  const progress = desk.progress(basename(out), download.bytes ?? 0)
  try {
    return await fillDurably(out, (file) =>
      download.receive(async (chunk) => {
        await writeAll(file, [chunk])
        progress.advance(chunk.length)
      }),
    )
  } catch (error) {
    if (!isClientError(error)) throw error
    if (error.kind === 'altered')
      throw refused('other octets arrived than the gateway announced; nothing was written', 'try again')
    throw error.kind === 'broken' ? refused(`${error.message}; nothing was written`, 'try again') : error
  } finally {
    progress.finish()
  }
}
