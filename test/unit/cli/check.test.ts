import { chmod, copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../../config/directory.ts'
import { canonical } from '../../../crypto/canonical.ts'
import { believedAgain, newestIn } from '../../../crypto/card/chain.ts'
import { importSigningKey, signCompact } from '../../../crypto/jose/engine.ts'
import { checkNode } from '../../../gateway/cli/check/check.ts'
import { readAgreement } from '../../../gateway/model/agreement.ts'
import { bulla, type Circumstances, initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-check-'))
t.teardown(() => rm(root, { recursive: true }))
const dayMs = 86_400_000

interface Found {
  level: string
  about: string
  found: string
  fix: string
}
async function check(
  folder: string,
  circumstances: Circumstances = {},
  ...words: string[]
): Promise<{ exit: number; findings: Found[] }> {
  const { exit, json } = await bulla(folder, ['check', '--json', ...words], circumstances)
  return { exit, findings: json['findings'] as Found[] }
}
const offline = (folder: string, circumstances: Circumstances = {}) => check(folder, circumstances, '--offline')
const wrongs = (findings: readonly Found[]) =>
  findings.filter(({ level }) => level === 'wrong').map(({ about, found }) => `${about}: ${found}`)

const xa = await initiated(root, 'XA', '--endpoint', 'https://127.0.0.1:1')
const xb = await initiated(root, 'XB', '--endpoint', 'https://127.0.0.1:1')
await bulla(xa, ['partner', 'add', join(xb, 'card.jws'), '--yes'])
await bulla(xa, ['agreement', 'new', 'XB', '--out', join(root, 'sent.json')])

t.test('a fresh installation is in order, and says that CA and next key are for trying out', async (t) => {
  const { exit, findings } = await offline(xa)
  t.equal(exit, 0)
  t.match(findings, [
    { level: 'note', about: join(xa, 'next'), found: /whoever takes its disk takes the member/ },
    { level: 'note', about: 'trial CA' },
  ])
  t.match((await bulla(xa, ['check', '--offline'])).out, /nothing is wrong; 2 to note$/)
})

t.test(
  'a card of version 1, which none can follow, is wrong, and a partner that has it is told what to ask for',
  async (t) => {
    const [old, nowMs] = [await initiated(join(root, 'old'), 'XA'), Date.now()]
    const chain = (await openDirectory(old).ownCard()) ?? ''
    const { next: _, succession: __, ...card } = (await believedAgain(newestIn(chain))).card
    const key = await importSigningKey(await readFile(join(old, 'keys/signing.key.pem'), 'utf8'), 'B')
    await writeFile(join(old, 'card.jws'), await signCompact(canonical({ ...card, v: 1 }), 'bulla-card+jws', key))
    const { exit, findings } = await offline(old, { nowMs })
    t.equal(exit, 1)
    t.match(wrongs(findings), [/card\.jws: it is of version 1 and names no next key/])
    const other = await initiated(join(root, 'beside-old'), 'XB')
    const added = await bulla(other, ['partner', 'add', join(old, 'card.jws'), '--yes'])
    t.equal(added.exit, 1)
    t.match(
      added.err,
      /of version 1, as bulla 0\.2\.0 and older make it.*expected version 2\nhint: .*run "bulla card refresh"/,
    )
  },
)

t.test('a file in the place of a folder is told once, by check and by keys status, with what mends it', async (t) => {
  const there = await initiated(join(root, 'misplaced'), 'XA')
  const folders = ['partners', 'agreements', 'forks', 'keys', 'next', 'crls', 'issuer', 'trial-ca', 'data/parts']
  for (const name of folders) {
    const [path, aside] = [join(there, name), join(there, 'aside')]
    await rename(path, aside).catch(() => undefined)
    await writeFile(path, 'a file', { mode: 0o600 })
    const { exit, findings } = await offline(there)
    t.equal(exit, 1, name)
    t.match(
      findings.filter((each) => JSON.stringify(each).includes('a file')),
      [{ level: 'wrong', about: path, found: 'found a file, expected a folder', fix: /^move it aside, and put the/ }],
      `${name} is told once`,
    )
    const status = await bulla(there, ['keys', 'status'])
    t.ok(status.err.includes(`${path} is a file; expected a folder: move it aside, and put the folder back`), name)
    await rm(path)
    await rename(aside, path).catch(() => undefined)
  }
  t.equal((await offline(there)).exit, 0)
})

t.test('every finding says how to mend it', async (t) => {
  const files = ['keys/tls.key.pem', 'operator.token', 'trial-ca/ca.key.pem', 'clients.json']
  for (const file of files) await chmod(join(xa, file), 0o644)
  await chmod(join(xa, 'keys'), 0o750)
  const { exit, findings } = await offline(xa)
  t.equal(exit, 1)
  const fixes = findings.map(({ fix }) => fix)
  for (const file of files) t.ok(fixes.includes(`chmod 600 ${join(xa, file)}`), file)
  t.ok(fixes.includes(`chmod 700 ${join(xa, 'keys')}`))
  for (const file of files) await chmod(join(xa, file), 0o600)
  await chmod(join(xa, 'keys'), 0o700)
})

t.test('what lapses is told before it does', async (t) => {
  const at = async (days: number) => (await offline(xa, { nowMs: Date.now() + days * dayMs })).findings
  t.notMatch(JSON.stringify(await at(600)), /expire/)
  const soon = await at(700)
  t.same(wrongs(soon), [])
  for (const what of ['tls.cert.pem', 'signing.cert.pem', 'national.cert.pem', 'encryption key', 'partner XB'])
    t.ok(
      soon.some(({ about, found }) => about.includes(what) && /expires on .*, in \d+ days/.test(found)),
      what,
    )
  t.match(wrongs(await at(727)).join('\n'), /tls\.cert\.pem: expires on .* in [0-3] days/)
  t.match(wrongs(await at(800)).join('\n'), /tls\.cert\.pem: expired on[\s\S]*partner XB: /)
  t.match(wrongs(await at(-1)).join('\n'), /tls\.cert\.pem: is not valid before/)
})

t.test('keys, certificates and card that do not belong together are found', async (t) => {
  const swap = async (name: string, other: string, expected: RegExp) => {
    const [file, kept] = [join(xa, name), join(root, 'kept')]
    await rename(file, kept)
    await copyFile(join(xb, other), file)
    const { exit, findings } = await offline(xa)
    t.equal(exit, 1, name)
    t.match(wrongs(findings).join('\n'), expected, name)
    await rm(file)
    await rename(kept, file)
  }
  await swap(
    'keys/signing.cert.pem',
    'keys/signing.cert.pem',
    /signing\.cert\.pem: it is over another key than signing\.key\.pem/,
  )
  await swap('keys/tls.key.pem', 'keys/tls.key.pem', /tls\.cert\.pem: it is over another key/)
  await swap(
    'keys/encryption.key.pem',
    'keys/encryption.key.pem',
    /card\.jws: it differs from the keys in keys\/ \(encryption\)/,
  )
  await swap('keys/log.key.pem', 'keys/log.key.pem', /differs from the keys in keys\/ \(log\)/)
  await swap('keys/tls.anchor.pem', 'keys/tls.anchor.pem', /differs from the keys in keys\/ \(tls\)/)
  await swap('card.jws', 'card.jws', /it is the card of XB, bulla\.json says XA/)
  await swap('keys/national.cert.pem', 'bulla.json', /national\.cert\.pem: /)
  await swap('card.jws', 'bulla.json', /card\.jws: /)
  await rename(join(xa, 'keys/installation.key'), join(root, 'kept'))
  t.match(wrongs((await offline(xa)).findings).join(), /installation\.key: there is no such key/)
  await rename(join(root, 'kept'), join(xa, 'keys/installation.key'))
  t.equal((await offline(xa)).exit, 0)
})

t.test('a key that is wrong hides nothing that lapses beside it [N3]', async (t) => {
  const [file, kept] = [join(xa, 'keys/national.cert.pem'), join(root, 'kept')]
  await rename(file, kept)
  await copyFile(join(xb, 'keys/national.cert.pem'), file)
  const found = wrongs((await offline(xa, { nowMs: Date.now() + 727 * dayMs })).findings).join('\n')
  t.match(found, /national\.cert\.pem: it is over another key/)
  t.match(found, /national\.cert\.pem: expires on .*, in \d days/)
  t.match(found, /encryption key \S+: expires on .*, in \d days/)
  await rm(file)
  await rename(kept, file)
})

t.test('many things that are wrong at once are all told [N3]', async (t) => {
  const folder = await initiated(join(root, 'all'), 'XA', '--endpoint', 'https://127.0.0.1:1')
  const xd = await initiated(join(root, 'all'), 'XD', '--endpoint', 'https://127.0.0.1:1')
  const at = (name: string) => join(folder, name)
  for (const partner of [xb, xd]) await bulla(folder, ['partner', 'add', join(partner, 'card.jws'), '--yes'])
  await bulla(folder, ['agreement', 'new', 'XB', '--out', join(root, 'again.json')])
  await bulla(folder, ['partner', 'suspend', 'XB'])
  const text = await readFile(at('agreements/xa-xb-tfa12.json'), 'utf8')
  const agreement = readAgreement(JSON.parse(text))
  // Each of these hid others once.
  await writeFile(at('partners/XD.json'), '{')
  await writeFile(at('agreements/broken.json'), JSON.stringify({ ...agreement, id: 'broken', loophole: true }))
  const foreign = { ...agreement, id: 'foreign', members: ['XB', 'XC'], suite: 'A', until: '2020-12-31' }
  await writeFile(at('agreements/foreign.json'), JSON.stringify({ ...foreign, from: '2020-01-01' }))
  await writeFile(at('clients.json'), '{', { mode: 0o600 })
  await chmod(at('keys/tls.key.pem'), 0o644)
  await rm(at('keys/installation.key'))
  await copyFile(join(xb, 'keys/national.cert.pem'), at('keys/national.cert.pem'))
  await writeFile(at('keys/signing.key.pem'), 'no key', { mode: 0o600 })
  await writeFile(at('card.json'), '{')
  const late = { nowMs: Date.now() + 727 * dayMs, env: { BULLA_COLOUR: 'blue', BULLA_PARTNER_PORT: 'x' } }
  for (const words of [['--offline'], []]) {
    const { exit, findings } = await check(folder, { ...late, env: { ...late.env } }, ...words)
    t.equal(exit, 1)
    const said = findings.map(({ level, about, found }) => `${level} ${about}: ${found}`).join('\n')
    for (const expected of [
      /wrong settings: BULLA_COLOUR in the environment is no setting/,
      /wrong settings: PARTNER_PORT must be/,
      /wrong \S+tls\.key\.pem: mode 0644 lets others in/,
      /wrong \S+installation\.key: there is no such key/,
      /wrong \S+signing\.key\.pem: /,
      /wrong \S+national\.cert\.pem: it is over another key/,
      /wrong \S+national\.cert\.pem: expires on/,
      /wrong \S+tls\.cert\.pem: expires on/,
      /wrong \S+signing\.cert\.pem: expires on/,
      /wrong our encryption key \S+: expires on/,
      /note trial CA: our certificates come from/,
      /wrong partners: \S+XD\.json: not JSON/,
      /note partner XB: the exchange is suspended/,
      /wrong partner XB: its encryption key \S+ expires on/,
      /wrong agreements: agreements\/broken\.json: /,
      /wrong agreement foreign: it is between XB and XC, we are XA/,
      /wrong agreement foreign: it asks for suite A/,
      /note agreement foreign: not in force today/,
      /wrong clients: \S+clients\.json: /,
    ])
      t.match(said, expected)
    if (words.length === 0) t.match(said, /note our own gateway at \S+: it is not running/)
  }
})

t.test('what cannot be looked at is wrong, never a note under "nothing is wrong" [N3]', async (t) => {
  for (const [file, expected] of [
    ['keys/log.key.pem', /^\S+keys\/log\.key\.pem: found no key, expected/],
    ['keys/encryption.key.pem', /^\S+keys\/encryption\.key\.pem: found no key, expected/],
    ['card.json', /could not be looked at/],
  ] as const) {
    const whole = await readFile(join(xa, file))
    await writeFile(join(xa, file), 'garbage')
    const { exit, findings } = await offline(xa)
    await writeFile(join(xa, file), whole)
    t.equal(exit, 1, file)
    t.match(wrongs(findings).join('\n'), expected, file)
    if (file !== 'card.json') t.notMatch(wrongs(findings).join('\n'), /card\.jws/, 'the card is not what is broken')
  }
})

t.test('settings, disk and Node are looked at', async (t) => {
  const settings = await offline(xa, { env: { BULLA_PARTNER_PORT: 'x', BULLA_COLOUR: 'blue' } })
  t.equal(settings.findings.filter(({ about }) => about === 'settings').length, 2, 'one finding for each fault')
  t.match(wrongs(settings.findings).join(), /PARTNER_PORT must be a whole number.*/)
  const full = await offline(xa, { env: { BULLA_MIN_FREE_BYTES: String(1024 ** 4) } })
  t.match(wrongs(full.findings).join(), /data: \d+ MiB free, expected at least 1048576 MiB/)
  t.match(checkNode('24.1.0'), [{ level: 'wrong', found: 'this is Node 24.1.0, expected 26 or later' }])
  t.same(checkNode('26.10.0'), [])
})

t.test('agreements and partners that do not fit are found', async (t) => {
  const text = await readFile(join(root, 'sent.json'), 'utf8')
  const agreement = readAgreement(JSON.parse(text))
  const file = join(xa, 'agreements/xa-xb-tfa12.json')
  const others = { suite: 'A', members: ['XA', 'XC'], from: '2020-01-01', until: '2020-12-31' }
  for (const [change, expected] of [
    [
      { suite: others.suite },
      /agreement xa-xb-tfa12: it asks for suite A, our keys are of suite B[\s\S]*the keys of XB are of suite B/,
    ],
    [{ members: others.members }, /agreement xa-xb-tfa12: XC is not among our partners/],
    [{ members: ['XB', 'XC'] }, /it is between XB and XC, we are XA/],
    [{ loophole: true }, /agreements: agreements\/xa-xb-tfa12\.json: /],
  ] as const) {
    await writeFile(file, JSON.stringify({ ...agreement, ...change }))
    const { exit, findings } = await offline(xa)
    t.equal(exit, 1)
    t.match(wrongs(findings).join('\n'), expected)
  }
  await writeFile(
    file,
    JSON.stringify({ ...agreement, from: others.from, until: others.until, profiles: ['tfa12', 'aeo'] }),
  )
  const notes = await offline(xa)
  t.equal(notes.exit, 0)
  t.match(JSON.stringify(notes.findings), /not in force today: from 2020-01-01 until 2020-12-31/)
  t.match(JSON.stringify(notes.findings), /the card of XB does not offer the profile aeo/)
  await rm(file)
  t.match(JSON.stringify((await offline(xa)).findings), /partner XB.*there is no agreement with it/)
  await writeFile(file, text)

  const partner = join(xa, 'partners/XB.json')
  const kept = await readFile(partner, 'utf8')
  await writeFile(partner, kept.replace(/"card": "[^"]{20}/, '"card": "AAAAAAAAAAAAAAAAAAAA'))
  t.match(wrongs((await offline(xa)).findings).join(), /partner XB: /)
  await writeFile(partner, '{')
  t.match(wrongs((await offline(xa)).findings).join(), /partners: .*partners\/XB\.json: not JSON/)
  await writeFile(partner, kept)
})

/** A partner door of XB that answers as it is told to, with a clock of its own. */
async function partnerDoor(
  folder: string,
  answer: { status?: number; body?: string; aheadMs?: number },
): Promise<{ url: string; close(): void }> {
  const pem = (name: string) => readFile(join(folder, 'keys', name))
  const server = createServer({ key: await pem('tls.key.pem'), cert: await pem('tls.cert.pem') }, (_, response) => {
    response.setHeader('date', new Date(Date.now() + (answer.aheadMs ?? 0)).toUTCString())
    response.statusCode = answer.status ?? 200
    response.end(answer.body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

t.test('partners are asked who they are and what time it is', async (t) => {
  const answer: { status?: number; body?: string; aheadMs?: number } = {}
  const door = await partnerDoor(xb, answer)
  t.teardown(() => door.close())
  const about = JSON.parse(await readFile(join(xb, 'card.json'), 'utf8'))
  await writeFile(join(xb, 'card.json'), JSON.stringify({ ...about, endpoint: door.url }))
  await bulla(xb, ['card', 'refresh'])
  await bulla(xa, ['partner', 'add', join(xb, 'card.jws')])
  const findingsWith = async (told: typeof answer, circumstances: Circumstances = {}) => {
    Object.assign(answer, { status: 200, body: await readFile(join(xb, 'card.jws'), 'utf8'), aheadMs: 0 }, told)
    return (await check(xa, circumstances)).findings.filter(({ about }) => about.startsWith('partner XB'))
  }
  t.same(await findingsWith({}), [])
  t.match(await findingsWith({ aheadMs: 20_000 }), [{ level: 'note', found: /its clock is (19|20) s ahead of ours/ }])
  t.match(await findingsWith({ aheadMs: -400_000 }), [{ level: 'wrong', found: /its clock is 40[01] s behind ours/ }])
  t.match(await findingsWith({ status: 403, body: '{"code":"partner-unknown"}' }), [
    { level: 'wrong', found: /it answered 403: .*partner-unknown/, fix: /XB must add our current card/ },
  ])
  await bulla(xb, ['card', 'refresh'])
  t.match(await findingsWith({}), [{ level: 'note', found: 'it has sequence 3 of its card, we hold 2' }])

  const impostor = await initiated(join(root, 'elsewhere'), 'XB')
  const other = await partnerDoor(impostor, {})
  t.teardown(() => other.close())
  await writeFile(join(xb, 'card.json'), JSON.stringify({ ...about, endpoint: other.url }))
  await bulla(xb, ['card', 'refresh'])
  await bulla(xa, ['partner', 'add', join(xb, 'card.jws')])
  t.match(await findingsWith({}), [{ level: 'wrong', found: /./, fix: /ask XB for its newer card; never go on/ }])
  other.close()
  await writeFile(join(xb, 'card.json'), JSON.stringify({ ...about, endpoint: 'https://127.0.0.1:1' }))
  await bulla(xb, ['card', 'refresh'])
  await bulla(xa, ['partner', 'add', join(xb, 'card.jws')])
  t.match(await findingsWith({}), [{ level: 'wrong', found: 'nothing listens there' }])
  t.match((await check(xa)).findings, [
    { about: join(xa, 'next') },
    { about: 'trial CA' },
    { level: 'note', found: 'it is not running', fix: 'bulla serve' },
    {},
  ])
})
