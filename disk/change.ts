// Changing a small file that several processes may change: one after the other, and whole or not at
// all.
import { dirname, join } from 'node:path'
import { alone } from './alone.ts'
import { type Writing, writeDurably } from './durable.ts'
import { readIfThere } from './there.ts'

/** One for all files of a folder, as each is changed within milliseconds. */
const lock = '.changing'
const mostWaitMs = 10_000

/**
 * Reads a file (undefined when there is none), lets `change` say its new content, and writes that;
 * nobody else who uses this function changes a file of this folder in between, in whatever process.
 * `undefined` leaves the file as it is.
 * @throws {Error} that says who else is at it, after ten seconds
 */
export const changeDurably = (
  file: string,
  change: (old: string | undefined) => string | undefined,
  writing: Writing = {},
): Promise<void> =>
  alone(
    join(dirname(file), lock),
    `change of ${file}`,
    async () => {
      const changed = change(await readIfThere(file))
      if (changed !== undefined) await writeDurably(file, changed, writing)
    },
    mostWaitMs,
  )
