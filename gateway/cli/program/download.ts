// An answer of the gateway into a file of ours: whole and on disk, or not there at all.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { basename } from 'node:path'
import { fillDurably, writeAll } from '../../../disk/durable.ts'
import { isThere } from '../../../disk/there.ts'
import { type Desk, refused } from './desk.ts'

/** @throws a complaint where there is such a file already. */
export async function demandNew(out: string): Promise<void> {
  if (await isThere(out)) throw refused(`${out}: there is such a file; name another one`)
}

/**
 * Streams an answer into a file that only we can read. A broken download, and octets that are not those of its
 * `content-digest`, leave no file that could be taken for the answer.
 */
export async function saveTo(
  out: string,
  response: IncomingMessage,
  desk: Desk,
): Promise<{ bytes: number; sha256: string }> {
  const { 'content-length': length, 'content-digest': announced } = response.headers
  const progress = desk.progress(basename(out), Number(length ?? 0))
  const digest = createHash('sha256')
  let bytes = 0
  try {
    return await fillDurably(out, async (file) => {
      for await (const chunk of response) {
        digest.update(chunk)
        bytes += chunk.length
        await writeAll(file, chunk)
        progress.advance(chunk.length)
      }
      const sha256 = digest.digest()
      if (announced !== undefined && announced !== `sha-256=:${sha256.toString('base64')}:`)
        throw refused('other octets arrived than the gateway announced; nothing was written', 'try again')
      return { bytes, sha256: sha256.toString('hex') }
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET')
      throw refused('the connection broke before all octets were there; nothing was written', 'try again')
    throw error
  } finally {
    progress.finish()
  }
}
