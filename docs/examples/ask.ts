// Opens a case: node docs/examples/ask.ts xa-xb-tfa12 CONTACT-POINT config/example/request.json
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { post, words } from './door.ts'

const [agreement, office, file] = words('agreement', 'office', 'body.json')
const body = JSON.parse(await readFile(file, 'utf8'))

// A key that your own records can make again: when the answer is lost, run this once more, and there is still one case.
const key = createHash('sha256')
  .update(`${agreement} ${office} ${JSON.stringify(body)}`)
  .digest('hex')
const opened = await post('/v1/cases', { agreement, office, body }, key)

// 202: on disk and on its way. When the partner has it, the event feed says message.delivered.
console.log(`case ${opened['case']} message ${opened['message']} due ${opened['dueOn']}`)
