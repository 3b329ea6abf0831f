// Answers a request with documents: node docs/examples/answer.ts <case> w1=declaration.xml w2=invoice.pdf
// What is wanted and not named here is answered as not available.
import { createHash } from 'node:crypto'
import { createReadStream, openAsBlob } from 'node:fs'
import { basename, extname } from 'node:path'
import { call, get, type Json, post, words } from './door.ts'

const [id] = words('case', 'wanted=file')
const files = new Map(process.argv.slice(3).map((word) => word.split('=', 2) as [string, string]))
const mediaTypes: Record<string, string> = { '.pdf': 'application/pdf', '.xml': 'application/xml', '.png': 'image/png' }

const found = await get(`/v1/cases/${id}`)
const { agreement, dueOn } = found
const asked = found['wanted'] as { wanted: string; kind: string }[]
if ((found['legalNext'] as string[]).includes('ack')) {
  const caseNumber = `OURS-${id.slice(-12)}`
  const body = { caseNumber, receivedAt: new Date().toISOString(), complete: true, dueOn }
  await post(`/v1/cases/${id}/messages`, { type: 'ack', body }, `ack-${id}`)
}

// 1. The terms come first: what is uploaded is sealed under them while it streams in.
const protection = {
  level: 'customs-confidential',
  description: 'Held strictly in confidence; open only to officers dealing with the matter.',
  measures: ['encrypted at rest'],
  law: [{ topic: 'protection', reference: 'Customs Code, art. 12' }],
}
const { sha256: terms } = await post('/v1/terms', { agreement, case: id, protection })

// 2. Each document as it was filed, octet for octet, with the digest it must arrive under.
const outcomes: Json[] = []
const items: string[] = []
for (const { wanted: name, kind } of asked) {
  const file = files.get(name)
  if (file === undefined) {
    outcomes.push({ wanted: name, outcome: 'not-available', reason: 'It is not held.' })
    continue
  }
  const query = new URLSearchParams({ terms: String(terms), kind, form: 'electronic', name: basename(file) })
  const answer = await call('POST', `/v1/items?${query}`, await openAsBlob(file), {
    'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
    'content-digest': `sha-256=:${await digestOf(file)}:`,
  })
  const { item } = (await answer.json()) as { item: string }
  items.push(item)
  outcomes.push({ wanted: name, outcome: 'provided', items: [item], verified: false })
}

// 3. The message takes the items with it.
const today = new Date().toISOString().slice(0, 10)
const trueCopies = items.length > 0 ? [{ items, officer: 'B. Example', date: today }] : []
const body = { final: true, outcomes, protection, ...(trueCopies.length > 0 && { trueCopies }) }
const sent = await post(`/v1/cases/${id}/messages`, { type: 'response', body, items, terms }, `response-${id}`)
console.log(`message ${sent['message']} with ${items.length} items, the case is ${sent['state']}`)

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('base64')
}
