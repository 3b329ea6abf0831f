// Takes a message that came in, what it says and its documents, into an archive: node docs/examples/take.ts <message> ANSWER_REQUEST request.zip
// One call, and a decision and a record for its body and for each document. What may not be read stands in message.json with its reason.
import { open, rename, rm } from 'node:fs/promises'
import { nationalDoor, words } from './door.ts'

const [message, purpose, file] = words('message', 'purpose', 'file')
await using door = nationalDoor()

// A system that takes messages by itself says so as reader; a request is read in order to answer it, an answer for the purpose of its request.
const { case: matter } = await door.messages.show(message)
const released = await door.messages.releaseWhole(message, { purpose, matter, reader: 'intake of declarations' })

const partial = `${file}.partial`
const out = await open(partial, 'wx', 0o600)
try {
  const { bytes } = await released.receive((chunk) => out.appendFile(chunk))
  await out.sync()
  await rename(partial, file)
  console.log(`${file} ${bytes} octets`)
} catch (error) {
  await rm(partial)
  throw error
} finally {
  await out.close()
}
console.log(released.obligations.join('\n') || 'no obligations')
