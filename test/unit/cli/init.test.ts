import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openDirectory } from '../../../config/directory.ts'
import { loadConfig } from '../../../config/load.ts'
import { readCard } from '../../../crypto/card/card.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { loadTrust } from '../../../gateway/flows/trust/trust.ts'
import { bulla, initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-init-'))
t.teardown(() => rm(root, { recursive: true }))

t.test('one command makes everything, and only its owner reads what is secret', async (t) => {
  const folder = await initiated(root, 'XA')
  const modes: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    modes[relative(folder, path)] = ((await stat(path)).mode & 0o777).toString(8)
  }
  const [secret, open, closed] = ['600', '644', '700']
  const [next] = await readdir(join(folder, 'next'))
  t.same(modes, {
    // The lock of whoever changes clients.json, and who that was.
    '.changing': secret,
    '.changing.by': open,
    'bulla.json': open,
    'card.json': open,
    'card.jws': open,
    'clients.json': secret,
    crls: closed,
    'operator.token': secret,
    keys: closed,
    'keys/.changing': secret,
    'keys/.changing.by': open,
    'keys/tls.key.pem': secret,
    'keys/tls.cert.pem': open,
    'keys/tls.anchor.pem': open,
    'keys/signing.key.pem': secret,
    'keys/signing.cert.pem': open,
    'keys/national.key.pem': secret,
    'keys/national.cert.pem': open,
    'keys/encryption.key.pem': secret,
    'keys/log.key.pem': secret,
    'keys/installation.key': secret,
    // The lock of whoever changes keys/, and who that was.
    next: closed,
    [`next/${next}`]: secret,
    requests: closed,
    'requests/tls.csr.pem': open,
    'requests/signing.csr.pem': open,
    'requests/national.csr.pem': open,
    'trial-ca': closed,
    'trial-ca/ca.cert.pem': open,
    'trial-ca/ca.key.pem': secret,
    partners: closed,
    agreements: closed,
    data: closed,
  })
  t.match(loadConfig(folder), { MEMBER: 'XA', TIME_ZONE: 'UTC', PARTNER_PORT: 8443, NATIONAL_PORT: 8444 })
})

t.test('the card verifies, names our keys, and a gateway can start from it', async (t) => {
  const folder = join(root, 'xa')
  const snapshot = await openDirectory(folder).read()
  const { card } = await readCard(snapshot.ownCard, { trusting: 'first-contact', nowMs: Date.now() })
  t.match(card, {
    member: 'XA',
    name: 'Customs of XA',
    sequence: 1,
    endpoint: 'https://localhost:8443',
    trustDomain: 'xa.bulla',
    contact: { office: 'CONTACT-POINT', timeZone: 'UTC', languages: ['en'] },
    profiles: ['tfa12'],
    tls: { pins: [] },
    signing: [{ suite: 'B' }],
  })
  const { trust, faults } = await loadTrust(snapshot, await readKeys(folder))
  t.same(faults, [])
  const token = (await readFile(join(folder, 'operator.token'), 'utf8')).trim()
  t.same(
    trust.authenticate({ token }, Date.now()),
    { id: 'operator', offices: 'all', roles: ['operate'] },
    'and nothing else [R15]',
  )
  t.equal(snapshot.clients[0]?.tokenSha256, sha256Hex(utf8(token)))
  t.notMatch(await readFile(join(folder, 'clients.json'), 'utf8'), token, 'only a digest of the token is kept')

  const { out, json } = await bulla(folder, ['card', '--out', 'sent.jws', '--json'])
  t.same(json['words'], fingerprint(card))
  t.equal(out.split('\n').length, 1, 'one JSON object and nothing else')
  t.equal((await readFile(join(folder, 'sent.jws'), 'utf8')).trim(), snapshot.ownCard)
  const shown = await bulla(folder, ['card'])
  t.ok(shown.out.includes(fingerprint(card).slice(0, 6).join(' ')))
  t.equal((await bulla(root, ['check', '--offline', '--folder', folder])).exit, 0)
})

