// The rehearsal of a card: judged like one, and never one.
import t from 'tap'
import { canonical } from '../../crypto/canonical.ts'
import { readCard, signCard } from '../../crypto/card/card.ts'
import { readRehearsal, signRehearsal } from '../../crypto/card/rehearsal.ts'
import { signCompact } from '../../crypto/jose/engine.ts'
import { nextCard } from '../support/next-card.ts'
import { makeNext, makeParty, nowMs } from '../support/parties.ts'

const [xa, xb] = [await makeParty('XA'), await makeParty('XB')]
const next = await makeNext()
const { succession: _, ...said } = xa.card
const then = { ...said, sequence: 2, next: [next.kid] }
const read = (jws: string, older = xa.card) => readRehearsal(jws, { older, nowMs })
/** Signs whatever it is given as a rehearsal. */
const signed = (shown: object, key = xa.signing.key) => signCompact(canonical(shown), 'bulla-card-rehearsal+jws', key)

t.test('[K18] MUST be judged as the next card would be, and be none', async (t) => {
  const jws = await signRehearsal(then, xa.card, xa.signing.key)
  t.match(await read(jws), { card: { sequence: 2 }, signedBy: xa.signing.key.kid })
  await t.rejects(readCard(jws, { trusting: xa.card, nowMs }), { code: 'card' }, 'it is no card')
  const following = await nextCard(xa.card, { by: xa.next, signWith: xa.signing.key })
  await t.rejects(read(following.jws), { code: 'header' }, 'a card is no rehearsal')

  const { card, previous } = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'))
  for (const [what, shown, reason] of [
    ['another number', { card: { ...card, sequence: 3 }, previous }, /sequence 3, expected 2/],
    ['after another card', { card, previous: '0'.repeat(64) }, /follows 0000/],
    ['another member', { card: { ...card, member: 'XC' }, previous }, /of member XC/],
    ['signed by a next key', { card: following.card, previous }, /no next key has signed it/],
    ['more than that', { card, previous, more: 1 }, /expected the rehearsal/],
    ['no card', { previous }, /card/],
    ['a key twice', { card: { ...card, next: [card.log.kid] }, previous }, /in use/],
  ] as const)
    await t.rejects(
      signed(shown).then((each) => read(each)),
      { code: 'card', message: reason },
      what,
    )
  await t.rejects(
    signed({ card, previous }, xb.signing.key).then((each) => read(each)),
    /does not name/,
  )
  await t.rejects(read(jws, xb.card), { code: 'card' })
  await t.rejects(signCard(then, xb.signing.key).then((each) => read(each)))
})
