// Who holds which of our cards: what comes late lowers nothing, and a chain that we began anew counts from its beginning.
import t from 'tap'
import { signCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { cardHolders, hearHeld, keepingHolders } from '../../../gateway/flows/trust/card-holders.ts'
import type { Trust } from '../../../gateway/flows/trust/trust.ts'
import { type Log, openLog } from '../../../gateway/watch/log.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { nextCard } from '../../support/next-card.ts'
import { heldCard, makeParty } from '../../support/parties.ts'

t.test('which card a partner holds', async (t) => {
  const xa = await makeParty('XA')
  const second = await nextCard(xa.card, { by: xa.next, signWith: xa.signing.key })
  const anew: Card = { ...xa.card, name: 'Customs of XA, begun anew' }
  let ownChain = `${xa.cardJws}\n${second.jws}`
  const clock = { now: 1_000 }
  const world = { now: () => clock.now }
  const holders = cardHolders(world)
  const deps = { holders, log: openLog('silent'), trust: () => ({ ownChain }) as Trust }
  const hear = (card: Card) => hearHeld(deps, 'XB', heldCard(card))

  hear(second.card)
  hear(xa.card)
  t.match(holders.heldBy('XB'), { sequence: 2 }, 'an answer that comes late lowers nothing')

  ownChain = await signCard(anew, xa.signing.key)
  hear(second.card)
  t.equal(holders.heldBy('XB'), undefined, 'what was lost is none of ours')
  t.same(holders.deceived(), ['XB'])
  hear(anew)
  t.match(holders.heldBy('XB'), { sequence: 1 }, 'a chain that begins anew has lower numbers')
  t.same(holders.deceived(), [])

  const store = await memoryStore()
  t.teardown(store.close)
  const keep = (of: typeof holders) => keepingHolders({ store, holders: of, trust: deps.trust })()
  await keep(holders)
  const since = holders.heldBy('XB')?.at
  clock.now += 60_000
  const after = cardHolders(world)
  await keep(after)
  t.same(after.heldBy('XB'), { ...heldCard(anew), at: since }, 'over a start, and since when')
  t.ok(after.isSilent('XB'), 'and it is shown our card once')

  ownChain = `${xa.cardJws}\n${second.jws}`
  const other = cardHolders(world)
  await keep(other)
  t.equal(other.heldBy('XB'), undefined, 'what is of a chain that was lost is not taken up')
  hearHeld({ ...deps, holders: other }, 'XB', heldCard(second.card))
  await keep(other)
  await keep(after)
  t.match(after.heldBy('XB'), { sequence: 2 }, 'what another node heard is known here')
  hearHeld({ ...deps, holders: after }, 'XB', heldCard(xa.card))
  t.match(after.heldBy('XB'), { sequence: 1 }, 'a partner that went back to a backup is believed at its first word')
})

t.test(
  'an acknowledgement of a card that never was counts for none, is told once, and stays told until a true one comes',
  async (t) => {
    const xa = await makeParty('XA')
    const second = await nextCard(xa.card, { by: xa.next, signWith: xa.signing.key })
    const ownChain = `${xa.cardJws}\n${second.jws}`
    const told: object[] = []
    const log = { ...openLog('silent'), error: (line: object) => void told.push(line) } as unknown as Log
    const holders = cardHolders({ now: () => 1_000 })
    const deps = { holders, log, trust: () => ({ ownChain }) as Trust }
    const { sequence, sha256 } = heldCard(second.card)
    for (const [what, held] of [
      ['one to come', { sequence: sequence + 1, sha256 }],
      ['far ahead', { sequence: 1_000_000, sha256 }],
      ['our number, another content', { sequence, sha256: '0'.repeat(64) }],
      ['our first number, another content', { sequence: 1, sha256: 'f'.repeat(64) }],
    ] as const) {
      hearHeld(deps, 'XB', heldCard(xa.card))
      const { length } = told
      hearHeld(deps, 'XB', held)
      hearHeld(deps, 'XB', held)
      t.match(holders.heldBy('XB'), { sequence: 1, sha256: heldCard(xa.card).sha256 }, `${what}: what it held surely`)
      t.same(holders.deceived(), ['XB'], what)
      t.equal(told.length - length, 1, `${what}: told once`)
      t.match(told.at(-1), { event: 'card.foreign', partner: 'XB', ...held })
    }
    hearHeld(deps, 'XB', { sequence, sha256 })
    t.match(holders.heldBy('XB'), { sequence, sha256 })
    t.same(holders.deceived(), [])
  },
)
