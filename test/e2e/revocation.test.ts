// docs/protocol.md §2.1: certificates that were revoked, at real gateways, with real lists made by openssl, on live connections.
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { signCard } from '../../crypto/card/card.ts'
import { importSigningKey } from '../../crypto/jose/engine.ts'
import { another, layDown } from '../support/another-certificate.ts'
import { type Gateway, installedPair, pair, start } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { nextCard, signersOf } from '../support/next-card.ts'
import { revokingCa, serialOf } from '../support/openssl-ca.ts'
import { holdOpen, keptAgent, knock, lineBetween } from '../support/partner-client.ts'
import { logOf, said } from '../support/said.ts'

const hourMs = 3_600_000
/** A second on a quiet machine; a connection that nobody closes stays for minutes. */
const soonMs = 15_000
const quick = { settings: { CRL_EVERY_MS: 1_000, CRL_TIMEOUT_MS: 2_000 } }
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** When the newest state of the directory was taken. */
const lastLoaded = async (of: Installation) =>
  Date.parse((await logOf(of)).findLast((line) => line['event'] === 'trust.loaded')?.['at'] ?? '')

const tested = (from: Gateway, member: string) =>
  from.client('operator').ask('POST', `/v1/operator/partners/${member}/test`)
const readiness = async (of: Gateway) => JSON.stringify((await of.client('operator').get('/readyz')).json)
const ownCertificate = ({ folder }: Installation, use: 'tls' | 'signing') =>
  readFile(join(folder, `keys/${use}.cert.pem`), 'utf8')

t.test(
  '[V1] MUST refuse a certificate on a list that its authority signed, on new connections and on kept ones, idle or not',
  async (t) => {
    const { a, b } = await pair(t, { a: quick, b: quick })
    const ca = await revokingCa(t, a.installation.ca)
    const line = lineBetween(a.installation, b.installation)
    t.match(await tested(b, 'XA'), { status: 200 }, 'our own connection to it stays open')
    const agent = keptAgent(line)
    t.teardown(() => agent.destroy())
    t.match(await knock(line, {}, agent), { status: 200 })
    const { closed } = await holdOpen(line)
    const der = await ca.crl({
      number: 2,
      revoked: [{ serial: serialOf(await ownCertificate(a.installation, 'tls')), reason: 'keyCompromise' }],
    })
    const startedMs = Date.now()
    await layDown(b.installation, 'xa.pem', der)
    await closed
    const tookMs = Date.now() - startedMs
    t.ok(tookMs < 60_000, `an idle connection of XA is closed ${tookMs} ms after the list lay in the folder`)
    t.match(await knock(line), { error: String }, 'a new one is refused')
    t.match(await knock(line, {}, agent), { error: String }, 'the kept one too')
    await said(b.installation, 'tls.closed', /revoked on .*keyCompromise/)
    await said(b.installation, 'tls.refused', /revoked on/)
    const ours = await said(b.installation, 'line.closed', /revoked on/)
    t.ok(
      Date.parse(ours['at'] ?? '') - startedMs < 60_000,
      `ours to XA, idle, is closed ${Date.parse(ours['at'] ?? '') - startedMs} ms after`,
    )
    t.match(await tested(b, 'XA'), { status: 502 }, 'and nothing is sent there')

    t.test(
      '[V2] MUST keep what it holds: after a restart without the source it is in force before the doors open',
      async (t) => {
        await b.running.close()
        await writeFile(join(b.installation.folder, 'crls/xa.pem'), '')
        const again = await start(t, b.installation)
        t.match(await knock(line), { error: String })
        t.match(await readiness(again), /crls\/xa.pem gives no list/)
        t.match(await again.client('operator').get('/readyz'), { status: 200 })
      },
    )
  },
)

t.test('what lies where lists are laid down and is none is told, and keeps no list beside it back', async (t) => {
  const { a, b } = await installedPair(t, { a: quick, b: quick })
  const [folder, crls] = [b.folder, join(b.folder, 'crls')]
  await writeFile(crls, 'a file, not a folder')
  const running = await start(t, b)
  await said(b, 'crl.failed', /crls is a file; expected a folder/)
  t.match(await readiness(running), /crls\/ gives no list/)
  await rm(crls)
  await mkdir(join(crls, 'inner'), { recursive: true })
  await symlink(join(folder, 'nowhere'), join(crls, 'xa.crl'))
  const thief = await another(a)
  const mine = await revokingCa(t, a.ca)
  const theirs = await revokingCa(t, b.ca)
  const pem = (der: Uint8Array) =>
    `-----BEGIN X509 CRL-----\n${Buffer.from(der).toString('base64')}\n-----END X509 CRL-----\n`
  await layDown(
    b,
    'both.crl',
    Buffer.from(
      `\ufeff${pem(await theirs.crl({ number: 3 }))}${pem(await mine.crl({ number: 4, revoked: [{ serial: thief.serial }] }))}`,
      'utf16le',
    ),
  )
  await said(b, 'crl.failed', /crls\/inner is a folder; expected a list/)
  await said(b, 'crl.failed', /crls\/xa.crl leads nowhere/)
  await said(b, 'crl.taken', /"number":"3"/)
  await said(b, 'crl.taken', /"number":"4"/)
  t.match(await knock({ ...lineBetween(a, b), ...thief }), { error: String }, 'the second list of one file counts')
})

