// Accepts the terms of what was given in a case: node docs/examples/accept.ts <case> <officer>
// The text is what the officer has read: the acceptance signs its digest. The gateway adds the
// function in which its client is registered. Nothing opens before.
import { nationalDoor, words } from './door.ts'

const [id, officer] = words('case', 'officer')
await using door = nationalDoor()

const { blocks } = await door.cases.terms(id)
for (const { direction, terms, text, sha256, rows, binds } of blocks) {
  // Documents under their ids, and what messages say under the id of the message.
  const items = binds.filter(({ acceptance }) => acceptance === 'open').map((bound) => bound.id)
  if (direction === 'out' || items.length === 0) continue
  console.log(text)
  // Each term is decided: silence is never consent. One that cannot be kept is `unable`, with its law and its effect.
  const decisions = rows.map(({ term }) => ({ term, decision: 'accept' }))
  const body = { terms, text: sha256, items, decisions, officer }
  const sent = await door.cases.send(id, { type: 'accept-terms', body }, { key: `accept-${items[0]}` })
  console.log(`message ${sent.message} accepts the terms of ${items.length}`)
}
