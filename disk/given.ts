// A file that a person named: nobody knows what lies there. A pipe that nobody writes to, a device
// or a folder must not keep us for ever, nor fill the memory.
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

/** Whoever writes into a pipe has done so by then; a shell starts its programs at one moment. */
const pipeWithinMs = 10_000
const lookEveryMs = 20
const chunkBytes = 65_536

/**
 * All octets of a regular file, or of a pipe such as a shell makes, within ten seconds.
 * @throws {Error} that says what lies there, or that it is larger; with a code of the system where
 *   it cannot be opened
 */
export async function readGivenFile(file: string, mostBytes: number): Promise<Uint8Array> {
  const handle = await openAtOnce(file)
  try {
    const found = await handle.stat()
    if (found.isFile()) return await readUpTo(handle, mostBytes, 0)
    if (found.isFIFO()) return await readUpTo(handle, mostBytes, performance.now() + pipeWithinMs)
    throw new Error(whatElse(found))
  } finally {
    await handle.close()
  }
}

/**
 * Opens a regular file, to be read in any order. @throws as `readGivenFile`
 */
export async function openGivenFile(file: string): Promise<FileHandle> {
  const handle = await openAtOnce(file)
  const found = await handle.stat()
  if (found.isFile()) return handle
  await handle.close()
  throw new Error(whatElse(found))
}

/** Without this flag a pipe that nobody writes to is not even opened. */
const openAtOnce = (file: string): Promise<FileHandle> => open(file, constants.O_RDONLY | constants.O_NONBLOCK)

const whatElse = (found: Stats): string =>
  found.isDirectory() ? 'it is a folder' : found.isFIFO() ? 'it is a pipe' : 'it is no file'

async function readUpTo(handle: FileHandle, mostBytes: number, giveUpAt: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for (let bytes = 0; ; ) {
    const chunk = await nextOf(handle, giveUpAt)
    if (chunk.length === 0) return new Uint8Array(Buffer.concat(chunks))
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error(`it holds more than ${mostBytes} octets`)
    chunks.push(chunk)
  }
}

async function nextOf(handle: FileHandle, giveUpAt: number): Promise<Uint8Array> {
  const chunk = new Uint8Array(chunkBytes)
  for (;;) {
    try {
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes, null)
      return chunk.subarray(0, bytesRead)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      if (performance.now() > giveUpAt) throw new Error('it is a pipe, and nothing more came within ten seconds')
      await wait(lookEveryMs)
    }
  }
}