t.test(
  'a file in the place of a folder stops a start, and leaves a running gateway as it was, which tells of it',
  async (t) => {
    const { a } = await installedPair(t)
    const [agreements, aside] = [join(a.folder, 'agreements'), join(a.folder, 'aside')]
    const running = await start(t, a)
    await rename(agreements, aside)
    await writeFile(agreements, 'a file, not a folder')
    const refused = await said(a, 'trust.refused', /agreements is a file; expected a folder: move it aside/)
    t.equal(refused['what'], a.folder)
    t.match(
      await readiness(running),
      /agreements is a file; expected a folder: .*what lies in the folder is not taken up/,
    )
    t.match(await tested(running, 'XB'), { status: 502 }, 'the partner it knew it knows still')
    await running.running.close()
    await rename(join(a.folder, 'data/parts'), join(a.folder, 'parts'))
    await writeFile(join(a.folder, 'data/parts'), 'a file too')
    await t.rejects(start(t, a), { message: /agreements is a file; .*data\/parts is a file; expected a folder/ })
    await rm(join(a.folder, 'data/parts'))
    await rename(join(a.folder, 'parts'), join(a.folder, 'data/parts'))
    await rm(agreements)
    await rename(aside, agreements)
    t.notMatch(await readiness(await start(t, a)), /is a file/)
  },
)

t.test(
  '[V3] MUST take a list that the partner sends, signed by the CA of its card, and no other, and offer its own by itself',
  async (t) => {
    const { a, b } = await pair(t, { a: quick, b: quick })
    const line = lineBetween(a.installation, b.installation)
    const thief = await another(a.installation)
    const { closed } = await holdOpen({ ...line, ...thief })
    const ca = await revokingCa(t, a.installation.ca)
    const startedMs = Date.now()
    // Only XA's own operator has it; XB reaches no host but XA's.
    await layDown(a.installation, 'own.crl', await ca.crl({ number: 5, revoked: [{ serial: thief.serial }] }))
    await closed
    t.ok(Date.now() - startedMs < 60_000, `closed at XB ${Date.now() - startedMs} ms after XA had the list`)
    t.match(await knock({ ...line, ...thief }), { error: String })
    t.match(await knock(line), { status: 200 }, 'the certificate that was not revoked goes on')
    await said(b.installation, 'crl.taken', /"source":"XA","number":"5"/)

    const post = (body: Uint8Array) =>
      knock(line, { method: 'POST', path: '/v1/crl', headers: { 'content-type': 'application/pkix-crl' }, body })
    const stranger = await revokingCa(t, b.installation.ca)
    for (const [what, body, message] of [
      ['of another CA', await stranger.crl({ number: 9 }), /no authority that we know/],
      ['older', await ca.crl({ number: 4 }), /number 4, the one held has 5/],
      ['another of the same number', await ca.crl({ number: 5 }), /another list of number 5/],
      ['to come', await ca.crl({ number: 6, fromMs: Date.now() + hourMs }), /which is to come/],
      [
        'ended',
        await ca.crl({ number: 6, fromMs: Date.now() - 9 * 24 * hourMs, untilMs: Date.now() - hourMs }),
        /made before number 5|ended on/,
      ],
      ['a delta', await ca.crl({ number: 6, extensions: '2.5.29.27 = critical,DER:020101' }), /delta/],
      ['nonsense', Buffer.from('hello'), /DER or PEM/],
    ] as const)
      t.match(await post(body), { status: 422, body: new RegExp(`crl-invalid|${message.source}`) }, what)
    for (const message of [/number 4, the one held has 5/, /another list of number 5/, /no authority that we know/])
      await said(b.installation, 'crl.refused', message)
    t.match(await post(new Uint8Array(9 * 1024 * 1024)), { status: 413 }, 'too large')
    t.match(await knock({ ...line, ...thief }), { error: String }, 'the thief stays out')
    const offered = await knock(lineBetween(b.installation, a.installation), { path: '/v1/crl' })
    t.match(offered, { status: 200 })
    t.match(
      await knock(lineBetween(b.installation, a.installation), {
        path: '/v1/crl',
        headers: { 'if-none-match': 'headers' in offered ? String(offered.headers.etag) : '' },
      }),
      { status: 304 },
    )
  },
)

