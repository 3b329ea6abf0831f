// Files that are there after a power cut, with their names: how parts are written in a folder.
import { type FileHandle, link, mkdir, open, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Problem } from '../../gateway/model/problems.ts'

/** Makes a file, lets write, and has it on disk before the file is closed, also when the writing broke off. */
export async function writing(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw failure(error)
  })
  try {
    await write(file)
  } catch (error) {
    throw failure(error)
  } finally {
    await file.datasync().finally(() => file.close())
  }
}

export async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten
}

/** Gives a durable file its lasting name; the folder knows of it before anybody else does. */
export async function settle(from: string, to: string): Promise<void> {
  await rename(from, to)
  for (const folder of new Set([dirname(to), dirname(from)])) await syncFolder(folder)
}

/** A second name; where the file system has no such thing the file moves, and only a part that was recorded is found again. */
export async function linkOrMove(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(codeOf(error))) throw failure(error)
    await rename(from, to)
  }
}

/** Makes a folder that outlasts a power cut. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

export const isOlder = (path: string, before: number): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs < before,
    () => false,
  )

export const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  )

/** ESTALE: another node has removed it from a shared folder. */
export const isGone = (error: unknown): boolean => ['ENOENT', 'ESTALE'].includes(codeOf(error))

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** A full disk is a problem of its own; whatever else went wrong keeps its face. */
export function failure(error: unknown): unknown {
  return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
    ? new Problem('storage-full', 'there is no space left for parts', { cause: error, retryAfterMs: 30_000 })
    : error
}
