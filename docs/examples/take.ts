// Takes what a message that came in says into a file: node docs/examples/take.ts <message> ANSWER_REQUEST request.json
// A file that ends in .zip is an archive with its documents: a copy, where its terms are accepted and allow one. A decision and a record for its
// body and for each document; what may not be copied stands in message.json with its reason.
import { open, rename, rm } from 'node:fs/promises'
import { nationalDoor, words } from './door.ts'

const [message, purpose, file] = words('message', 'purpose', 'file')
await using door = nationalDoor()

// A system that takes messages by itself says so as reader; a request is read in order to answer it, an answer for the purpose of its request.
const { case: matter } = await door.messages.show(message)
const ask = { purpose, matter, reader: 'intake of declarations' }

const partial = `${file}.partial`
const out = await open(partial, 'wx', 0o600)
try {
  const obligations = file.endsWith('.zip') ? await archive() : await says()
  await out.sync()
  await rename(partial, file)
  console.log([file, ...obligations].join('\n'))
} catch (error) {
  await rm(partial)
  throw error
} finally {
  await out.close()
}

async function says(): Promise<readonly string[]> {
  const released = await door.messages.release(message, ask)
  await out.writeFile(JSON.stringify(released))
  return released.obligations
}

async function archive(): Promise<readonly string[]> {
  const released = await door.messages.releaseWhole(message, ask)
  await released.receive((chunk) => out.appendFile(chunk))
  return released.obligations
}
