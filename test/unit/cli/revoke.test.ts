// `bulla keys revoke`: what becomes of keys, card and the list of the trial CA.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../../config/directory.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { followChain, heldChain, readLines } from '../../../crypto/card/chain.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { crlDerOf, readCrl, verifyCrl } from '../../../crypto/x509/revoked/crl.ts'
import { indexCrl, revokedIn } from '../../../crypto/x509/revoked/crl-entries.ts'
import { authorityOf } from '../../../crypto/x509/revoked/judged.ts'
import { bulla, initiated, wordsAt } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'
import { serialOf } from '../../support/openssl-ca.ts'

const root = await scratch(t)
const made = await Promise.all(['XA', 'XB', 'XC', 'XD'].map((member) => initiated(join(root, member), member)))
const [xa = '', xb = '', xc = '', xd = ''] = made
const held = async (folder: string) => heldChain((await openDirectory(folder).ownCard()) ?? '')
const cardOf = async (folder: string) => (await held(folder)).at(-1)?.trusted.card as Card
const kids = async (folder: string, use: 'signing' | 'encryption') => (await cardOf(folder))[use].map(({ kid }) => kid)
const certificate = (folder: string, use: string) => readFile(join(folder, `keys/${use}.cert.pem`), 'utf8')
const listOf = async (folder: string) => {
  const ca = readCertificate(await readFile(join(folder, 'trial-ca/ca.cert.pem'), 'utf8'))
  const crl = readCrl(crlDerOf(await readFile(join(folder, 'crls/trial-ca.crl.pem'))))
  return indexCrl(await verifyCrl(crl, authorityOf(ca.der)), async () => undefined)
}

t.test('signing: a new key at once, a card that names the old one, its certificate on the list', async (t) => {
  const before = await held(xa)
  const [old] = await kids(xa, 'signing')
  const oldCertificate = await certificate(xa, 'signing')
  const oldKey = await readFile(join(xa, 'keys/signing.key.pem'), 'utf8')
  const { exit, out, err, json } = await bulla(xa, [
    'keys',
    'revoke',
    'signing',
    '--since',
    '2026-01-02T03:04:05Z',
    '--json',
  ])
  t.equal(exit, 0, err)
  t.match(json, { revoked: [old], since: '2026-01-02T03:04:05.000Z', sequence: 2 })
  t.notMatch(out, /PRIVATE/)
  const card = await cardOf(xa)
  t.same(card.revoked, [{ kid: old, since: '2026-01-02T03:04:05.000Z' }])
  t.equal(card.signing.length, 1)
  t.not(card.signing[0]?.kid, old)
  const chain = readLines((await openDirectory(xa).ownCard()) ?? '')
  t.match(await followChain(before, chain, Date.now()), { taken: [{}] }, 'partners can follow')
  for (const name of await readdir(join(xa, 'keys')))
    t.not((await readFile(join(xa, 'keys', name), 'utf8')).trim(), oldKey.trim(), `${name} is not the old key`)
  t.match(revokedIn(await listOf(xa), serialOf(oldCertificate)), { reason: 'keyCompromise' })
  t.equal(revokedIn(await listOf(xa), serialOf(await certificate(xa, 'signing'))), undefined)
  t.equal((await bulla(xa, ['check', '--offline'])).exit, 0)
  t.match((await bulla(xa, ['card'])).out, new RegExp(`REVOKED +${old}, since 2026-01-02`))
  await bulla(xa, ['card', 'refresh'])
  t.same((await cardOf(xa)).revoked, card.revoked, 'it stays named')

  const again = (since: string) => bulla(xa, ['keys', 'revoke', 'signing', '--kid', String(old), '--since', since])
  t.match(await again('2026-01-03T00:00:00Z'), { exit: 1, err: /the earlier of both counts/ })
  t.same((await cardOf(xa)).revoked, card.revoked)
  t.match(await again('2026-01-01T00:00:00Z'), { exit: 0, out: /not since 2026-01-02T03:04:05\.000Z/ })
  t.same((await cardOf(xa)).revoked, [{ kid: old, since: '2026-01-01T00:00:00.000Z' }], 'corrected')
  t.equal((await cardOf(xa)).signing[0]?.kid, card.signing[0]?.kid, 'and the key in use stays')
  const whole = readLines((await openDirectory(xa).ownCard()) ?? '')
  t.equal(whole.length, 4, 'both statements lie in the chain')
  t.match(await followChain(before, whole, Date.now()), { taken: [{}, {}, {}] }, 'and partners follow')
})