t.test('[V4] MUST raise an alarm where a list has ended, and where a source gives none', async (t) => {
  const { a, b } = await installedPair(t)
  const ca = await revokingCa(t, a.ca)
  const fresh = await ca.crl({ number: 1, fromMs: Date.now() - hourMs })
  const ended = await ca.crl({ number: 2, fromMs: Date.now() - 9 * 24 * hourMs, untilMs: Date.now() - hourMs })
  const thief = await another(a)
  const revoked = await ca.crl({ number: 3, fromMs: Date.now() - 60_000, revoked: [{ serial: thief.serial }] })
  let served: Uint8Array | 'redirect' | 'error' = fresh
  const server = createServer((_, response) => {
    if (served === 'redirect') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    else if (served === 'error') response.writeHead(500).end('<html>')
    else response.writeHead(200).end(served)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/xa.crl`
  await writeFile(
    join(b.folder, 'bulla.json'),
    JSON.stringify({
      ...JSON.parse(await readFile(join(b.folder, 'bulla.json'), 'utf8')),
      ...quick.settings,
      CRL_URLS: url,
    }),
  )
  const gateway = await start(t, b)
  const line = { ...lineBetween(a, b), ...thief }
  await said(b, 'crl.taken', /"number":"1"/)
  t.match(await knock(line), { status: 200 })
  served = ended
  await said(b, 'crl.refused', /list ended on .*, the one held is in force/)
  t.match(await readiness(gateway), /gives no list of revoked certificates since/)
  t.match(await knock(line), { status: 200 }, 'the one held is in force')
  served = 'redirect'
  await said(b, 'crl.failed', /answered 302, which is not followed/)
  served = 'error'
  await said(b, 'crl.failed', /answered 500/)
  t.match((await gateway.client('operator').get('/metrics')).octets.toString(), /bulla_crl_sources_failing 1/)
  const startedMs = Date.now()
  served = revoked
  const { closed } = await holdOpen(line)
  await closed
  t.ok(Date.now() - startedMs < 60_000, `closed ${Date.now() - startedMs} ms after the source had it`)
  // The list counts before its source does: it is on disk by then.
  while (/gives no list/.test(await readiness(gateway))) await new Promise((resolve) => setTimeout(resolve, 20))
  t.pass('and the source gives one again')
})

t.test('[V5] MUST with a policy of hard take nothing without a list in force, but the list itself', async (t) => {
  const { a, b } = await installedPair(t, { a: quick, b: quick })
  await openDirectory(b.folder).setPartnerRevocation('XA', { check: 'hard' })
  const gateway = await start(t, b)
  const line = lineBetween(a, b)
  t.match(await knock(line), { status: 503, body: /revocation-unknown/ })
  t.match(await knock(line, { path: '/v1/crl' }), { status: 200 }, 'lists may be asked for')
  const ca = await revokingCa(t, a.ca)
  const other = await start(t, a)
  t.match(await tested(other, 'XB'), { status: 502 }, 'XA cannot deliver')
  t.match(await tested(gateway, 'XA'), { status: 502 }, 'and nothing is sent to it')
  const agent = keptAgent(line)
  t.teardown(() => agent.destroy())
  t.match(await knock(line, {}, agent), { status: 503 })
  await layDown(a, 'own.crl', await ca.crl({ number: 1, untilMs: Date.now() + 14_000 }))
  await said(b, 'crl.taken', /"source":"XA"/)
  t.match(await knock(line, {}, agent), { status: 200 }, 'the connection that waited may go on')
  t.match(await tested(other, 'XB'), { status: 200 })
  t.match(await tested(gateway, 'XA'), { status: 200 })
  const closed = await said(b, 'tls.closed', /ended on/)
  const ended = await said(b, 'validity.ended', /XA.*crl/)
  t.ok(
    Date.parse(closed['at'] ?? '') - Date.parse(ended['notAfter'] ?? '') < 1_500,
    `its connections end ${Date.parse(closed['at'] ?? '') - Date.parse(ended['notAfter'] ?? '')} ms after the list`,
  )
  t.match(await readiness(gateway), /XA: the list of revoked certificates of .* ended on/)
})

t.test('[V6] MUST refuse what a revoked signing key signs; what it signed before stays proven', async (t) => {
  const { a, b } = await pair(t, { a: quick, b: quick })
  t.match(await tested(a, 'XB'), { status: 200 })
  const ca = await revokingCa(t, a.installation.ca)
  await layDown(
    b.installation,
    'xa.crl',
    await ca.crl({
      number: 3,
      revoked: [{ serial: serialOf(await ownCertificate(a.installation, 'signing')), reason: 'keyCompromise' }],
    }),
  )
  await said(b.installation, 'crl.taken', /"number":"3"/)
  t.match(await tested(a, 'XB'), { status: 400, json: { code: 'envelope-rejected' } })
  await said(b.installation, 'envelope.rejected', /signing key .* is refused: .*revoked on/)
  t.match(await tested(b, 'XA'), { status: 502, json: { code: 'receipt-invalid' } }, 'a receipt that it signs is none')
  const card = await nextCard(a.installation.card, await signersOf(a.installation))
  t.match(
    await knock(lineBetween(a.installation, b.installation), {
      method: 'POST',
      path: '/v1/card',
      headers: { 'content-type': 'application/jose' },
      body: card.jws,
    }),
    { status: 422, body: /card-invalid/ },
    'nor does it sign the next card, though the next key does',
  )
  await said(b.installation, 'trust.refused', /card is signed by key .*revoked on/)
  t.match(await readiness(b), /XA: its signing certificate is refused/)
  const check = await b.client('operator').get('/v1/operator/evidence/check')
  t.match(check, { status: 200, json: { faults: [] } }, JSON.stringify(check.json).slice(0, 300))
})

t.test(
  '[V8] MUST end live connections within a second of the lapse: expired, suspended, replaced, on both ends of the line',
  async (t) => {
    const { a, b } = await pair(t)
    const line = lineBetween(a.installation, b.installation)
    const lapseMs = Math.ceil((Date.now() + 4_000) / 1000) * 1000
    const { closed } = await holdOpen({ ...line, ...(await another(a.installation, lapseMs)) })
    await closed
    t.ok(Date.now() >= lapseMs, 'expired: not before')

    const directory = openDirectory(b.installation.folder)
    t.match(await tested(b, 'XA'), { status: 200 })
    const replaced = await holdOpen(line)
    const keys = await importSigningKey(
      await readFile(join(a.installation.folder, 'keys/signing.key.pem'), 'utf8'),
      'B',
    )
    const jws = await signCard(
      { ...a.installation.card, sequence: 2, tls: { anchors: b.installation.card.tls.anchors, pins: [] } },
      keys,
    )
    const old = (await directory.listPartners())[0]?.card ?? ''
    await directory.saveCard('XA', { card: jws, formerly: [] }, old)
    await replaced.closed
    const ours = await said(b.installation, 'line.closed', /no anchor or pin|not issued/)
    const theirs = await said(b.installation, 'tls.closed', /newer card/)
    // From when it is known here; the folder is looked at within a second or two.
    const takenMs = await lastLoaded(b.installation)
    for (const [whose, { at = '' }] of Object.entries({ theirs, ours }))
      t.ok(
        Date.parse(at) - takenMs < soonMs,
        `replaced: ${whose}, idle, closed ${Date.parse(at) - takenMs} ms after the card was taken`,
      )
    const third = await signCard({ ...a.installation.card, sequence: 3 }, keys)
    await directory.saveCard('XA', { card: third, formerly: [] }, jws)
    for (let tries = 0; tries < 100 && !('status' in (await knock(line))); tries += 1) await wait(50)

    const suspended = await holdOpen(line)
    await directory.setPartnerState('XA', 'suspended')
    await suspended.closed
    const gone = await said(b.installation, 'tls.closed', /suspended/)
    t.ok(Date.parse(gone['at'] ?? '') - (await lastLoaded(b.installation)) < soonMs, 'and at once when it was taken')
    t.match(await knock(line), { error: String })
  },
)

t.test(
  'our own kept connection to a partner ends when its certificate lapses, though nothing is sent [V8]',
  async (t) => {
    const { a, b } = await installedPair(t, { a: { tlsMs: 25_000 } })
    const gateway = await start(t, b)
    await start(t, a)
    t.match(await tested(gateway, 'XA'), { status: 200 })
    const { readCertificate } = await import('../../crypto/x509/certificates.ts')
    const { notAfterMs } = readCertificate(await ownCertificate(a, 'tls'))
    const line = await said(b, 'line.closed', /lapsed/, { ms: 60_000 })
    const lateMs = Date.parse(line['at'] ?? '') - notAfterMs
    t.ok(lateMs >= 0 && lateMs < soonMs, `closed ${lateMs} ms after the lapse`)
  },
)
