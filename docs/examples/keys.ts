// Sends the keys of what the other member has accepted the terms of: node docs/examples/keys.ts <case>
import { nationalDoor, words } from './door.ts'

const [id] = words('case')
await using door = nationalDoor()

const { items: all } = await door.cases.show(id)
const due = all.filter(
  ({ direction, locked, acceptance }) => direction === 'out' && locked && acceptance === 'accepted',
)
const items = due.map(({ item }) => item)
if (items.length > 0) {
  // The gateway puts the shares in by itself, out of its own store.
  const sent = await door.cases.send(id, { type: 'keys', body: { items } }, { key: `keys-${items[0]}` })
  console.log(`message ${sent.message} opens ${items.length} items`)
} else console.log('nothing waits for its key')
