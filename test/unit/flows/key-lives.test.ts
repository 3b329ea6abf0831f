// How far keys are in their life, as it follows from cards and from who holds them.
import t from 'tap'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { makeKey, publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import { keyLives } from '../../../gateway/flows/trust/key-lives.ts'

const window = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2028-01-01T00:00:00.000Z' }
const nowMs = Date.parse('2026-06-01T00:00:00.000Z')
const card = (said: { signing: string[]; encryption: string[]; next: string[]; succession?: object }): Card =>
  ({
    ...said,
    ...{ signing: said.signing.map((kid) => ({ kid, ...window })) },
    ...{ encryption: said.encryption.map((kid) => ({ kid, ...window })) },
  }) as unknown as Card
const shown = (cards: Card[], known: string[]) =>
  keyLives(cards, { known: ({ kid }) => known.includes(kid), nowMs }).map(
    ({ use, kid, state }) => `${use} ${kid} ${state}`,
  )

t.test('next, announced, active, retiring, gone', async (t) => {
  const jwk = await publicJwk(await makeKey('P-256'))
  const first = card({ signing: ['s1'], encryption: ['e1'], next: [thumbprint(jwk)] })
  t.same(shown([first], []), [`card ${thumbprint(jwk)} next`, 'signing s1 active', 'encryption e1 active'])
  const second = card({ signing: ['s2', 's1'], encryption: ['e1'], next: ['n2'], succession: { jwk } })
  t.same(shown([first, second], ['s1']), [
    ...['card n2 next', 'signing s2 announced', 'signing s1 active', 'encryption e1 active'],
    `card ${thumbprint(jwk)} gone`,
  ])
  t.match(shown([first, second], ['s1', 's2']), ['card n2 next', 'signing s2 active', 'signing s1 retiring'])
  const third = card({ signing: ['s2'], encryption: ['e2', 'e1'], next: ['n3'] })
  t.same(shown([first, second, third], ['s2']), [
    ...['card n3 next', 'signing s2 active', 'signing s1 gone', 'encryption e2 announced', 'encryption e1 active'],
    `card ${thumbprint(jwk)} gone`,
  ])
  t.same(shown([], []), [])
})

t.test('what is to hold later only is announced, though everybody knows it', async (t) => {
  const later = card({ signing: ['s1'], encryption: ['e2', 'e1'], next: [] })
  const [entry] = later.encryption
  const cards = [
    { ...later, encryption: [{ ...entry, notBefore: '2027-01-01T00:00:00.000Z' }, later.encryption[1]] } as Card,
  ]
  t.same(shown(cards, ['s1', 'e1', 'e2']), ['signing s1 active', 'encryption e2 announced', 'encryption e1 active'])
})