t.test('a signing key that is destroyed here and lies in a backup: revoked by the cards that named it', async (t) => {
  const folder = await initiated(join(root, 'gone'), 'XE')
  const before = await held(folder)
  const [old = ''] = await kids(folder, 'signing')
  const oldCertificate = await certificate(folder, 'signing')
  t.equal((await bulla(folder, ['keys', 'rotate', 'signing'])).exit, 0)
  await rm(join(folder, 'keys/signing-1.key.pem'))
  await rm(join(folder, 'keys/signing-1.cert.pem'))
  t.equal((await bulla(folder, ['card', 'refresh'])).exit, 0)
  const { exit, err, json } = await bulla(folder, [
    ...['keys', 'revoke', 'signing', '--kid', old, '--since', '2026-01-02T03:04:05Z', '--json'],
  ])
  t.equal(exit, 0, err)
  t.match(json, { revoked: [old], since: '2026-01-02T03:04:05.000Z' })
  t.match((await cardOf(folder)).revoked, [{ kid: old }])
  t.match(revokedIn(await listOf(folder), serialOf(oldCertificate)), { reason: 'keyCompromise' })
  const chain = readLines((await openDirectory(folder).ownCard()) ?? '')
  t.match(await followChain(before, chain, Date.now()), { taken: [{}, {}, {}] }, 'partners can follow')
  t.equal((await bulla(folder, ['check', '--offline'])).exit, 0)
})

t.test('encryption: the keys that were replaced before too, or the one that is named', async (t) => {
  const [first = ''] = await kids(xb, 'encryption')
  t.equal((await bulla(xb, ['keys', 'rotate', 'encryption'])).exit, 0)
  const [second = ''] = await kids(xb, 'encryption')
  const one = await bulla(xb, ['keys', 'revoke', 'encryption', '--kid', first])
  t.equal(one.exit, 0, one.err)
  t.same(await kids(xb, 'encryption'), [second], 'the key in use stays')
  t.match((await cardOf(xb)).revoked, [{ kid: first }])
  t.match((await bulla(xb, ['keys', 'revoke', 'encryption', '--kid', first])).err, /is revoked since .* already/)
  t.match((await bulla(xb, ['keys', 'revoke', 'encryption', '--kid', 'none'])).err, /no encryption key none lies here/)
  await bulla(xb, ['keys', 'rotate', 'encryption'])
  const both = await kids(xb, 'encryption')
  t.equal((await bulla(xb, ['keys', 'revoke', 'encryption'])).exit, 0)
  const after = await cardOf(xb)
  t.same(after.revoked?.map(({ kid }) => kid).toSorted(), [first, ...both].toSorted())
  t.equal(after.encryption.length, 1)
  t.notOk(
    (await readdir(join(xb, 'keys'))).some((name) => /^encryption-|revoked/.test(name)),
    'none is left',
  )
})

t.test('log: another key beside it, and a card that names the old one', async (t) => {
  const { log } = await cardOf(xc)
  const { exit, err, json } = await bulla(xc, ['keys', 'revoke', 'log', '--json'])
  t.equal(exit, 0, err)
  t.match(json, { revoked: [log.kid] })
  const card = await cardOf(xc)
  t.not(card.log.kid, log.kid)
  t.match(card.revoked, [{ kid: log.kid }])
  t.match(await readdir(join(xc, 'keys')), /log-1\.key\.pem/, 'it signs on for who has the older card')
  t.equal((await bulla(xc, ['check', '--offline'])).exit, 0)
  const status = await bulla(xc, ['keys', 'status', '--json'])
  t.ok(
    (status.json['keys'] as object[]).some(
      (each) => 'kid' in each && each.kid === log.kid && 'state' in each && each.state === 'revoked',
    ),
  )
  await rm(join(xc, 'keys/log-1.key.pem'))
  const corrected = ['keys', 'revoke', 'log', '--kid', log.kid, '--since', '2026-01-01T00:00:00Z']
  t.equal((await bulla(xc, corrected)).exit, 0, 'also when it is gone')
  t.equal((await cardOf(xc)).log.kid, card.log.kid)
})

