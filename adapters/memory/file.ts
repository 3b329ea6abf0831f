// What the gateway remembers of its own log, and of a restore, in files beside the database and
// never in it: whoever can write to the database alone cannot write here.
import { dirname } from 'node:path'
import { makeFolder, removeDurably, writeDurably } from '../../disk/durable.ts'
import { readIfThere } from '../../disk/there.ts'
import type { Memory, Note } from '../../gateway/ports/installation.ts'

/** @param file is put there whole or not at all. */
export const fileMemory = (file: string): Memory => ({
  read: () => readIfThere(file),
  async write(text) {
    await makeFolder(dirname(file))
    await writeDurably(file, text)
  },
})

/** What is noted there until it is over. */
export const fileNote = (file: string): Note => ({ ...fileMemory(file), clear: () => removeDurably(file) })
