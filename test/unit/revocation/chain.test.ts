// The whole path is asked about, with lists and answers from where certificates name them, and only where the operator lets it: real chains, real lists, a real responder.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { httpRevocation } from '../../../adapters/revocation/http.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { verifyPeerCertificate } from '../../../crypto/x509/peer-certificate.ts'
import { parseCertificate } from '../../../crypto/x509/x509.ts'
import type { Partner } from '../../../gateway/flows/trust/load-partners.ts'
import { linksOf } from '../../../gateway/flows/trust/revocation/links.ts'
import {
  type RevocationPolicy,
  standingUnder,
  usualRevocation,
} from '../../../gateway/flows/trust/revocation/policy.ts'
import { openRevocation } from '../../../gateway/flows/trust/revocation/revocation.ts'
import type { Trust } from '../../../gateway/flows/trust/trust.ts'
import type { KeptFiles } from '../../../gateway/ports/installation.ts'
import type { RevocationLine } from '../../../gateway/ports/line.ts'
import { world } from '../../../gateway/start/clock.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { scratch } from '../../support/installation.ts'
import { revokingCa, serialOf } from '../../support/openssl-ca.ts'
import { freePort } from '../../support/ports.ts'

const hourMs = 3_600_000

t.test('a policy says what follows from what is found', (t) => {
  const nowMs = Date.now()
  const found = (untilMs: number) => ({ says: 'good', untilMs }) as const
  const revoked = { says: 'revoked', atMs: 0, reason: 'keyCompromise' } as const
  for (const [check, what, as] of [
    ['off', revoked, 'good'],
    ['off', { says: 'nothing' }, 'good'],
    ['grace', revoked, 'revoked'],
    ['grace', { says: 'nothing' }, 'good'],
    ['grace', found(nowMs), 'good'],
    ['grace', found(nowMs - 48 * hourMs), 'good'],
    ['grace', found(nowMs - 48 * hourMs - 1), 'unknown'],
    ['hard', revoked, 'revoked'],
    ['hard', { says: 'nothing' }, 'unknown'],
    ['hard', found(nowMs), 'good'],
    ['hard', found(nowMs - 1), 'unknown'],
  ] as const)
    t.equal(standingUnder({ check, graceHours: 48, fetch: [] }, what, nowMs).as, as, `${check} ${JSON.stringify(what)}`)
  t.end()
})

