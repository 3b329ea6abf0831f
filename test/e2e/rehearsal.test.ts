// A rotation is rehearsed against a partner that runs: it says what it would do, and nothing changes on either side.
import { createHash } from 'node:crypto'
import { globSync, readFileSync, statSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { bulla } from '../support/command-line.ts'
import { start } from '../support/gateways.ts'
import { install, peer, scratch } from '../support/installation.ts'
import { withTrialCa } from '../support/trial-ca.ts'

/** Of all that an installation is made of; the database, the log and what is known of renewals go on meanwhile. */
const digestOf = (folder: string): string => {
  const hash = createHash('sha256')
  for (const name of globSync('**/*', { cwd: folder }).sort()) {
    if (/^(?:data|issuer)\b/.test(name) || name === 'gateway.log' || statSync(join(folder, name)).isDirectory())
      continue
    hash.update(`${name}\n`).update(readFileSync(join(folder, name)))
  }
  return hash.digest('hex')
}

t.test('a rotation that is rehearsed', { timeout: 540_000 }, async (t) => {
  const folder = await scratch(t)
  const [a, b] = [await install(join(folder, 'XA'), 'XA'), await install(join(folder, 'XB'), 'XB')]
  await peer(a, b)
  for (const side of [a, b]) await withTrialCa(side)
  const other = await start(t, b)
  await start(t, a)
  const rehearse = (...words: string[]) => bulla(a.folder, ['keys', 'rotate', ...words, '--rehearse', '--json'])
  const before = [digestOf(a.folder), digestOf(b.folder)]
  const found = await rehearse('all')
  t.equal(found.exit, 0, found.err)
  t.match(found.json, {
    rehearsed: ['tls', 'signing', 'encryption', 'log'],
    card: 2,
    partners: [{ member: 'XB', outcome: 'takes', acknowledgedSeconds: 5, deliveredToday: 0 }],
    evidence: { faults: [] },
    troubles: [],
    ceremony: null,
  })
  t.match(found.json, { evidence: { checked: Number } })
  t.same([digestOf(a.folder), digestOf(b.folder)], before, 'nothing was changed, here or there')

  t.test('says what would fail', async (t) => {
    const about = join(a.folder, 'card.json')
    const text = await readFile(about, 'utf8')
    await writeFile(about, JSON.stringify({ ...JSON.parse(text), trustDomain: 'another.example' }))
    const refused = await rehearse('encryption')
    t.equal(refused.exit, 1)
    t.match(refused.json, {
      partners: [{ member: 'XB', outcome: 'refuses', found: /its trust domain is another\.example/ }],
      troubles: [/^XB: /],
    })
    await writeFile(about, text)
  })

  t.test('says that nobody holds the card before the ceremony that is due', async (t) => {
    const said = async () => (await bulla(a.folder, ['keys', 'rotate', 'all', '--rehearse'])).out
    t.match(await said(), /^All would hold the card within 5 s of the rotation\.$/m)
    await rename(join(a.folder, 'next'), join(folder, 'elsewhere'))
    const found = await said()
    t.match(found, /^A ceremony is due: /m)
    t.match(found, /^All would hold the card within 5 s of the ceremony\.$/m)
    await rename(join(folder, 'elsewhere'), join(a.folder, 'next'))
  })

  t.test('and the rotation itself then makes no fork of it', async (t) => {
    t.equal((await bulla(a.folder, ['keys', 'rotate', 'all'])).exit, 0)
    for (;;) {
      const { json } = await bulla(a.folder, ['keys', 'status', '--json'])
      const partners = json['partners'] as { holdsOurs: number | null }[] | null
      if (partners?.every(({ holdsOurs }) => holdsOurs === 2)) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    t.match(await other.client('operator').get('/readyz'), { status: 200 })
    t.notMatch(readFileSync(join(b.folder, 'gateway.log'), 'utf8'), 'trust.forked')
    t.match((await rehearse('log')).err, /still in use/, 'what could not begin is not rehearsed')
  })

  t.test('whose end waits for partners, and for no stranger', async (t) => {
    for (const [members, expected] of [
      ['XQ', /XQ is no partner of ours/],
      ['XB,XQ', /XQ is no partner of ours/],
      ['', /names no partner/],
    ] as const) {
      const { exit, err } = await bulla(a.folder, ['keys', 'rotate', 'all', '--finish', '--without', members])
      t.equal(exit, 2, members)
      t.match(err, expected, members)
      t.match(err, /hint: partners are XB/, members)
    }
  })

  t.test('and tells of a partner that is away', async (t) => {
    t.equal((await bulla(a.folder, ['keys', 'rotate', 'all', '--finish'])).exit, 0)
    await other.running.close()
    const away = await rehearse('log')
    t.match(away.json, { partners: [{ member: 'XB', outcome: 'away', acknowledgedSeconds: null }], troubles: [] })
    const { out } = await bulla(a.folder, ['keys', 'rotate', 'log', '--rehearse'])
    t.match(out, /^XB would hold it up\.$/m)
    t.notMatch(out, /all others/)
  })
})
