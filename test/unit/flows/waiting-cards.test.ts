// Newer cards that wait for two persons: what a crash, a changed store, another card in use and time make of them.
import t, { type Test } from 'tap'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { newestIn } from '../../../crypto/card/chain.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { decidingCards } from '../../../gateway/flows/between/cards/decide-cards.ts'
import { countCards, waitingLimits } from '../../../gateway/flows/between/cards/waiting-cards.ts'
import { openSecrets } from '../../../gateway/flows/content/secrets.ts'
import type { Unfollowed } from '../../../gateway/flows/trust/accept-card.ts'
import { identityOf } from '../../../gateway/flows/trust/clash.ts'
import type { Partner } from '../../../gateway/flows/trust/load-partners.ts'
import type { Trust } from '../../../gateway/flows/trust/trust.ts'
import type { Client } from '../../../gateway/ports/doors/national.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { limits } from '../../support/limits.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { nextCard } from '../../support/next-card.ts'
import { heldCard, makeParty, nowMs } from '../../support/parties.ts'
import { worldAt } from '../../support/threads-store.ts'

const [xa, xb] = [await makeParty('XA'), await makeParty('XB')]
const person = (id: string): Client => ({ id, offices: 'all', roles: ['operate'] })
const later = new Date(Date.parse(xb.card.issuedAt) + 1000).toISOString()
const moved = await nextCard(
  xb.card,
  { by: xb.next, signWith: xb.signing.key },
  { issuedAt: later, endpoint: 'https://new.xb.example:8443' },
)
const offered: Unfollowed = { offered: `${xb.cardJws}\n${moved.jws}`, why: 'moved', found: 'another host' }
const card = heldCard(moved.card).sha256
const words = fingerprint(moved.card).join(' ')
const yes = { decision: 'confirm', reason: 'called B. Contact', words } as const

async function opened(t: Test, { dies = false } = {}) {
  const store = await memoryStore()
  t.teardown(store.close)
  const clock = { now: nowMs }
  const world = { ...worldAt(nowMs), now: () => clock.now }
  const { secrets } = openSecrets(new Uint8Array(32).fill(7), world)
  const inUse = { card: xb.card as Card, chain: xb.cardJws, forked: false }
  const partner = () =>
    ({
      ...{ member: 'XB', state: 'active', ...inUse, identities: [identityOf(inUse.card)] },
      cardSha256: heldCard(inUse.card).sha256,
    }) as unknown as Partner
  const knobs = { dies }
  const ourselves = { member: 'XA', ours: true, name: xa.card.name, identities: [identityOf(xa.card)] }
  const deciding = decidingCards({
    ...{ store, secrets, world, log: openLog('silent') },
    directory: {
      async saveCard(_member, { card: chain }) {
        if (knobs.dies) throw new Error('the process ended')
        Object.assign(inUse, { chain, card: newestIn(chain) === moved.jws ? moved.card : xb.card })
        return true
      },
      async settleFork() {
        inUse.forked = false
        return true
      },
    },
    revocation: { signer: () => ({ as: 'good' }) } as never,
    trust: () => ({ us: 'XA', ourselves, partners: new Map([['XB', partner()]]) }) as unknown as Trust,
    refresh: async () => undefined,
    limits: { demandCount: () => undefined },
    introductions: {
      standing: async () => ({ wanted: 0, of: [], by: [], enough: false }),
      rely: async () => undefined,
      look: async () => undefined,
    },
  })
  const acts = async () => (await store.evidence({ limit: 100 })).map(({ data }) => data.act)
  return { store, deciding, inUse, clock, knobs, partner, acts, rows: () => store.waitingCards() }
}

t.test('what two persons confirmed is taken once, also where the process ended in between', async (t) => {
  const { deciding, inUse, knobs, partner, acts, rows } = await opened(t, { dies: true })
  t.equal(await deciding.ask(partner(), offered), true)
  await deciding.decideCard(person('anna'), card, yes)
  await t.rejects(deciding.decideCard(person('bert'), card, yes), { message: 'the process ended' })
  t.equal(inUse.chain, xb.cardJws)
  t.match(await rows(), [{ state: 'confirmed' }])
  knobs.dies = false
  await deciding.round()
  t.equal(inUse.chain, `${xb.cardJws}\n${moved.jws}`, 'the chain goes on')
  t.same(await rows(), [])
  await deciding.round()
  t.same(await acts(), ['card waits', 'card confirmed', 'card confirmed', 'card taken'])
})

