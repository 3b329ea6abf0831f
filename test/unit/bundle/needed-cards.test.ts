// Which cards a bundle holds of a member that has rotated its keys for years: what it rests on, and the chain between.
import t from 'tap'
import { canonical } from '../../../crypto/canonical.ts'
import { signCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { signCompact } from '../../../crypto/jose/engine.ts'
import { logSigningKey } from '../../../crypto/log/log-key.ts'
import { signNote, writeNote } from '../../../crypto/log/note.ts'
import { neededCards } from '../../../gateway/bundle/write/needed-cards.ts'
import { nextCard } from '../../support/next-card.ts'
import { makeNext, makeParty } from '../../support/parties.ts'

t.test('what is signed, who gave the key up, what was revoked, and nothing after', async (t) => {
  const [xb, other] = [await makeParty('XB'), await makeParty('XB')]
  const [first, second] = [xb.card.signing, other.card.signing].map(([entry]) => entry as Card['signing'][number])
  if (!first || !second) throw new Error('no keys')
  const signWith = { [first.kid]: xb.signing.key, [second.kid]: other.signing.key }
  const cards = [{ member: 'XB', sequence: 1, jws: xb.cardJws, seenAt: 1 }]
  let [older, by] = [xb.card, xb.next]
  const follow = async (changes: Partial<Card>) => {
    const signer = signWith[(changes.signing ?? older.signing)[0]?.kid ?? '']
    const next = await nextCard(older, { by, signWith: signer ?? xb.signing.key }, changes)
    cards.push({ member: 'XB', sequence: next.card.sequence, jws: next.jws, seenAt: cards.length + 1 })
    older = next.card
    by = next.next
  }
  await follow({ name: 'XB, 2' })
  await follow({ signing: [second, first] })
  await follow({ signing: [second] })
  await follow({ name: 'XB, 5' })
  await follow({ log: other.card.log })
  await follow({ revoked: [{ kid: first.kid, since: '2026-01-02T00:00:00.000Z' }] })
  await follow({ name: 'XB, 8' })
  await follow({ revoked: [{ kid: first.kid, since: '2026-01-01T00:00:00.000Z' }] })
  await follow({ name: 'XB, 10' })

  const sealed = (key: typeof xb.signing.key) => signCompact(canonical({ a: 1 }), 'bulla-seal+jws', key)
  const note = ({ log }: typeof xb) => {
    const text = 'xb.example/log\n1\nAAAA\n'
    return writeNote(text, [signNote(text, 'xb.example/log', logSigningKey(log.pem))])
  }
  const numbers = async (
    keys: readonly (typeof xb.signing.key)[],
    notes: readonly string[] = [],
    of = cards.slice(0, 6),
  ) => neededCards(of, { jws: await Promise.all(keys.map(sealed)), notes }).map(({ sequence }) => sequence)
  t.same(await numbers([xb.signing.key]), [1, 2, 3, 4], 'up to the card that gives the key up')
  t.same(await numbers([other.signing.key]), [1, 2, 3], 'a key in use: up to the first that names it')
  t.same(await numbers([], [note(xb)]), [1])
  t.same(await numbers([], [note(other)]), [1, 2, 3, 4, 5, 6], 'the key of the log')
  t.same(await numbers([]), [1], 'who signed nothing is still shown')
  t.same(await numbers([xb.signing.key], [], cards), [1, 2, 3, 4, 5, 6, 7, 8, 9], 'the last word on a revocation')

  const { succession: _, ...said } = { ...other.card, next: [(await makeNext()).kid], name: 'XB, begun anew' }
  const anew = { member: 'XB', sequence: 1, jws: await signCard(said, other.signing.key), seenAt: 100 }
  const later = { member: 'XA', sequence: 1, jws: xb.cardJws, seenAt: 1 }
  const found = neededCards([...cards.slice(0, 2), anew, later], { jws: [await sealed(other.signing.key)], notes: [] })
  t.same(found, [anew, later], 'a chain on which nothing rests is left out')
})
