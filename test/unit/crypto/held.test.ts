// The question for what a partner holds, and a page of the answer: who signed it, to whom, when, about what, and how much it may be.
import { randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { canonical } from '../../../crypto/canonical.ts'
import { signCompact } from '../../../crypto/jose/engine.ts'
import { encryptRouted } from '../../../crypto/jose/envelope.ts'
import type { Json } from '../../../crypto/json.ts'
import { utf8 } from '../../../crypto/octets.ts'
import {
  type HeldPage,
  heldAskSha256,
  heldLimits,
  openHeldPage,
  readHeldAsk,
  sealHeldPage,
  signHeldAsk,
} from '../../../crypto/statement/held.ts'
import { type Member, makeParty } from '../../support/parties.ts'

const nowMs = Date.parse('2026-11-21T12:00:00.000Z')
const at = new Date(nowMs).toISOString()
const suite = 'B'
const party = async (member: Member) => {
  const { signing, verifying, encryption } = await makeParty(member)
  return { signWith: signing.key, keys: [verifying], encryptTo: encryption.encrypt, decryptWith: [encryption.decrypt] }
}
const [xa, xb, xc] = [await party('XA'), await party('XB'), await party('XC')]
const ask = { v: 1, from: 'XA', to: 'XB', at, since: '2026-11-20T10:00:00.000Z', after: 0 } as const

t.test('[H1] A question counts where the member on the line signed it, to us, now, in its one shape', async (t) => {
  const demands = { from: 'XA', to: 'XB', keys: xa.keys, nowMs }
  const signed = await signHeldAsk(ask, xa.signWith)
  t.same(await readHeldAsk(signed, demands), ask)
  const refused = async (jws: string, more: object = {}) =>
    t.rejects(readHeldAsk(jws, { ...demands, ...more }), { code: 'held' })
  await refused(await signHeldAsk(ask, xc.signWith))
  await refused(signed, { keys: xb.keys })
  await refused(signed, { to: 'XC' })
  await refused(signed, { from: 'XC' })
  await refused(signed, { nowMs: nowMs + 6 * 60_000 })
  await refused(signed, { nowMs: nowMs - 6 * 60_000 })
  const raw = (value: Json, typ = 'bulla-held-ask+jws') => signCompact(canonical(value), typ, xa.signWith)
  await refused(await raw({ ...ask, all: true }))
  await refused(await raw({ ...ask, after: -1 }))
  await refused(await raw({ ...ask, since: 'yesterday' }))
  await refused(await raw(ask, 'bulla-absence+jws'))
  await refused(`${signed}${'A'.repeat(5_000)}`)
})

const page: Omit<HeldPage, 'ask'> = { v: 1, from: 'XB', to: 'XA', at, statements: [], receipts: [], next: null }
const sealing = (by: typeof xa, to: typeof xa) => ({
  ...{ signWith: by.signWith, encryptTo: to.encryptTo, id: randomUUIDv7(), expiresAtMs: nowMs + 60_000 },
})
const opening = {
  ...({ us: 'XA', peer: 'XB', suite, nowMs, maxSkewMs: 300_000 } as const),
  ...{ ours: xa.decryptWith, theirs: xb.keys },
}

t.test(
  '[H3] An answer counts where it is encrypted to us and signed by whom we asked, about our question, now',
  async (t) => {
    const asked = heldAskSha256(await signHeldAsk(ask, xa.signWith))
    const answer = await sealHeldPage({ ...page, ask: asked }, sealing(xb, xa))
    t.match(await openHeldPage(utf8(answer), opening, asked), { ask: asked, next: null })
    t.notMatch(answer, /statements/, 'nobody else reads it')
    const refused = async (sealed: string, more: object = {}, about = asked) =>
      t.rejects(openHeldPage(utf8(sealed), { ...opening, ...more }, about), { code: 'held' })
    await refused(answer, {}, 'ab'.repeat(32))
    await refused(answer, { peer: 'XC', theirs: xc.keys })
    await refused(answer, { us: 'XC', ours: xc.decryptWith })
    await refused(answer, { nowMs: nowMs + 6 * 60_000 })
    await refused(await sealHeldPage({ ...page, ask: asked }, sealing(xc, xa)))
    await refused(await sealHeldPage({ ...page, ask: asked }, sealing(xb, xc)))
    await refused(await sealHeldPage({ ...page, ask: asked, to: 'XC' }, sealing(xb, xa)))
  },
)

t.test('[H4] A page is bounded: statements, octets, shape', async (t) => {
  const asked = 'ab'.repeat(32)
  const forced = async (value: Json) => {
    const signed = await signCompact(canonical(value), 'bulla-held+jws', xb.signWith)
    const kind = { typ: 'bulla-held+jwe', cty: 'bulla-held+jws' }
    return encryptRouted(utf8(signed), kind, { ...sealing(xb, xa), from: 'XB', to: 'XA' })
  }
  const opens = async (value: Json) => openHeldPage(utf8(await forced(value)), opening, asked)
  const entry = { statement: { id: 'x' }, seal: 'a.b.c' }
  const of = (count: number) => Array.from({ length: count }, () => entry)
  t.equal((await opens({ ...page, ask: asked, statements: of(64) })).statements.length, 64)
  await t.rejects(opens({ ...page, ask: asked, statements: of(65) }), { code: 'held' })
  await t.rejects(opens({ ...page, ask: asked, bodies: [] }), { code: 'held' })
  await t.rejects(opens({ ...page, ask: asked, receipts: ['A'.repeat(300_000)] }), { code: 'held' })
  await t.rejects(openHeldPage(new Uint8Array(heldLimits.bytes + 1), opening, asked), { code: 'held' })
})
