// Opens a case: node docs/examples/ask.ts xa-xb-tfa12 CONTACT-POINT config/example/request.json
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { nationalDoor, words } from './door.ts'

const [agreement, office, file] = words('agreement', 'office', 'body.json')
const body = JSON.parse(await readFile(file, 'utf8'))

// The client repeats what a broken line cut off, under one key. A key that your own records can make again does more: after a crash
// run this once more, and there is still one case.
const key = createHash('sha256')
  .update(`${agreement} ${office} ${JSON.stringify(body)}`)
  .digest('hex')
await using door = nationalDoor()
const opened = await door.cases.open({ agreement, office, body }, { key })

// 202: on disk and on its way. When the partner has it, the event feed says message.delivered.
console.log(`case ${opened.case} message ${opened.message} due ${opened.dueOn}`)