t.test('two persons are two, whatever tokens they come by [R17b]', async (t) => {
  const { deciding, inUse, partner } = await opened(t)
  const stating = (id: string, name?: string): Client => ({
    ...{ ...person(id), persons: true },
    ...(name !== undefined && { person: name }),
  })
  await deciding.ask(partner(), offered)
  await t.rejects(deciding.decideCard(stating('desk'), card, yes), { code: 'person-missing' }, 'nobody is stated')
  await deciding.decideCard(stating('desk', 'anna'), card, yes)
  await t.rejects(deciding.decideCard(stating('other-desk', 'anna'), card, yes), { code: 'approver-same' })
  await t.rejects(deciding.decideCard(person('bert'), card, yes), { code: 'person-missing' }, 'it may be Anna’s token')
  t.equal(inUse.chain, xb.cardJws)
  t.match(await deciding.decideCard(stating('desk', 'ben'), card, yes), {
    outcome: 'taken',
    decisions: [{ person: 'anna' }, { person: 'ben' }],
  })
})

t.test('whoever writes to the store confirms nothing, nor changes what was confirmed', async (t) => {
  const { store, deciding, inUse, partner, rows } = await opened(t)
  await deciding.ask(partner(), offered)
  await deciding.decideCard(person('anna'), card, yes)
  const [row] = await rows()
  if (!row) throw new Error('no row')
  const [said] = JSON.parse(row.decisions) as { client: string }[]
  const put = (change: object) => store.moveWaitingCard(row, { from: row.revision, row: { ...row, ...change } }, [])
  await put({ decisions: JSON.stringify([said, { ...said, client: 'bert' }]), state: 'confirmed' })
  await deciding.round()
  t.equal(inUse.chain, xb.cardJws, 'bert has said nothing')
  t.same(await rows(), [])

  await deciding.ask(partner(), offered)
  const [again] = await rows()
  const other = await nextCard(xb.card, { by: xb.next, signWith: xb.signing.key }, { issuedAt: later, name: 'XB, too' })
  await store.moveWaitingCard(again ?? row, { from: 1, row: { ...(again ?? row), offered: other.jws } }, [])
  await t.rejects(deciding.decideCard(person('anna'), card, yes), { code: 'not-found' })
})

t.test('a yes counts beside the card in use that it was said of, and for a time', async (t) => {
  const { deciding, inUse, clock, partner, acts, rows } = await opened(t)
  await deciding.ask(partner(), offered)
  await deciding.decideCard(person('anna'), card, yes)
  const renamed = await nextCard(xb.card, { by: xb.next, signWith: xb.signing.key }, { name: 'XB anew' })
  Object.assign(inUse, { card: renamed.card })
  await t.rejects(deciding.decideCard(person('bert'), card, yes), { code: 'not-found' })
  await deciding.round()
  t.same(await rows(), [])
  Object.assign(inUse, { card: xb.card })
  await deciding.ask(partner(), offered)
  t.match(await deciding.decideCard(person('bert'), card, yes), { outcome: 'waiting' }, 'one yes of two')
  clock.now += waitingLimits.keptMs
  await t.rejects(deciding.decideCard(person('anna'), card, yes), { code: 'not-found' })
  await deciding.round()
  t.same(await rows(), [])
  t.match((await acts()).at(-1), 'card waited too long')
})

t.test('of two cards that follow one, people may take the other: then the fork is settled', async (t) => {
  const { deciding, inUse, partner } = await opened(t)
  inUse.forked = true
  await deciding.ask(partner(), { ...offered, why: 'fork' })
  await deciding.decideCard(person('anna'), card, yes)
  t.match(await deciding.decideCard(person('bert'), card, yes), { outcome: 'taken', decisions: [{}, {}] })
  t.match(inUse, { chain: moved.jws, forked: false })
})

t.test('of cards that come at once no more are kept than one after the other', async (t) => {
  const store = await memoryStore()
  t.teardown(store.close)
  const counting = { store, world: { now: () => nowMs }, limits: limits({ cards: 4 }) }
  const came = await Promise.allSettled(Array.from({ length: 20 }, () => countCards(counting, 'XB', 1)))
  const taken = came.filter(({ status }) => status === 'fulfilled').length
  t.ok(taken <= 4, `${taken} of 20 are taken`)
  await t.rejects(countCards(counting, 'XB', 1), { code: 'too-many-requests' })
  await countCards(counting, 'XC', 4)
})
