// `bulla keys status` over a running gateway, and without one.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { bulla } from '../support/command-line.ts'
import { installedPair, start } from '../support/gateways.ts'
import { revokingCa } from '../support/openssl-ca.ts'

t.test('worst first, each key with its state, who holds our card since when, and lists', async (t) => {
  const { a, b } = await installedPair(t, { a: { tlsMs: 20 * 86_400_000 }, b: { settings: { CRL_EVERY_MS: 1_000 } } })
  await writeFile(join(a.folder, 'operator.token'), a.tokens.operator, { mode: 0o600 })
  const status = () => bulla(a.folder, ['keys', 'status', '--json'])
  const offline = await status()
  t.match(offline.json, {
    running: false,
    partners: [{ member: 'XB', holdsOurs: null, since: null }],
    lists: [],
    validities: [{ member: 'XA', use: 'tls', standing: 'ending', days: 19 }, { standing: 'holds' }],
  })
  t.match((await bulla(a.folder, ['keys', 'status'])).out, /No gateway answers here/)
  const partner = await start(t, b)
  const gateway = await start(t, a)
  const ca = await revokingCa(t, b.ca)
  await mkdir(join(a.folder, 'crls'), { recursive: true })
  await writeFile(join(a.folder, 'crls', 'xb.crl'), await ca.crl({ number: 7 }))
  await gateway.client('operator').until('/v1/operator/keys', ({ lists, partners }) => {
    const held = partners as { holdsOurs: number | null }[]
    return (lists as unknown[]).length > 0 && held.every(({ holdsOurs }) => holdsOurs !== null)
  })
  const { json, exit } = await status()
  t.equal(exit, 0)
  t.match(json, {
    running: true,
    card: a.card.sequence,
    partners: [{ member: 'XB', state: 'active', card: b.card.sequence, holdsOurs: a.card.sequence, since: /^20.*Z$/ }],
    lists: [{ member: 'XB', number: '7', source: 'crls/xb.crl', thisUpdate: /Z$/, nextUpdate: /Z$/ }],
  })
  const { validities, keys } = json as { validities: { days: number; use: string; member: string }[]; keys: object[] }
  const days = validities.map((each) => each.days)
  t.same(
    days,
    days.toSorted((x, y) => x - y),
    'what ends first comes first',
  )
  t.ok(validities.some(({ member, use }) => member === 'XB' && use === 'crl'))
  t.match(keys, [
    { member: 'XA', use: 'card', state: 'next' },
    { member: 'XA', use: 'signing', state: 'active', kid: a.card.signing[0]?.kid },
    { member: 'XA', use: 'encryption', state: 'active' },
    { member: 'XA', use: 'log', state: 'active', kid: a.card.log.kid },
    { member: 'XB', use: 'card', state: 'next' },
  ])
  const { out } = await bulla(a.folder, ['keys', 'status'])
  for (const line of [
    /^19 +20\S+ +us +ending +certificate of the partner door/m,
    /^XB +7 +20/m,
    /^XB +active +\d+ +\d+ +20/m,
  ])
    t.match(out, line)
  t.equal((await gateway.client('officer').get('/v1/operator/keys')).status, 403)

  const before = (await gateway.client('operator').get('/v1/operator/keys')).json['partners']
  await partner.running.close()
  await gateway.running.close()
  const again = await start(t, a)
  t.same(
    (await again.client('operator').get('/v1/operator/keys')).json['partners'],
    before,
    'over a start, with XB away',
  )
})
