// Answers about one certificate, by the responder of openssl: what is taken, and what is somebody else's, old, or another question's.

import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { httpRevocation } from '../../../adapters/revocation/http.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../../crypto/x509/authority.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { authorityOf, judgedOf } from '../../../crypto/x509/revoked/judged.ts'
import { ocspQuestion, readOcspAnswer } from '../../../crypto/x509/revoked/ocsp.ts'
import { scratch } from '../../support/installation.ts'
import { revokingCa } from '../../support/openssl-ca.ts'
import { seededRandom } from '../../support/random.ts'

const dayMs = 86_400_000
const now = Date.now()
const dates = { notBeforeMs: now - dayMs, notAfterMs: now + 365 * dayMs }
const ca = await makeCa({ name: 'XB root', ...dates })
const openssl = await revokingCa(t, ca)
const authority = authorityOf(readCertificate(ca.certPem).der)
const leaf = async () =>
  judgedOf(
    readCertificate(
      await issue({
        ...{ ca, use: 'signing' as const, ...dates },
        requestPem: await makeRequest({ keyPem: await makeKey('P-256'), name: 'XB signing', use: 'signing' }),
      }),
    ).der,
  )
const [good, revoked, strange] = [await leaf(), await leaf(), await leaf()]
const line = httpRevocation({ timeoutMs: 20_000, mostListBytes: 1_000_000, mostAnswerBytes: 65_536 })
const asked = (certificate = good) => ({ certificate, authority, nonce: new Uint8Array(randomBytes(32)) })

/** A certificate of this CA for answers, or for something else. */
function responderOf(folder: string, eku: string) {
  const at = (name: string) => join(folder, name)
  writeFileSync(at('ca.pem'), ca.certPem)
  writeFileSync(at('ca.key'), ca.keyPem)
  writeFileSync(at('ext'), `extendedKeyUsage = ${eku}\nkeyUsage = digitalSignature\nnoCheck = yes\n`)
  const quiet = { stdio: 'ignore' } as const
  execFileSync(
    'openssl',
    [
      'req',
      '-new',
      '-nodes',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-keyout',
      at('r.key'),
      '-out',
      at('r.csr'),
      '-subj',
      `/CN=${eku}`,
    ],
    quiet,
  )
  execFileSync(
    'openssl',
    [
      'x509',
      '-req',
      '-in',
      at('r.csr'),
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial',
      '-extfile',
      at('ext'),
      '-days',
      '9',
      '-out',
      at('r.pem'),
    ],
    quiet,
  )
  return { certPem: readFileSync(at('r.pem'), 'utf8'), keyPem: readFileSync(at('r.key'), 'utf8') }
}

t.test(
  '[V9] MUST take an answer of the authority itself, or of a responder that it made one, and no other',
  async (t) => {
    const known = [good.serial]
    const url = await openssl.responder(t, { known, revoked: [revoked.serial] })
    const ask = async (certificate: typeof good, at = url) => {
      const question = asked(certificate)
      return readOcspAnswer(await line.answer(at, ocspQuestion(question)), question, Date.now())
    }
    t.match(await ask(good), { status: 'good' })
    t.match(await ask(revoked), { status: { reason: 'keyCompromise', atMs: Number } })
    t.match(await ask(strange), { status: 'unknown' })

    const delegate = await openssl.responder(t, { known, signer: responderOf(await scratch(t), 'OCSPSigning') })
    t.match(await ask(good, delegate), { status: 'good' }, 'a responder with the extended key usage')
    const server = await openssl.responder(t, { known, signer: responderOf(await scratch(t), 'serverAuth') })
    await t.rejects(
      ask(good, server),
      { code: 'ocsp', message: /not made for answers/ },
      'any other certificate of the CA',
    )

    const question = asked()
    const octets = await line.answer(url, ocspQuestion(question))
    t.match(await readOcspAnswer(octets, question, Date.now()), { status: 'good' })
    await t.rejects(readOcspAnswer(octets, { ...question, nonce: randomBytes(32) }, Date.now()), {
      code: 'ocsp',
      message: /nonce is not ours/,
    })
    await t.rejects(readOcspAnswer(octets, { ...question, certificate: strange }, Date.now()), {
      code: 'ocsp',
      message: /another certificate/,
    })
    await t.rejects(readOcspAnswer(octets, question, Date.now() + 3_600_000), { code: 'ocsp', message: /held until/ })
    await t.rejects(readOcspAnswer(octets, question, Date.now() - 3_600_000), { code: 'ocsp', message: /to come/ })
    const other = await makeCa({ name: 'XB root', ...dates })
    await t.rejects(
      readOcspAnswer(octets, { ...question, authority: authorityOf(readCertificate(other.certPem).der) }, Date.now()),
      { name: 'CryptoError' },
    )

    const { seed, random } = seededRandom()
    t.comment(`seed ${seed}`)
    for (let count = 0; count < 1_500; count += 1) {
      const changed = Uint8Array.from(octets)
      const at = Math.floor(random() * changed.length)
      changed[at] = ((changed[at] as number) + 1 + Math.floor(random() * 255)) % 256
      await readOcspAnswer(changed, question, Date.now()).then(
        // What is signed is whole; the certificate that came along for nothing may be any.
        (answer) => t.match(answer, { status: 'good' }, `octet ${at}`),
        (error: unknown) => error instanceof CryptoError || t.fail(`octet ${at}: ${String(error)}`),
      )
    }
  },
)
