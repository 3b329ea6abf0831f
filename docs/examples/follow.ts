// Takes up what is new since last time: node docs/examples/follow.ts cursor.txt
// Run it every few seconds, or ask for text/event-stream at the same address to be told at once.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { get, words } from './door.ts'

interface Event {
  readonly seq: number
  readonly kind: string
  readonly case: string
  readonly message: string | null
}

const [file] = words('cursor file')
let after = Number(await readFile(file, 'utf8').catch(fromTheStart))
for (;;) {
  const page = await get(`/v1/events?after=${after}&limit=100`)
  const rows = page['rows'] as Event[]
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

async function handle({ seq, kind, case: id, message }: Event): Promise<void> {
  // Events hold ids only; whatever else you need, you ask for, and see what your offices may see.
  const { type } = message === null ? { type: '-' } : await get(`/v1/messages/${message}`)
  console.log(`${seq} ${kind} ${type} case ${id}`)
}
