// Reads an item under its terms into a file: node docs/examples/read.ts <item> <case> VERIFY_VALUE invoice.pdf
import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { call, words } from './door.ts'

const [item, matter, purpose, file] = words('item', 'case', 'purpose', 'file')

// Allowed or denied, it becomes evidence at your gateway before it answers. `reader` is the person who reads.
const ask = JSON.stringify({ purpose, matter, reader: process.env['USER'] ?? 'example' })
const answer = await call('POST', `/v1/items/${item}/releases`, ask, { 'content-type': 'application/json' })

// Nothing is used before all of it is there under its digest: a broken download must not pass for the document.
const hash = createHash('sha256')
const partial = `${file}.partial`
const out = await open(partial, 'wx', 0o600)
try {
  for await (const chunk of answer.body ?? []) {
    hash.update(chunk)
    await out.appendFile(chunk)
  }
  await out.sync()
} finally {
  await out.close()
}
const digest = hash.digest()
if (answer.headers.get('content-digest') !== `sha-256=:${digest.toString('base64')}:`) {
  await rm(partial)
  throw new Error('other octets arrived than the gateway announced')
}
await rename(partial, file)
console.log(`${file} ${digest.toString('hex')}`)
// What the terms ask of whoever has read it, each as a quoted sentence.
console.log(answer.headers.get('bulla-obligations') ?? 'no obligations')
