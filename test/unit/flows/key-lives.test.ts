// How far keys are in their life, as it follows from cards and from who holds them.
import t from 'tap'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { makeKey, publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import { keyLives } from '../../../gateway/flows/trust/key-lives.ts'

const window = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2028-01-01T00:00:00.000Z' }
const nowMs = Date.parse('2026-06-01T00:00:00.000Z')
interface Said {
  signing: string[]
  encryption: string[]
  next: string[]
  succession?: object
  log?: string
  revoked?: { kid: string; since: string }[]
}
const card = (said: Said): Card =>
  ({
    ...said,
    log: { kid: said.log ?? 'l1' },
    ...{ signing: said.signing.map((kid) => ({ kid, ...window })) },
    ...{ encryption: said.encryption.map((kid) => ({ kid, ...window })) },
  }) as unknown as Card
const shown = (
  cards: Card[],
  known: string[],
  uses: readonly string[] = ['card', 'signing', 'encryption'],
  here: string[] = [],
) =>
  keyLives(cards, { known: ({ kid }) => known.includes(kid), signs: ({ kid }) => here.includes(kid), nowMs })
    .filter(({ use }) => uses.includes(use))
    .map(({ use, kid, state }) => `${use} ${kid} ${state}`)

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

t.test(
  'a key of the log is announced until everybody knows it, and the one before goes on till then [R5]',
  async (t) => {
    const of = (log: string) => card({ signing: ['s1'], encryption: ['e1'], next: [], log })
    t.same(shown([of('l1'), of('l1')], [], ['log']), ['log l1 active'])
    t.same(shown([of('l1'), of('l2')], [], ['log']), ['log l2 announced', 'log l1 active'])
    t.same(shown([of('l1'), of('l2'), of('l3')], ['l3'], ['log']), ['log l3 active', 'log l2 gone', 'log l1 gone'])
    t.same(
      shown([of('l1'), of('l2'), of('l3')], ['l3'], ['log'], ['l3', 'l2']),
      ['log l3 active', 'log l2 retiring', 'log l1 gone'],
      'whoever reads that it is gone thinks that nobody can steal it any more',
    )
  },
)

t.test('a key that a card names as revoked is not told as one that only went [R5]', async (t) => {
  const cards = [
    card({ signing: ['s1', 's0'], encryption: ['e1'], next: [] }),
    card({ signing: ['s2'], encryption: ['e1'], next: [], revoked: [{ kid: 's1', since: window.notBefore }] }),
  ]
  t.same(shown(cards, ['s2'], ['signing']), ['signing s2 active', 'signing s0 gone', 'signing s1 revoked'])
})