t.test('tls: another key, and every certificate over the old one on the list', async (t) => {
  const first = await certificate(xc, 'tls')
  t.equal((await bulla(xc, ['card', 'renew'])).exit, 0)
  const second = await certificate(xc, 'tls')
  t.not(first, second)
  const { exit, err } = await bulla(xc, ['keys', 'revoke', 'tls', '--reason', 'superseded'])
  t.equal(exit, 0, err)
  const list = await listOf(xc)
  for (const each of [first, second]) t.match(revokedIn(list, serialOf(each)), { reason: 'superseded' })
  t.equal(revokedIn(list, serialOf(await certificate(xc, 'tls'))), undefined)
  t.equal((await bulla(xc, ['keys', 'revoke', 'tls'])).exit, 0)
  t.equal((await listOf(xc)).number, 2n, 'the next list has the next number')
  t.ok(revokedIn(await listOf(xc), serialOf(first)), 'and holds what the one before held')
  t.equal((await bulla(xc, ['check', '--offline'])).exit, 0)
})

t.test('tls: those that were replaced before are on the list too, before their keys are gone', async (t) => {
  const folder = await initiated(join(root, 'twice'), 'XG')
  const first = await certificate(folder, 'tls')
  t.equal((await bulla(folder, ['keys', 'rotate', 'tls'])).exit, 0)
  const second = await certificate(folder, 'tls')
  t.equal((await bulla(folder, ['keys', 'revoke', 'tls'])).exit, 0)
  for (const each of [first, second]) t.ok(revokedIn(await listOf(folder), serialOf(each)))
  t.notOk((await readdir(join(folder, 'keys'))).some((name) => /^tls-/.test(name)))
})

t.test('a revocation that broke off is said again, and goes on', async (t) => {
  const folder = await initiated(join(root, 'broken'), 'XF')
  const [old = ''] = await kids(folder, 'signing')
  const oldCertificate = await certificate(folder, 'signing')
  const keys = join(folder, 'keys')
  // As the process leaves it that ends before the new key is there.
  for (const end of ['key', 'cert']) await cp(join(keys, `signing.${end}.pem`), join(keys, `signing-1.${end}.pem`))
  await writeFile(join(keys, 'revoked.json'), JSON.stringify([{ kid: old, since: '2026-01-02T03:04:05.000Z' }]))
  const { exit, err, json } = await bulla(folder, ['keys', 'revoke', 'signing', '--json'])
  t.equal(exit, 0, err)
  t.match(json, { revoked: [old], since: '2026-01-02T03:04:05.000Z' }, 'the earlier instant counts')
  t.equal((json['revoked'] as string[]).length, 1)
  t.match((await cardOf(folder)).revoked, [{ kid: old, since: '2026-01-02T03:04:05.000Z' }])
  t.match(revokedIn(await listOf(folder), serialOf(oldCertificate)), { reason: 'keyCompromise' })
  t.equal((await bulla(folder, ['check', '--offline'])).exit, 0)

  // And one that ends with the new key there, and its certificate not.
  const [second = ''] = await kids(folder, 'signing')
  for (const end of ['key', 'cert']) await cp(join(keys, `signing.${end}.pem`), join(keys, `signing-1.${end}.pem`))
  await writeFile(join(keys, 'revoked.json'), JSON.stringify([{ kid: second, since: '2026-01-02T03:04:05.000Z' }]))
  await writeFile(join(keys, 'signing.key.pem'), await makeKey('P-256'))
  const third = await bulla(folder, ['keys', 'revoke', 'signing', '--json'])
  t.equal(third.exit, 0, third.err)
  t.match(third.json, { revoked: [second] })
  t.equal((await bulla(folder, ['check', '--offline'])).exit, 0)

  // What an earlier version wrote twice: no list could be made out of it.
  const place = join(folder, 'trial-ca/revoked.json')
  const kept = JSON.parse(await readFile(place, 'utf8')) as { revoked: object[] }
  await writeFile(place, JSON.stringify({ ...kept, revoked: [...kept.revoked, ...kept.revoked] }))
  const tls = await bulla(folder, ['keys', 'revoke', 'tls'])
  t.equal(tls.exit, 0, tls.err)
  t.ok(revokedIn(await listOf(folder), serialOf(oldCertificate)))
})

