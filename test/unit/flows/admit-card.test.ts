// What a card must be besides being signed well, whoever brings it.
import t from 'tap'
import { readCard } from '../../../crypto/card/card.ts'
import { demandAdmissible } from '../../../gateway/flows/trust/admit-card.ts'
import { nextCard } from '../../support/next-card.ts'
import { makeParty, nowMs } from '../../support/parties.ts'

t.test('[K11] MUST begin at 1 000 000 or below; those that follow go on as far as they get', async (t) => {
  const xb = await makeParty('XB')
  const at = (sequence: number) =>
    nextCard({ ...xb.card, sequence: sequence - 1 }, { by: xb.next, signWith: xb.signing.key })
  const first = { older: undefined, neighbours: [], nowMs }
  const [highest, above] = [await at(1_000_000), await at(1_000_001)]
  await demandAdmissible(await readCard(highest.jws, { trusting: 'first-contact', nowMs }), first)
  const trusted = await readCard(above.jws, { trusting: 'first-contact', nowMs })
  await t.rejects(demandAdmissible(trusted, first), {
    code: 'card',
    message: /sequence 1000001, expected at most 1000000/,
  })
  const after = await readCard(above.jws, { trusting: { ...xb.card, sequence: 1_000_000 }, nowMs })
  t.equal(after.card.sequence, 1_000_001)
  await demandAdmissible(after, { ...first, older: highest.card })
})
