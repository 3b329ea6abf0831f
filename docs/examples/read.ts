// Reads an item under its terms into a file: node docs/examples/read.ts <item> <case> VERIFY_VALUE invoice.pdf
import { open, rename, rm } from 'node:fs/promises'
import { nationalDoor, words } from './door.ts'

const [item, matter, purpose, file] = words('item', 'case', 'purpose', 'file')
await using door = nationalDoor()

// Allowed or denied, it becomes evidence at your gateway before it answers. `reader` is the person who reads.
const released = await door.items.release(item, { purpose, matter, reader: process.env['USER'] ?? 'example' })

// Nothing is used before all of it is there under its digest: a broken download must not pass for the document.
const partial = `${file}.partial`
const out = await open(partial, 'wx', 0o600)
try {
  const { sha256 } = await released.receive((chunk) => out.appendFile(chunk))
  await out.sync()
  await rename(partial, file)
  console.log(`${file} ${sha256}`)
} catch (error) {
  await rm(partial)
  throw error
} finally {
  await out.close()
}
// What the terms ask of whoever has read it, each as a sentence.
console.log(released.obligations.join('\n') || 'no obligations')
