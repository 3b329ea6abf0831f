// Takes up what is new since last time: node docs/examples/follow.ts cursor.txt
// Run it every few seconds. To be told at once, and over any number of connections, go through `door.events({ after })` instead.
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { EventView } from '../../gateway/answers/directory-answers.ts'
import { nationalDoor, words } from './door.ts'

const [file] = words('cursor file')
await using door = nationalDoor()
let after = Number(await readFile(file, 'utf8').catch(fromTheStart))
for (;;) {
  const { rows } = await door.eventsAfter(after)
  if (rows.length === 0) break
  for (const event of rows) {
    await handle(event)
    // Kept after the event was handled: a crash in between brings it again and loses none. So handle each seq as if it might come twice.
    after = event.seq
    await writeFile(`${file}.new`, String(after))
    await rename(`${file}.new`, file)
  }
}

/** The first time there is no such file. One that cannot be read is no reason to begin anew. */
function fromTheStart(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '0'
  throw error
}

async function handle({ seq, kind, case: id, message }: EventView): Promise<void> {
  // Events hold ids only; whatever else you need, you ask for, and see what your offices may see.
  const { type } = message === null ? { type: '-' } : await door.messages.show(message)
  console.log(`${seq} ${kind} ${type} case ${id}`)
}