/** Root, an authority below it, and a leaf that names a list and a responder. */
async function chain(folder: string, served: string, responder: string) {
  const at = (name: string) => join(folder, name)
  const run = (...words: string[]) => execFileSync('openssl', words, { stdio: 'ignore' })
  const ca =
    'basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash\n'
  const named = `crlDistributionPoints = URI:${served}\nauthorityInfoAccess = OCSP;URI:${responder}\n`
  const leaf =
    'keyUsage = critical,digitalSignature\nextendedKeyUsage = serverAuth,clientAuth\nsubjectAltName = URI:spiffe://xb.example/gateway\n'
  for (const [name, by, extensions] of [
    ['root', undefined, ca],
    ['below', 'root', `${ca}crlDistributionPoints = URI:${served}root.crl\n`],
    ['leaf', 'below', `${leaf}${named}`],
  ] as const) {
    writeFileSync(at(`${name}.ext`), extensions)
    run(
      'req',
      '-new',
      '-nodes',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.csr`),
      '-subj',
      `/C=XB/O=Customs/CN=${name}`,
    )
    const issuer =
      by === undefined
        ? ['-signkey', at('root.key')]
        : ['-CA', at(`${by}.pem`), '-CAkey', at(`${by}.key`), '-CAcreateserial']
    run(
      'x509',
      '-req',
      '-in',
      at(`${name}.csr`),
      ...issuer,
      '-extfile',
      at(`${name}.ext`),
      '-days',
      '30',
      '-out',
      at(`${name}.pem`),
    )
  }
  const pem = (name: string) => readFileSync(at(`${name}.pem`), 'utf8')
  const authority = (name: string) => ({ certPem: pem(name), keyPem: readFileSync(at(`${name}.key`), 'utf8') })
  return { root: authority('root'), below: authority('below'), leaf: pem('leaf') }
}

const keptIn = (kept: Map<string, string>): KeptFiles => ({
  all: async () =>
    [...kept].map(([name, text]) => ({ name, state: text, read: async () => new Uint8Array(Buffer.from(text)) })),
  keep: async (name, text) => void kept.set(name, text),
  forget: async (name) => void kept.delete(name),
})

const der = (pem: string) => readCertificate(pem).der

t.test('[X19] MUST ask about each certificate of the path, also the authorities between', async (t) => {
  const answers = new Map<string, Uint8Array>()
  let asked = 0
  const server = createServer((request, response) => {
    asked += 1
    const found = answers.get(request.url ?? '')
    if (found) response.end(found)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`
  const port = await freePort()
  const made = await chain(await scratch(t), url, `http://127.0.0.1:${port}/`)
  const { path } = verifyPeerCertificate({
    ...{ leaf: der(made.leaf), presented: [der(made.below.certPem)], anchors: [der(made.root.certPem)], pins: [] },
    ...{ trustDomain: 'xb.example', nowMs: Date.now(), use: 'client' },
  })
  t.equal(path.length, 3)
  const links = linksOf(path)
  const [kept, keptAnswers] = [new Map<string, string>(), new Map<string, string>()]
  const http = httpRevocation({ timeoutMs: 20_000, mostListBytes: 1_000_000, mostAnswerBytes: 65_536 })
  async function judge(revocation: RevocationPolicy, sources: RevocationLine = http) {
    const card = { tls: { anchors: [Buffer.from(der(made.root.certPem)).toString('base64')], pins: [] }, signing: [] }
    const partner = { member: 'XB', state: 'active', revocation, card, theirs: [] } as unknown as Partner
    const trust = {
      us: 'XA',
      card: { tls: { anchors: [], pins: [] }, signing: [] },
      partners: new Map([['XB', partner]]),
    } as unknown as Trust
    const opened = await openRevocation({
      files: {
        laidDown: async () => ({ lists: [], passedOver: 0 }),
        lists: keptIn(kept),
        answers: keptIn(keptAnswers),
      },
      sources,
      ...{
        urls: [],
        everyMs: 1000,
        world,
        log: openLog('silent'),
        trust: () => trust,
        news: () => undefined,
        pause: async () => undefined,
      },
      keys: () => ({ tls: { keyPem: '', certPem: '' }, signing: [] }),
    })
    opened.see('XB', links)
    await opened.look()
    return { opened, stands: () => opened.standing(revocation, links) }
  }

  t.match((await judge({ ...usualRevocation, check: 'hard' })).stands(), { as: 'unknown' })
  t.equal(asked, 0, 'nothing that a certificate names is asked where the policy does not say so')

  const [rootCa, belowCa] = [await revokingCa(t, made.root), await revokingCa(t, made.below)]
  answers.set('/', await belowCa.crl({ number: 1 }))
  const byList: RevocationPolicy = { check: 'hard', graceHours: 0, fetch: ['crl'] }
  t.match(
    (await judge(byList)).stands(),
    { as: 'unknown', reason: /CN=below.*no list/ },
    'one list of two is not enough',
  )
  answers.set('/root.crl', await rootCa.crl({ number: 1 }))
  t.match((await judge(byList)).stands(), { as: 'good' })
  answers.set(
    '/root.crl',
    await rootCa.crl({ number: 2, revoked: [{ serial: serialOf(made.below.certPem), reason: 'cACompromise' }] }),
  )
  t.match(
    (await judge(byList)).stands(),
    { as: 'revoked', reason: /CN=below.*cACompromise/ },
    'the authority between was revoked',
  )
  answers.clear()
  const later = await judge({ ...usualRevocation })
  t.match(later.stands(), { as: 'revoked', reason: /CN=below/ }, 'and stays so after a start without any source')
  kept.clear()

  t.test('OCSP, where the certificate names a responder and the policy allows it [V9]', async (t) => {
    answers.set('/root.crl', await rootCa.crl({ number: 3 }))
    const both: RevocationPolicy = { check: 'hard', graceHours: 0, fetch: ['crl', 'ocsp'] }
    const down = await judge(both)
    t.match(down.stands(), { as: 'unknown', reason: /CN=leaf/ }, 'the responder is down')
    t.match(down.opened.notices.reasons(), [/404|ECONNREFUSED/, /ECONNREFUSED|404/], 'which is told')
    const known = [serialOf(made.leaf)]
    await belowCa.responder(t, { known, port })
    await down.opened.look()
    t.match(down.stands(), { as: 'good' })
  })
  t.test('OCSP that says revoked', async (t) => {
    const other = await freePort()
    const again = await chain(await scratch(t), url, `http://127.0.0.1:${other}/`)
    await (await revokingCa(t, again.below)).responder(t, { known: [], revoked: [serialOf(again.leaf)], port: other })
    const otherLinks = linksOf([again.leaf, again.below.certPem, again.root.certPem].map(parseCertificate))
    const { opened } = await judge({ check: 'grace', graceHours: 1, fetch: ['ocsp'] })
    opened.see('XB', otherLinks)
    await opened.look()
    t.match(opened.standing(usualRevocation, otherLinks), { as: 'revoked', reason: /CN=leaf.*keyCompromise/ })
  })
  t.test('an answer that was made beforehand is not undone by an older one that is played again', async (t) => {
    const known = { serial: serialOf(made.leaf) }
    const old = await belowCa.answer(known)
    const [oldAt, revoked] = [
      thisUpdateIn(old),
      await newerThan(old, () => belowCa.answer({ ...known, revoked: true })),
    ]
    const newest = await newerThan(revoked, () => belowCa.answer(known))
    let given = old
    const ocsp: RevocationPolicy = { check: 'grace', graceHours: 1, fetch: ['ocsp'] }
    const { opened, stands } = await judge(ocsp, { list: () => Promise.reject(new Error()), answer: async () => given })
    t.match(stands(), { as: 'good' })
    t.strictSame(opened.notices.reasons(), [], 'it was taken')
    given = revoked
    await opened.look()
    t.match(stands(), { as: 'revoked', reason: /keyCompromise/ })
    given = old
    await opened.look()
    t.match(stands(), { as: 'revoked', reason: /keyCompromise/ }, 'it is still in force by its dates, and has no nonce')
    t.match(opened.notices.reasons().join(), `answer of ${oldAt} says good, the one held is of`, 'which is told')
    given = newest
    await opened.look()
    t.match(stands(), { as: 'good' }, 'whoever was on hold comes back by a newer one')
  })
})

/** Its date, in whole seconds, stands before that of its end. */
function thisUpdateIn(answer: Uint8Array): string {
  const octets = Buffer.from(answer)
  const end = octets.indexOf(Buffer.from('5aa011180f', 'hex'))
  const text = octets.toString('latin1', end - 14, end)
  return text.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6.000Z')
}

/** Makes it anew until its date is another second. */
async function newerThan(before: Uint8Array, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  for (;;) {
    const made = await make()
    if (thisUpdateIn(made) > thisUpdateIn(before)) return made
  }
}
