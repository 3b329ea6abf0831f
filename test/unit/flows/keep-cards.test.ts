// When a card comes into the log: what was signed under the one before has to stand before it.
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { openDirectory } from '../../../config/directory.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { iso } from '../../../crypto/instants.ts'
import { importSigningKey, makeKey } from '../../../crypto/jose/engine.ts'
import { issue, makeRequest } from '../../../crypto/x509/authority.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { keepingCards } from '../../../gateway/flows/evidence/keep-cards.ts'
import { loadTrust } from '../../../gateway/flows/trust/trust.ts'
import { install, peer, scratch } from '../../support/installation.ts'
import { nextCard, signersOf } from '../../support/next-card.ts'
import { nodeOver } from '../../support/nodes.ts'

const folder = await scratch(t)
const [a, b] = [await install(join(folder, 'XA'), 'XA'), await install(join(folder, 'XB'), 'XB')]
await peer(a, b)

/** XA's cards: its first, one with a new signing key beside, one without the old key. */
async function cards(): Promise<string[]> {
  const first = (await openDirectory(a.folder).ownCard()) ?? ''
  const signers = await signersOf(a)
  const keyPem = await makeKey('P-256')
  const [before] = a.card.signing
  const { notBefore, notAfter } = before as Card['signing'][number]
  const window = { notBeforeMs: Date.parse(notBefore), notAfterMs: Date.parse(notAfter) }
  const requestPem = await makeRequest({ keyPem, name: 'XA signing', use: 'signing' })
  const certificate = readCertificate(await issue({ ca: a.ca, requestPem, use: 'signing', ...window }))
  const key = await importSigningKey(keyPem, 'B')
  const entry = {
    ...{ kid: key.kid, suite: 'B' as const, certificates: [Buffer.from(certificate.der).toString('base64')] },
    notBefore: iso(certificate.notBeforeMs),
    notAfter: iso(certificate.notAfterMs),
  }
  const second = await nextCard(a.card, signers, { signing: [entry, ...a.card.signing] })
  const third = await nextCard(second.card, { by: second.next, signWith: key }, { signing: [entry] })
  const fourth = await nextCard(third.card, { by: third.next, signWith: key }, { name: 'Customs of XA, renamed' })
  return [first, second.jws, third.jws, fourth.jws]
}

t.test('a card that gives up a signing key waits until nobody signs with that any more; no other does', async (t) => {
  const chain = await cards()
  const store = await openSqliteStore({ file: join(folder, 'kept.sqlite'), minFreeBytes: 0 })
  const node = await nodeOver(t, b.folder, store)
  const snapshot = await openDirectory(b.folder).read()
  const keys = await readKeys(b.folder)
  let nowMs = 1_000_000
  const keep = keepingCards({ store, world: { ...node.world, monotonicMs: () => nowMs } })
  const takes = async (count: number) => {
    const partners = [{ member: 'XA', state: 'active' as const, card: chain.slice(0, count).join('\n') }]
    const { trust } = await loadTrust({ ...snapshot, partners }, keys)
    return () => keep(trust)
  }
  const logged = async () =>
    (await store.evidenceOfCards(['XA'])).map(({ kind, subject, data }) => `${kind} ${subject} ${data.sequence}`)
  await (await takes(1))()
  await (await takes(2))()
  t.same(await logged(), ['card XA 1', 'card XA 2'], 'a new key is known at once')
  const again = await takes(3)
  await again()
  nowMs += 9_999
  await again()
  t.same(await logged(), ['card XA 1', 'card XA 2'])
  nowMs += 1
  await again()
  await again()
  t.same(await logged(), ['card XA 1', 'card XA 2', 'card XA 3'])

  const started = keepingCards({ store, world: { ...node.world, monotonicMs: () => nowMs } })
  const partners = [{ member: 'XA', state: 'active' as const, card: chain.join('\n') }]
  await started((await loadTrust({ ...snapshot, partners }, keys)).trust)
  t.same(
    (await logged()).slice(2),
    ['card XA 3', 'card XA 4'],
    'the order of a chain is that of the log, and nothing stands there twice',
  )
  t.same(await store.evidenceOfCards([]), [])
  t.same((await store.evidenceOfCards(['XB'])).length, 1, 'our own')
})
