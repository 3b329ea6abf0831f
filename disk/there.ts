// What is not there, told apart from what cannot be read: a disk that fails must not look like an
// empty folder.
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'

/**
 * ENOTDIR: a part of the path is a file. ESTALE: another machine removed it from a folder that both
 * share.
 */
const gone = ['ENOENT', 'ENOTDIR', 'ESTALE']

export const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && gone.includes(String(error.code))

/**
 * What was asked for, or undefined when there is no such file or folder. @throws for everything
 * else
 */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/** The file's text, or undefined when there is no such file. */
export const readIfThere = (file: string): Promise<string | undefined> => ifThere(readFile(file, 'utf8'))

/** What is told of a folder in whose place something else lies. */
export const sayMisplaced = (folder: string): string => `${folder} is a file; expected a folder: ${mendMisplaced}`
export const mendMisplaced = 'move it aside, and put the folder back, or make it'

/**
 * The names in a folder, in no order; none when there is no such folder.
 * @throws where something else has its name: what people laid down must not look like nothing
 */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await ifThere(readdir(folder))
  // It may have been made meanwhile.
  if (names === undefined && (await statIfThere(folder))?.isDirectory() === false) throw new Error(sayMisplaced(folder))
  return names ?? []
}

/** Of the name itself, where it is a link. */
export const lstatIfThere = (path: string) => ifThere(lstat(path))

export const statIfThere = (path: string) => ifThere(stat(path))

export const isThere = async (path: string): Promise<boolean> => (await statIfThere(path)) !== undefined

/** Where a file lies once every link is followed. */
export const realPathIfThere = (path: string) => ifThere(realpath(path))
