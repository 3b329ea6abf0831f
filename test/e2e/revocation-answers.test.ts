// docs/protocol.md §2.1, V9: responders of OCSP that lie, stall, redirect or answer huge, at a running pair, on live connections, and over a restart.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { authority, makeCertificate, name, tlsLeaf } from '../support/certificate-maker.ts'
import { installedPair, start } from '../support/gateways.ts'
import { issuing, type OcspWishes, ocspAnswer, ocspRefusal, responders } from '../support/ocsp-answer.ts'
import { holdOpen, knock, lineBetween } from '../support/partner-client.ts'
import { logOf, said } from '../support/said.ts'

const minuteMs = 60_000
const quick = { CRL_EVERY_MS: 1_000, CRL_TIMEOUT_MS: 1_000 }

type Answering = (question: Uint8Array, response: ServerResponse) => unknown

/** A responder that does as it is told. */
async function responding(t: { teardown(end: () => unknown): void }) {
  let does: Answering = (_, response) => response.writeHead(503).end()
  let followed = 0
  const server = createServer(async (request, response) => {
    if (request.url === '/elsewhere') followed += 1
    does(new Uint8Array(Buffer.concat(await request.toArray())), response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    does: (how: Answering) => {
      does = how
    },
    answers: (wishes: (question: Uint8Array) => OcspWishes) => {
      does = (question, response) => response.end(ocspAnswer(question, wishes(question)))
    },
    followed: () => followed,
  }
}

t.test('answers about one certificate, at a running pair [V9]', { timeout: 540_000 }, async (t) => {
  const { a, b } = await installedPair(t, { b: { settings: quick } })
  const responder = await responding(t)
  const ca = issuing(a.ca)
  const named = responders(responder.url)
  const leaf = makeCertificate({
    subject: name({ CN: 'XA at the door' }),
    issuer: ca,
    extensions: [...tlsLeaf(`spiffe://${a.card.trustDomain}/gateway`), named],
  })
  const line = { ...lineBetween(a, b), key: leaf.keyPem, cert: leaf.pem }
  const policy = (check: 'hard' | 'grace') =>
    openDirectory(b.folder).setPartnerRevocation('XA', { check, fetch: ['ocsp'] })
  await policy('hard')
  const gateway = await start(t, b)
  const untilStatus = async (status: number) => {
    for (const endMs = Date.now() + minuteMs; Date.now() < endMs; await new Promise((go) => setTimeout(go, 100))) {
      const found = await knock(line)
      if ('status' in found && found.status === status) return true
    }
    return false
  }

  const purposes = (eku: string) =>
    makeCertificate({
      subject: name({ CN: 'responder' }),
      issuer: ca,
      extensions: tlsLeaf('spiffe://x.example/gateway').map((each) =>
        each.oid === '2.5.29.37' ? { ...each, value: Uint8Array.from(Buffer.from(`300a0608${eku}`, 'hex')) } : each,
      ),
    })
  const [server, delegate] = [purposes('2b06010505070301'), purposes('2b06010505070309')]
  const stranger = makeCertificate({ subject: ca.subject, extensions: authority(0) })
  const ended = makeCertificate({
    ...{ subject: name({ CN: 'ended responder' }), issuer: ca },
    ...{ fromMs: Date.now() - 9 * 60 * minuteMs, untilMs: Date.now() - 60 * minuteMs },
    extensions: [{ oid: '2.5.29.37', value: Uint8Array.from(Buffer.from('300a06082b06010505070309', 'hex')) }],
  })
  const anHour = 60 * minuteMs
  const held = { status: 503, body: /revocation-unknown/ }
  let before = new Uint8Array()
  /** Each with another reason than the one before, as what stays amiss for the same is not told again. */
  const attacks: readonly (readonly [what: string, event: 'crl.refused' | 'crl.failed', RegExp, Answering])[] = [
    ...(
      [
        ['another certificate', /answer is about another certificate/, { by: ca, serial: '4711' }],
        ['the nonce of another question', /its nonce is not ours/, { by: ca, nonce: new Uint8Array(32).fill(7) }],
        ['neither nonce nor end', /neither our nonce nor an end/, { by: ca, nonce: null, nextUpdateMs: null }],
        ['to come', /which is to come/, { by: ca, thisUpdateMs: Date.now() + anHour }],
        ['over', /answer held until/, { by: ca, thisUpdateMs: Date.now() - 2 * anHour, nonce: null }],
        ['by a stranger of the same name', /is no responder of/, { by: stranger, shown: [stranger] }],
        ['by another certificate of the CA', /not made for answers/, { by: server, shown: [server] }],
        ['by a responder that is not shown', /names a responder that it does not show/, { by: delegate }],
        ['by a responder that has ended', /is not valid after/, { by: ended, shown: [ended] }],
      ] as const
    ).map(([what, reason, wishes]) => {
      const answering: Answering = (question, response) => response.end(ocspAnswer(question, wishes))
      return [what, 'crl.refused', reason, answering] as const
    }),
    [
      'an altered one',
      'crl.refused',
      /not signed by its responder/,
      (question, response) => {
        const answer = ocspAnswer(question, { by: ca })
        before = answer.slice()
        answer[answer.length - 1] = ((answer.at(-1) ?? 0) + 1) % 256
        response.end(answer)
      },
    ],
    [
      'an answer of before, played again',
      'crl.refused',
      /its nonce is not ours/,
      (_, response) => response.end(before),
    ],
    ['nonsense', 'crl.refused', /in DER is cut/, (_, response) => response.end('<html>')],
    ['try later', 'crl.refused', /responder says tryLater/, (_, response) => response.end(ocspRefusal(3))],
    [
      'huge',
      'crl.failed',
      /answered with more than 65536 octets/,
      (_, response) => response.end(Buffer.alloc(9_000_000)),
    ],
    ['stalled', 'crl.failed', /does not answer/, () => undefined],
    [
      'huge, and does not say so',
      'crl.failed',
      /answered with more than 65536 octets/,
      (_, response) => {
        for (let count = 0; count < 40; count += 1) response.write(Buffer.alloc(4_096))
        response.end()
      },
    ],
    [
      'redirecting',
      'crl.failed',
      /answered 302, which is not followed/,
      (_, response) => response.writeHead(302, { location: `${responder.url}elsewhere` }).end(),
    ],
    [
      'a drop now and then',
      'crl.failed',
      /does not answer/,
      (_, response) => {
        const timer = setInterval(() => response.write('0'), 100)
        response.on('close', () => clearInterval(timer))
      },
    ],
    ['failing', 'crl.failed', /answered 500/, (_, response) => response.writeHead(500).end()],
  ]
  for (const [what, event, reason, answering] of attacks)
    await t.test(`${what}: refused with its reason, and the partner held`, async (t) => {
      const after = (await logOf(b)).length
      responder.does(answering)
      t.match(await knock(line), held)
      t.match(await said(b, event, reason, { after }), { source: responder.url })
      t.match(await knock(line), held, 'also afterwards')
    })
  t.equal(responder.followed(), 0, 'nobody is led elsewhere')

  await t.test('a responder that the CA made one is believed', async (t) => {
    responder.answers(() => ({ by: delegate, shown: [delegate] }))
    t.ok(await untilStatus(200))
  })

  await t.test(
    'revoked: refused on new connections and on kept ones; a restart forgets it not, nor an older answer undoes it',
    async (t) => {
      const good = { by: ca, nonce: null, thisUpdateMs: Date.now() - 30_000 }
      const { closed } = await holdOpen(line)
      const startedMs = Date.now()
      responder.answers(() => ({ by: ca, says: 'revoked', nonce: null }))
      await closed
      t.ok(Date.now() - startedMs < minuteMs, `closed ${Date.now() - startedMs} ms after the responder said so`)
      t.match(await knock(line), { error: String })
      responder.answers(() => good)
      await said(b, 'crl.refused', /says good, the one held is of .* says revoked/)
      t.match(await knock(line), { error: String })
      await gateway.running.close()

      await policy('grace')
      responder.does((_, response) => response.writeHead(503).end())
      const again = await start(t, b)
      t.match(
        await knock(line),
        { error: String },
        'though nobody answers, and the policy lets whoever is unknown go on',
      )
      const after = (await logOf(b)).length
      responder.answers(() => good)
      await said(b, 'crl.refused', /says good, the one held is of .* says revoked/, { after })
      t.match(await knock(line), { error: String }, 'the answer of before is still the older one')
      responder.answers(() => ({ by: ca, nonce: null, thisUpdateMs: Date.now() }))
      t.ok(await untilStatus(200), 'a newer one lets it in again')
      await again.running.close()

      responder.does((_, response) => response.writeHead(503).end())
      await start(t, b)
      t.match(await knock(line), { status: 200 }, 'and that is not forgotten either')
    },
  )
})
