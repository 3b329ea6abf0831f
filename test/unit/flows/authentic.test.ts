// Who wrote the statements of a case: what a store holds that was edited by somebody without our keys gives nothing away.
import t from 'tap'
import { signCard } from '../../../crypto/card/card.ts'
import { signSeal } from '../../../crypto/jose/seal.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { digestOfStatement } from '../../../crypto/statement/statement.ts'
import { whyNotAuthentic } from '../../../gateway/flows/evidence/genuine/authentic.ts'
import { unalteredCase } from '../../../gateway/flows/evidence/unaltered.ts'
import type { MessageRow } from '../../../gateway/ports/rows.ts'
import { type HeldCase, heldCase, parties, sealOf } from '../../support/held-case.ts'

const why = ({ deps, rows }: HeldCase, partner = 'XB') => whyNotAuthentic(deps, partner, rows.messages)
const edit = ({ rows }: HeldCase, id: string, change: (row: MessageRow) => Partial<MessageRow>) => {
  rows.messages = rows.messages.map((row) => (row.id === id ? { ...row, ...change(row) } : row))
}
const acceptanceIn = ({ rows }: HeldCase) => rows.messages.find(({ type }) => type === 'accept-terms')?.id ?? ''

t.test('a case whose statements are under the seals of their senders is genuine', async (t) => {
  const held = await heldCase()
  t.equal(await why(held), undefined)
  t.match(await unalteredCase(held.deps, held.row), {
    messages: held.rows.messages.map(({ key: _key, secret: _secret, ...told }) => told),
  })
  t.same(held.alarms, [])
})

t.test('a seal that its sender did not make is found, and the alarm is raised [R1]', async (t) => {
  const { xa, xb, xc } = parties
  const held = await heldCase()
  const { sha256, seal } = held.response
  const forged: Record<string, string | null> = {
    'none at all': null,
    'no seal': 'x.y.z',
    'another signature': `${seal?.split('.').slice(0, 2).join('.')}.${'A'.repeat(86)}`,
    'one of somebody else': await sealOf(sha256, xc),
    'one of ours': await sealOf(sha256, xa),
    'one of somebody else in its name': await sealOf(sha256, { ...xc, member: 'XB' }),
    'one over another statement': await sealOf(held.request.sha256, xb),
  }
  for (const [what, seal] of Object.entries(forged)) {
    edit(held, held.response.id, () => ({ seal }))
    t.match(await why(held), `message ${held.response.id} `, what)
  }
  await t.rejects(unalteredCase(held.deps, held.row), { code: 'store-altered' })
  t.equal(held.alarms.length, 1)
})

t.test('a seal that was verified is believed of its sender alone', async (t) => {
  const held = await heldCase()
  t.equal(await why(held), undefined)
  t.match(await why(held, 'XC'), / is not under a seal of XC/, 'a case that is given to another partner')
})

t.test(
  'a seal under a key of an older card is genuine; a card of another member, or none, makes no seal so',
  async (t) => {
    const { xb, xc } = parties
    const card = async (of: typeof xb, jws = of.cardJws) => ({
      ...{ sha256: sha256Hex(utf8(jws)), member: 'XB', sequence: 1, jws, seenAt: 0 },
    })
    const other = await heldCase()
    other.deps.trust = () => ({ partners: new Map() }) as never
    t.match(await why(other), / is not under a seal of XB/, 'no key is known')
    other.rows.cards = [{ ...(await card(xb)), jws: 'no card' }]
    t.match(await why(other), / is not under a seal of XB/, 'what is no card')
    other.rows.cards = [await card(xc)]
    t.match(await why(other), / is not under a seal of XB/, 'a card of XC')
    const borrowed = await signCard({ ...xb.card, signing: xc.card.signing }, xc.signing.key)
    other.rows.cards = [await card(xb, borrowed)]
    t.match(await why(other), / is not under a seal of XB/, 'a card with other keys')
    other.rows.cards = [await card(xb)]
    t.equal(await why(other), undefined)
  },
)

t.test('an acceptance of ours is one whose body this installation locked [R1]', async (t) => {
  const other = await heldCase()
  const stranger = other.rows.messages.find(({ id }) => id === acceptanceIn(other)) as MessageRow
  const edits: Record<string, (row: MessageRow) => Partial<MessageRow>> = {
    'without a body': () => ({ secret: null, key: null }),
    'other facts than its body': (row) => {
      const statement = { ...row.statement, facts: { ...row.statement.facts, items: [row.id] } }
      return { statement, sha256: digestOfStatement(statement) }
    },
    'another digest of its body': (row) => {
      const statement = { ...row.statement, body: { ...row.statement.body, sha256: 'a'.repeat(64) } }
      return { statement, sha256: digestOfStatement(statement) }
    },
  }
  for (const [what, change] of Object.entries(edits)) {
    const held = await heldCase()
    edit(held, acceptanceIn(held), change)
    t.match(await why(held), `message ${acceptanceIn(held)} `, what)
  }
  const held = await heldCase()
  edit(held, acceptanceIn(held), () => ({ secret: stranger.secret, key: stranger.key }))
  await t.rejects(why(held), { code: 'store-altered' }, 'a body that another installation locked')

  // What came back from its recipient has no body, and our seal to it.
  const back = await heldCase()
  const { xa, xb } = parties
  const under = async (by: typeof xa, to: string) => {
    const { sha256 } = back.rows.messages.find(({ id }) => id === acceptanceIn(back)) as MessageRow
    const said = { v: 1 as const, from: 'XA', to, kid: xb.card.encryption[0]?.kid ?? '', digests: [sha256] }
    const seal = await signSeal(said, by.signing.key)
    edit(back, acceptanceIn(back), () => ({ secret: null, key: null, seal }))
    return why(back)
  }
  t.equal(await under(xa, 'XB'), undefined)
  t.match(await under(xa, 'XC'), /has no body any more/, 'a seal to another')
  t.match(await under(xb, 'XB'), /has no body any more/, 'a seal by another')
})

t.test('an acceptance that somebody wrote into the store, with its evidence, opens nothing [R1]', async (t) => {
  const held = await heldCase({ accepted: false })
  const made = await heldCase()
  const genuine = made.rows.messages.find(({ id }) => id === acceptanceIn(made)) as MessageRow
  const statement = { ...genuine.statement, case: held.row.id, clock: 4 }
  const forged = { ...genuine, case: held.row.id, statement, sha256: digestOfStatement(statement) }
  held.rows.messages.push(forged)
  held.tell('statement.sent', forged.id, { sha256: forged.sha256 })
  await t.rejects(unalteredCase(held.deps, held.row), { code: 'store-altered' })
})