t.test('what is there is never overwritten', async (t) => {
  const folder = join(root, 'xa')
  const before = await readFile(join(folder, 'keys/tls.key.pem'), 'utf8')
  const again = await bulla(root, ['init', 'XA', '--name', 'Again', '--folder', folder])
  t.equal(again.exit, 1)
  t.match(again.err, /already holds an installation.*bulla\.json.*keys/)
  t.match(again.err, /hint: keys are never overwritten/)
  t.equal(await readFile(join(folder, 'keys/tls.key.pem'), 'utf8'), before)
  await rm(join(folder, 'bulla.json'))
  t.equal((await bulla(root, ['init', 'XA', '--name', 'Again', '--folder', folder])).exit, 1, 'nor what is left of one')
})

t.test('--name is what has to be said, and the help says so [N8]', async (t) => {
  const folder = join(root, 'nameless')
  t.match(await bulla(root, ['init', 'XA', '--folder', folder]), { exit: 2, err: /--name is missing/ })
  t.notOk(existsSync(folder))
  const { out } = await bulla(root, ['init', '--help'])
  t.match(out, /Asks nothing\. --name has to be said; all else has a default/)
  t.match(out, /--name <text> +name of the administration, as partners read it \(needed\)/)
})

t.test('a folder that cannot be, or that is an empty text, is told with what to do [N8]', async (t) => {
  const init = (folder: string) => bulla(root, ['init', 'XA', '--name', 'Customs of XA', '--folder', folder])
  await symlink(join(root, 'loop'), join(root, 'loop'))
  for (const folder of ['/proc/there', join(root, 'loop/there'), join(root, 'a'.repeat(300)), '/dev/null/there'])
    t.match(await init(folder), { exit: 1, err: /no folder can be made here \(.*\nhint: name a folder/ }, folder)
  t.match(await init(''), { exit: 2, err: /the folder of the installation is an empty text/ })
  t.notOk(existsSync(join(root, 'bulla.json')), 'nothing came into the current folder')
  t.match(await bulla(root, ['check'], { env: { BULLA_FOLDER: '' } }), { exit: 2, err: /is an empty text/ })
})

t.test('the codes of offices are held against the list, else against what names them [N8]', async (t) => {
  const folder = await initiated(join(root, 'offices'), 'XA')
  const add = (id: string, offices: string) =>
    bulla(folder, ['client', 'add', id, '--offices', offices, '--roles', 'read', '--save', join(folder, `${id}.token`)])
  t.match((await add('a', 'CONTACT-POINT')).err, /^$/)
  t.match(await add('b', 'XA000101'), {
    exit: 0,
    err: /nothing else here names the office XA000101; the setting OFFICES/,
  })
  t.match((await add('c', 'XA000101')).err, /^$/)
  const settings = JSON.parse(await readFile(join(folder, 'bulla.json'), 'utf8'))
  await writeFile(join(folder, 'bulla.json'), JSON.stringify({ ...settings, OFFICES: 'XA000101,XA000102' }))
  const wrong = await add('d', 'XA000101,XA00O102')
  t.match(wrong, { exit: 2, err: /XA00O102 is none of our offices \(XA000101, XA000102\)\nhint: .*OFFICES/ })
  t.notOk(existsSync(join(folder, 'd.token')), 'no token of a client that is none')
  t.match((await add('e', 'XA000102,XA000101')).err, /^$/)
  t.match(await bulla(folder, ['check', '--offline']), {
    exit: 1,
    out: /WRONG +client a: CONTACT-POINT is none of our offices\n[\s\S]*WRONG +our card: CONTACT-POINT is none/,
  })
})

t.test('a setting that names another member is wrong, and nothing starts with it [N8]', async (t) => {
  const folder = await initiated(join(root, 'member'), 'XA')
  const env = { BULLA_MEMBER: 'XB', BULLA_PARTNER_PORT: '0', BULLA_NATIONAL_PORT: '0' }
  const told = /MEMBER is XB, and the card (?:of this installation|here) is that of XA/
  t.match(await bulla(folder, ['serve'], { env }), { exit: 1, err: told })
  t.match(await bulla(folder, ['check', '--offline'], { env }), { exit: 1, out: told })
})

t.test('what the card cannot say is refused, and nothing half is left behind', async (t) => {
  const folder = join(root, 'none')
  for (const [more, message] of [
    [
      ['--email', 'nobody'],
      /nothing was made: no card can be made out of .*none\/card\.json and the keys: .*\/contact\/email/,
    ],
    [['--national-port', '8443', '--endpoint', 'https://localhost:8443'], /are both 8443/],
    [['--language', 'Klingon!'], /\/contact\/languages/],
  ] as const) {
    const { exit, err } = await bulla(root, ['init', 'XA', '--name', 'Customs of XA', '--folder', folder, ...more])
    t.equal(exit, 1)
    t.match(err, message)
    t.notOk(existsSync(folder), 'the folder that was made for it goes too')
  }
})

t.test('everything that can be said at once is said on the card', async (t) => {
  const folder = join(root, 'xb')
  const { exit, json } = await bulla(root, [
    ...['init', 'XB', '--name', 'Customs of XB', '--suite', 'A', '--endpoint', 'https://gw.xb.example'],
    ...['--host', 'gw2.xb.example', '--office', 'XB000402', '--email', 'tfa@xb.example', '--time-zone', 'Pacific/Apia'],
    ...[
      '--language',
      'fr,en',
      '--trust-domain',
      'gateway.xb.example',
      '--national-port',
      '9999',
      '--folder',
      folder,
      '--json',
    ],
  ])
  t.equal(exit, 0)
  t.match(json, { member: 'XB', suite: 'A', trialCa: true, endpoint: 'https://gw.xb.example' })
  t.equal((json['words'] as string[]).length, 12)
  const { card } = await readCard((await openDirectory(folder).ownCard()) ?? '', {
    trusting: 'first-contact',
    nowMs: Date.now(),
  })
  t.match(card, {
    trustDomain: 'gateway.xb.example',
    contact: { office: 'XB000402', email: 'tfa@xb.example', timeZone: 'Pacific/Apia', languages: ['fr', 'en'] },
    signing: [{ suite: 'A' }],
    encryption: [{ suite: 'A', jwk: { crv: 'X25519' } }],
  })
  t.match(loadConfig(folder), { PARTNER_PORT: 8443, NATIONAL_PORT: 9999 }, 'a port below 1024 is for a forwarder')
  t.same(readCertificate(await readFile(join(folder, 'keys/tls.cert.pem'), 'utf8')).uris, [
    'spiffe://gateway.xb.example/gateway',
  ])
})

t.test('without a trial CA there are requests, a national door, and what to do next', async (t) => {
  const folder = join(root, 'xc')
  const words = ['init', 'XC', '--name', 'Customs of XC', '--no-trial-ca', '--folder', folder]
  const { exit, out } = await bulla(root, words)
  t.equal(exit, 0)
  t.match(out, /have requests\/tls\.csr\.pem and requests\/signing\.csr\.pem signed/)
  const names = await readdir(join(folder, 'keys'))
  t.same(
    names.filter((name) => name.endsWith('.cert.pem')),
    ['national.cert.pem'],
  )
  t.notOk((await readdir(folder)).includes('trial-ca'))
  const card = await bulla(folder, ['card'])
  t.equal(card.exit, 1)
  t.match(card.err, /"bulla keys import" does/)
})

t.test(
  'an operator of 0.1.0 with every role runs the gateway and nothing else, and may be given no more [R15]',
  async (t) => {
    const folder = await initiated(join(root, 'old'), 'XA')
    const directory = openDirectory(folder)
    const roles = ['submit', 'read', 'release', 'approve', 'operate', 'monitor'] as const
    t.equal(await directory.setClient('operator', { roles: [...roles] }), true)
    const { trust } = await loadTrust(await directory.read(), await readKeys(folder))
    const token = (await readFile(join(folder, 'operator.token'), 'utf8')).trim()
    t.same(trust.authenticate({ token }, Date.now())?.roles, ['operate', 'monitor'], 'whatever its file says')

    const checked = await bulla(folder, ['check', '--offline', '--json'])
    t.equal(checked.exit, 1)
    const findings = checked.json['findings'] as { about: string; fix: string }[]
    const fix = findings.find(({ about }) => about === 'client operator')?.fix ?? ''
    t.match(fix, /^bulla client roles operator --roles operate,monitor; /)
    t.equal((await bulla(folder, ['client', 'roles', 'operator', '--roles', 'operate,monitor'])).exit, 0)
    t.notMatch((await bulla(folder, ['check', '--offline'])).out, /client operator/)

    const wrong = ['client', 'roles', 'operator', '--roles', 'operate,read']
    t.match(await bulla(folder, wrong), { exit: 2, err: /operate goes with monitor alone, not with read/ })
    t.match(await bulla(folder, ['client', 'add', 'x', '--offices', 'all', '--roles', 'operate,approve']), { exit: 2 })
    t.equal((await bulla(folder, ['client', 'roles', 'nobody', '--roles', 'read'])).exit, 1)
  },
)

t.test('a client may state persons, and signs in a function, as an operator says [R17b]', async (t) => {
  const folder = await initiated(join(root, 'functions'), 'XA')
  const add = ['client', 'add', 'system', '--offices', 'HQ', '--roles', 'submit,approve', '--persons', '--json']
  t.match(
    await bulla(folder, [...add, '--function', 'Case officer']),
    { exit: 0, json: { note: undefined } },
    'it is nobody’s alone',
  )
  const found = async () => (await openDirectory(folder).listClients()).find(({ id }) => id === 'system')
  t.match(await found(), { persons: true, function: 'Case officer' })
  t.match((await bulla(folder, ['client', 'list'])).out, /^system .* stated +Case officer/m)
  const change = (...words: string[]) => bulla(folder, ['client', 'change', 'system', ...words])
  t.match(await change('--persons', 'no'), {
    exit: 0,
    out: /acts for nobody but itself.*accepts terms as Case officer/,
  })
  t.notOk((await found())?.persons)
  t.match(await change('--no-function'), { exit: 0, out: /accepts no terms/ })
  t.equal((await found())?.function, undefined)
  t.match(await change('--persons', 'yes', '--function', 'Head of unit'), { exit: 0 })
  t.match(await found(), { persons: true, function: 'Head of unit', roles: ['submit', 'approve'] })
  t.match(await change(), { exit: 2, err: /nothing is to be changed/ })
  t.match(await change('--persons', 'maybe'), { exit: 2 })
  for (const wrong of ['', ' ', ' Head', 'a\u202eb', 'x'.repeat(201)])
    t.match(await change('--function', wrong), { exit: 2, err: /--function has 1 to 200 letters/ })
  t.equal((await bulla(folder, ['client', 'change', 'nobody', '--persons', 'yes'])).exit, 1)
})

t.test(
  'whoever may draft and approve for one office is told so, and a token lies where only its owner reads it [R15]',
  async (t) => {
    const folder = await initiated(join(root, 'persons'), 'XA')
    const add = (id: string, roles: string, ...more: string[]) =>
      bulla(folder, ['client', 'add', id, '--offices', 'HQ', '--roles', roles, ...more, '--json'])
    const both = await add('both', 'submit,approve')
    t.match(both, { exit: 0, err: /it drafts and approves for HQ: never what it wrote itself/ })
    t.match(both.json, { note: /HQ/ })
    t.match(await add('officer', 'submit,read', '--save', 'officer.token'), { exit: 0, err: '' })
    const file = join(folder, 'officer.token')
    t.equal((await stat(file)).mode & 0o777, 0o600)
    const { trust } = await loadTrust(await openDirectory(folder).read(), await readKeys(folder))
    const token = (await readFile(file, 'utf8')).trim()
    t.match(trust.authenticate({ token }, Date.now()), { id: 'officer', roles: ['submit', 'read'] })
    t.match(await add('second', 'read', '--save', 'officer.token'), { exit: 1, err: /is there already/ })
    t.equal((await readFile(file, 'utf8')).trim(), token, 'which stays as it is')
    t.match((await bulla(folder, ['client', 'list'])).out, /^officer +token +HQ/m)
    t.notMatch((await bulla(folder, ['client', 'list'])).out, /^second/m)
  },
)

t.test('the contact address is one where the endpoint is an IP address [10]', async (t) => {
  for (const [member, endpoint] of [
    ['XV', 'https://[::1]:39743'],
    ['XW', 'https://192.0.2.7:8443'],
  ] as const) {
    const folder = await initiated(root, member, '--endpoint', endpoint)
    const { contact } = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as { contact: { email: string } }
    t.equal(contact.email, `contact-point@${member.toLowerCase()}.bulla`)
  }
})
