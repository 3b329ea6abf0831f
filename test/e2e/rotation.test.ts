// Every key of two gateways is rotated while they exchange: nobody has to agree on an hour, and nothing is lost. A short run of what
// `npm run faults -- rotation` does at its full length; and receipts of a partner whose keys change while an envelope is on its way.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'

import { canonical } from '../../crypto/canonical.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { importSigningKey, makeKey, publicJwk, signCompact, thumbprint } from '../../crypto/jose/engine.ts'
import { issue, makeRequest } from '../../crypto/x509/authority.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { underTraffic } from '../faults/rotation/under-traffic.ts'
import { requestBody } from '../support/bodies.ts'
import { timelineOf } from '../support/both-sides.ts'
import { installedPair, start } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { misbehaving } from '../support/misbehaving.ts'
import { nextCard, signersOf } from '../support/next-card.ts'
import { heldCard } from '../support/parties.ts'
import { keptAgent, knock, lineBetween } from '../support/partner-client.ts'
import { demandRows } from '../support/rows.ts'
import { pause } from '../support/traffic.ts'

t.test(
  'encryption, signing and TLS keys of both sides, one after the other and all together, under traffic',
  { timeout: 540_000 },
  async (t) => demandRows(t, await underTraffic(t, { perSecond: 3, rounds: 1, calmMs: 1_000, bundles: 3 })),
)

/** Another signing key, as the card names it. */
async function signingKey({ ca, suite, member }: Installation) {
  const pem = await makeKey('P-256')
  const requestPem = await makeRequest({ keyPem: pem, name: `${member} signing`, use: 'signing' })
  const [notBeforeMs, notAfterMs] = [Date.now() - 3_600_000, Date.now() + 86_400_000]
  const certificate = readCertificate(await issue({ ca, requestPem, use: 'signing', notBeforeMs, notAfterMs }))
  const entry: Card['signing'][number] = {
    kid: thumbprint(await publicJwk(pem)),
    suite,
    certificates: [Buffer.from(certificate.der).toString('base64')],
    notBefore: new Date(certificate.notBeforeMs).toISOString(),
    notAfter: new Date(certificate.notAfterMs).toISOString(),
  }
  return { entry, key: await importSigningKey(pem, suite) }
}

t.test(
  '[K25] MUST take a receipt by a key of the card that came meanwhile, and by one of the card before, unless it was revoked meanwhile',
  async (t) => {
    const { a, b, agreement } = await installedPair(t)
    const { signWith, by } = await signersOf(b)
    const fresh = await signingKey(b)
    const both = await nextCard(b.card, { by, signWith }, { signing: [fresh.entry, ...b.card.signing] })
    const alone = await nextCard(both.card, { by: both.next, signWith: fresh.key }, { signing: [fresh.entry] })
    const third = await signingKey(b)
    const revoked = [{ kid: fresh.entry.kid, since: new Date().toISOString() }]
    const revoking = await nextCard(
      alone.card,
      { by: alone.next, signWith: third.key },
      { signing: [third.entry], revoked },
    )
    const turns = [
      { shown: both, signer: fresh.key },
      { shown: alone, signer: signWith },
      { shown: revoking, signer: fresh.key },
    ]
    let at = 0
    const partner = await misbehaving(b, a, async (receipt) => {
      const { shown, signer } = turns[at] ?? { shown: revoking, signer: third.key }
      at += 1
      const headers = { 'content-type': 'application/jose' }
      const answer = await knock(lineBetween(b, a), { method: 'POST', path: '/v1/card', headers, body: shown.jws })
      t.match(answer, { status: 200 }, 'XA takes the card while it waits for the receipt')
      const cards = { ...receipt.cards, mine: heldCard(shown.card) }
      return { body: await signCompact(canonical({ ...receipt, cards }), 'bulla-receipt+jws', signer) }
    })
    t.teardown(partner.close)
    const client = (await start(t, a)).client()
    for (const [what, attempts] of [
      ['by the new key', 1],
      ['by the old key, which the card names no more', 1],
      ['by one that the card revokes: asked again', 2],
    ] as const) {
      const { json } = await client.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody({}) })
      const shown = await client.until(
        `/v1/cases/${json.case}`,
        (view) => timelineOf(view)[0]?.delivery?.state === 'delivered',
      )
      t.match(timelineOf(shown.json)[0]?.delivery, { state: 'delivered', attempts }, what)
    }
    t.equal(partner.asked(), 4, 'nothing else had to be sent again')
  },
)

t.test('a connection goes on under a newer card that vouches for its certificate', async (t) => {
  const { a, b } = await installedPair(t)
  await start(t, a)
  const line = lineBetween(b, a)
  const agent = keptAgent(line)
  t.teardown(() => agent.destroy())
  const next = await nextCard(b.card, await signersOf(b))
  const headers = { 'content-type': 'application/jose' }
  const shown = await knock(line, { method: 'POST', path: '/v1/card', headers, body: next.jws }, agent)
  t.match(shown, { status: 200, body: /"sequence":2/ }, 'the answer comes on the connection that showed it')
  // Live connections are looked at twice a second.
  await pause(1_500)
  t.match(await knock(line, {}, agent), { status: 200 })
  t.notMatch(await readFile(join(a.folder, 'gateway.log'), 'utf8'), /"tls\.closed"/)
})
