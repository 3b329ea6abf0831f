// Gateways that rotate by themselves while messages go on; and the CA that vouches for them, by one command and its end.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../adapters/keys/files.ts'
import { openDirectory } from '../../config/directory.ts'
import { signCard } from '../../crypto/card/card.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { believedAgain, newestIn } from '../../crypto/card/chain.ts'
import { dayMs, iso } from '../../crypto/instants.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { rotatedKeysIn } from '../../gateway/start/upkeep/rotated-keys.ts'
import { bulla } from '../support/command-line.ts'
import { start } from '../support/gateways.ts'
import { type Installation, install, peer, scratch } from '../support/installation.ts'
import { signersOf } from '../support/next-card.ts'
import { demandAll, type Posted, pause, post } from '../support/traffic.ts'
import { withTrialCa } from '../support/trial-ca.ts'

const cardIn = async ({ folder }: Installation): Promise<Card> =>
  (await believedAgain(newestIn((await openDirectory(folder).ownCard()) ?? ''))).card
const heldOf = async ({ folder }: Installation, member: string): Promise<Card> => {
  const partner = (await openDirectory(folder).listPartners()).find((each) => each.member === member)
  return (await believedAgain(newestIn(partner?.card ?? ''))).card
}
const until = async (what: () => Promise<boolean>) => {
  while (!(await what())) await pause(100)
}

t.test(
  'the running gateway replaces a key at half of its life, and its partner takes it',
  { timeout: 540_000 },
  async (t) => {
    const folder = await scratch(t)
    const settings = { KEY_ROTATION: 'automatic', SWEEP_EVERY_MS: 1_000 }
    const a = await install(join(folder, 'XA'), 'XA', { settings })
    const b = await install(join(folder, 'XB'), 'XB')
    const [entry] = a.card.encryption
    const window = { notBefore: iso(Date.now() - 120 * dayMs), notAfter: iso(Date.now() + 80 * dayMs) }
    const encryption = [{ ...(entry as Card['encryption'][number]), ...window }]
    const { signWith } = await signersOf(a)
    await openDirectory(a.folder).saveOwnCard(await signCard({ ...a.card, encryption }, signWith))
    const agreement = await peer(a, b)
    for (const side of [a, b]) await withTrialCa(side)
    await start(t, b)
    await start(t, a)
    const posted: Posted[] = []
    const exchange = async () => {
      const wish = { agreement: agreement.id, cases: 2, first: posted.length, pauseMs: 0, random: () => 0 }
      posted.push(...(await post(a, b, wish)), ...(await post(b, a, wish)))
    }
    await exchange()
    await until(async () => (await heldOf(b, 'XA')).sequence === 2)
    await exchange()
    await demandAll(t, [a, b], posted)
    t.match((await heldOf(b, 'XA')).encryption, [{}, { kid: entry?.kid }], 'both keys, the new one first')
    t.equal((await readKeys(a.folder)).encryption.length, 2, 'the old one stays for what is under way')
    t.match(readFileSync(join(a.folder, 'gateway.log'), 'utf8'), /"event":"rotation\.begun","uses":"encryption"/)
  },
)

t.test('the trial CA is replaced while messages go on', { timeout: 540_000 }, async (t) => {
  const folder = await scratch(t)
  const often = { settings: { SWEEP_EVERY_MS: 1_000 } }
  const [a, b] = [await install(join(folder, 'XA'), 'XA', often), await install(join(folder, 'XB'), 'XB', often)]
  const agreement = await peer(a, b)
  for (const side of [a, b]) await withTrialCa(side)
  await start(t, b)
  const gateway = await start(t, a)
  const posted: Posted[] = []
  const exchange = async () => {
    const wish = { agreement: agreement.id, cases: 2, first: posted.length, pauseMs: 0, random: () => 0 }
    posted.push(...(await post(a, b, wish)), ...(await post(b, a, wish)))
    await demandAll(t, [a, b], posted)
  }
  await exchange()
  const rehearsed = await bulla(a.folder, ['keys', 'rotate', 'anchor', '--rehearse', '--json'])
  t.match(rehearsed.json, { partners: [{ outcome: 'takes' }], troubles: [] }, rehearsed.err)
  const begun = await bulla(a.folder, ['keys', 'rotate', 'anchor'])
  t.equal(begun.exit, 0, begun.err)
  t.equal((await cardIn(a)).tls.anchors.length, 2, 'both vouch for us')
  t.match((await bulla(a.folder, ['keys', 'rotate', 'anchor'])).err, /has begun already/)
  await until(async () => (await heldOf(b, 'XA')).sequence === 2)
  await until(async () => {
    const { json } = await bulla(a.folder, ['keys', 'status', '--json'])
    return (json['partners'] as { holdsOurs: number | null }[] | null)?.[0]?.holdsOurs === 2
  })
  await exchange()
  const finished = await bulla(a.folder, ['keys', 'rotate', 'anchor', '--finish'])
  t.equal(finished.exit, 0, finished.err)
  await exchange()
  await until(async () => (await heldOf(b, 'XA')).sequence === 3)
  await exchange()
  const held = await heldOf(b, 'XA')
  t.equal(held.tls.anchors.length, 1)
  t.not(held.tls.anchors[0], a.card.tls.anchors[0], 'the new CA alone')
  const leaf = readCertificate((await readKeys(a.folder)).tls.certPem)
  t.equal(leaf.issuer, readCertificate(Buffer.from(held.tls.anchors[0] ?? '', 'base64')).subject)
  t.same(globSync('trial-ca/*', { cwd: a.folder }).sort(), [
    'trial-ca/ca.cert.pem',
    'trial-ca/ca.key.pem',
    'trial-ca/former.pem',
  ])
  const old = readCertificate(Buffer.from(a.card.tls.anchors[0] ?? '', 'base64'))
  await until(async () => {
    const { rows } = (await gateway.client('operator').get('/v1/operator/evidence?limit=1000')).json as {
      rows: { data: { act?: string; use?: string; key?: string } }[]
    }
    return rows.some(({ data }) => data.act === 'key destroyed' && data.use === 'anchor' && data.key === old.sha256)
  })
})

t.test(
  'letters that wait for a partner are sealed anew once its encryption key is another',
  { timeout: 540_000 },
  async (t) => {
    const folder = await scratch(t)
    const often = { settings: { SWEEP_EVERY_MS: 1_000 } }
    const [a, b] = [await install(join(folder, 'XA'), 'XA', often), await install(join(folder, 'XB'), 'XB', often)]
    const agreement = await peer(a, b)
    for (const side of [a, b]) await withTrialCa(side)
    const gateway = await start(t, a)
    // Nobody is there yet: the letters wait.
    const posted = await post(a, b, { agreement: agreement.id, cases: 3, pauseMs: 0, random: () => 0 })
    const keys = rotatedKeysIn(b.folder, {
      ...{ MEMBER: 'XB', NATIONAL_HOST: '127.0.0.1' },
      ...{ TLS_ISSUER: 'files', NATIONAL_ISSUER: 'files' },
    })
    await keys.begin(['encryption'])
    await keys.finish(['encryption'])
    t.equal((await readKeys(b.folder)).encryption.length, 1, 'what is sealed for the key that XA knows opens no more')
    await start(t, b)
    await demandAll(t, [a, b], posted)
    const refused = await gateway.client('operator').get('/v1/operator/deliveries?state=refused')
    t.same(refused.json['rows'], [], 'no dead letter')
    t.equal((await heldOf(a, 'XB')).sequence, 3)
  },
)
