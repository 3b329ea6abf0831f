// Answers a request with documents: node docs/examples/answer.ts <case> w1=declaration.xml w2=invoice.pdf
// What is wanted and not named here is answered as not available.
import { basename, extname } from 'node:path'
import { nationalDoor, words } from './door.ts'

const [id] = words('case', 'wanted=file')
await using door = nationalDoor()
const files = new Map(process.argv.slice(3).map((word) => word.split('=', 2) as [string, string]))
const mediaTypes: Record<string, string> = { '.pdf': 'application/pdf', '.xml': 'application/xml', '.png': 'image/png' }

const { agreement, dueOn, wanted: asked, legalNext } = await door.cases.show(id)
if (legalNext.includes('ack')) {
  const caseNumber = `OURS-${id.slice(-12)}`
  const body = { caseNumber, receivedAt: new Date().toISOString(), complete: true, dueOn }
  await door.cases.send(id, { type: 'ack', body }, { key: `ack-${id}` })
}

// 1. The terms come first: what is uploaded is sealed under them while it streams in.
const protection = {
  level: 'customs-confidential',
  description: 'Held strictly in confidence; open only to officers dealing with the matter.',
  measures: ['encrypted at rest'],
  law: [{ topic: 'protection', reference: 'Customs Code, art. 12' }],
}
const { sha256: terms } = await door.terms.make({ agreement, case: id, protection })

// 2. Each document as it was filed, octet for octet. The client reads its digest first, and the gateway takes no other octets.
const outcomes: object[] = []
const items: string[] = []
for (const { wanted: name, kind } of asked) {
  const file = files.get(name)
  if (file === undefined) {
    outcomes.push({ wanted: name, outcome: 'not-available', reason: 'It is not held.' })
    continue
  }
  const mediaType = mediaTypes[extname(file)] ?? 'application/octet-stream'
  const document = { kind, form: 'electronic', name: basename(file), mediaType, source: file } as const
  const { item } = await door.items.upload({ terms, ...document })
  items.push(item)
  outcomes.push({ wanted: name, outcome: 'provided', items: [item], verified: false })
}

// 3. The message takes the items with it.
const today = new Date().toISOString().slice(0, 10)
const trueCopies = items.length > 0 ? [{ items, officer: 'B. Example', date: today }] : []
const body = { final: true, outcomes, protection, ...(trueCopies.length > 0 && { trueCopies }) }
const sent = await door.cases.send(id, { type: 'response', body, items, terms }, { key: `response-${id}` })
console.log(`message ${sent.message} with ${items.length} items, the case is ${sent.state}`)
