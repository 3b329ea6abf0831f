// What the gateway remembers of its own log, in a file beside the database and never in it: whoever
// can write to the database alone cannot write here.
import { dirname } from 'node:path'
import { makeFolder, writeDurably } from '../../disk/durable.ts'
import { readIfThere } from '../../disk/there.ts'
import type { Memory } from '../../gateway/ports/installation.ts'

/** @param file is put there whole or not at all. */
export const fileMemory = (file: string): Memory => ({
  read: () => readIfThere(file),
  async write(text) {
    await makeFolder(dirname(file))
    await writeDurably(file, text)
  },
})