t.test('where the next key lies elsewhere, the draft waits, and the key ends when its card comes back', async (t) => {
  await bulla(root, ['keys', 'ceremony', '--keys', 'safe', '--out', 'next.json'])
  await bulla(xd, ['card', 'refresh', '--next', join(root, 'next.json')])
  const [old = ''] = await kids(xd, 'signing')
  const asked = await bulla(xd, ['keys', 'revoke', 'signing'])
  t.equal(asked.exit, 1)
  t.match(asked.err, /lies elsewhere.*card\.draft\.json.*keys ceremony/s)
  t.same(await kids(xd, 'signing'), [old], 'nothing is in force yet')
  t.ok((await readdir(join(xd, 'keys'))).includes('signing-1.key.pem'), 'the key that the card names is still here')
  const checked = await bulla(xd, ['check', '--offline'])
  t.equal(checked.exit, 1)
  t.match(checked.out, new RegExp(`WRONG.*key ${old} is to be revoked, and no card of ours says so yet`))
  const fresh = await readFile(join(xd, 'keys/signing.key.pem'), 'utf8')
  const waiting = await readFile(join(xd, 'requests/card.draft.json'), 'utf8')
  t.match((await bulla(xd, ['keys', 'revoke', 'signing'])).err, /lies elsewhere/, 'said again by whoever is in a hurry')
  t.equal(await readFile(join(xd, 'keys/signing.key.pem'), 'utf8'), fresh, 'the new key was stolen by nobody')
  t.equal(await readFile(join(xd, 'requests/card.draft.json'), 'utf8'), waiting, 'what is on its way stays')
  await bulla(xd, ['card', 'refresh'])
  const draft = join(xd, 'requests/card.draft.json')
  const shown = await bulla(root, [
    'keys',
    'ceremony',
    draft,
    '--keys',
    'safe',
    '--out',
    'signed.json',
    '--yes',
    ...(await wordsAt(xd)),
  ])
  t.match(shown.out, new RegExp(`\\+ /revoked/0/kid: ${old}`), 'who signs sees it, also in a draft that was made anew')
  t.equal((await bulla(xd, ['card', 'refresh', '--signed', join(root, 'signed.json')])).exit, 0)
  t.match(await cardOf(xd), { revoked: [{ kid: old }] })
  t.notOk((await readdir(join(xd, 'keys'))).some((name) => /^signing-|revoked/.test(name)))
})

t.test('what cannot be done says what can', async (t) => {
  for (const [words, exit, expected] of [
    [['installation'], 2, /no key for "installation"/],
    [['signing', '--since', 'yesterday'], 2, /--since must be an instant/],
    [['signing', '--since', '2999-01-01T00:00:00Z'], 2, /has passed/],
    [['signing', '--reason', 'bad'], 2, /--reason must be one of/],
    [['signing', '--kid', 'none'], 1, /no signing key none lies here/],
  ] as const) {
    const found = await bulla(xa, ['keys', 'revoke', ...words])
    t.equal(found.exit, exit, words.join(' '))
    t.match(found.err, expected)
  }
  await rm(join(xa, 'trial-ca/ca.key.pem'))
  t.match(
    (await bulla(xa, ['keys', 'revoke', 'signing'])).err,
    /no trial CA.*have your CA revoke.*keys request signing/s,
  )
  t.match((await bulla(xa, ['keys', 'revoke', 'tls'])).err, /no trial CA.*crls\//s)
})
