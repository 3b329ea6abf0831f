// The list of the trial CA, as our own judge of lists reads it.
import t from 'tap'
import { utf8 } from '../../../crypto/octets.ts'
import { makeCa } from '../../../crypto/x509/authority.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { crlDerOf, readCrl, verifyCrl } from '../../../crypto/x509/revoked/crl.ts'
import { indexCrl, revokedIn } from '../../../crypto/x509/revoked/crl-entries.ts'
import { issueCrl } from '../../../crypto/x509/revoked/issue-crl.ts'
import { authorityOf } from '../../../crypto/x509/revoked/judged.ts'

const nowMs = Date.parse('2026-11-21T12:00:00.000Z')
const ca = await makeCa({ name: 'XA trial CA', notBeforeMs: nowMs - 1000, notAfterMs: nowMs + 10 * 365 * 86_400_000 })
const authority = authorityOf(readCertificate(ca.certPem).der)
const read = (pem: string) => readCrl(crlDerOf(utf8(pem)))

t.test('it is taken under its CA, with its number, for as long as the CA lasts', async (t) => {
  for (const number of [1, 127, 128, 255, 256, 70_000, 2 ** 40]) {
    const crl = read(await issueCrl({ ca, number, revoked: [], nowMs }))
    t.equal(crl.number, BigInt(number))
    t.equal(crl.nextUpdateMs, readCertificate(ca.certPem).notAfterMs)
    await verifyCrl(crl, authority)
  }
  await t.rejects(issueCrl({ ca, number: 0, revoked: [], nowMs }), { code: 'crl' })
})

t.test('each serial stands in it with its reason, and no other', async (t) => {
  const revoked = [
    { serial: '4a0b', atMs: nowMs - 5000, reason: 'key-compromise' },
    { serial: '7f00000000000000000000000000000001', atMs: nowMs, reason: 'superseded' },
  ] as const
  const crl = await verifyCrl(read(await issueCrl({ ca, number: 2, revoked, nowMs })), authority)
  const found = await indexCrl(crl, async () => undefined)
  t.match(revokedIn(found, '4a0b'), { atMs: nowMs - 5000, reason: 'keyCompromise' })
  t.match(revokedIn(found, '7f00000000000000000000000000000001'), { reason: 'superseded' })
  t.equal(revokedIn(found, '4a0c'), undefined)
  const other = authorityOf(
    readCertificate((await makeCa({ name: 'XA trial CA', notBeforeMs: nowMs, notAfterMs: nowMs + 1 })).certPem).der,
  )
  await t.rejects(verifyCrl(read(await issueCrl({ ca, number: 2, revoked, nowMs })), other), { code: 'crl' })
})
