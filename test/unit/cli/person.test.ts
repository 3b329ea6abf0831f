// `bulla person`: who may sign in at the console.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openDirectory } from '../../../config/directory.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { loadTrust } from '../../../gateway/flows/trust/trust.ts'
import { bulla, initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-person-'))
t.teardown(() => rm(root, { recursive: true, force: true }))
const folder = await initiated(root, 'XA')
const person = async (...words: string[]) => bulla(folder, ['person', ...words, '--json'])
const inForce = async () => (await loadTrust(await openDirectory(folder).read(), await readKeys(folder))).trust
const ana = ['--name', 'Ana Costa', '--offices', 'XA000101', '--roles', 'read,submit']

t.test('a person is added with a link that works once and ends', async (t) => {
  const now = Date.parse('2026-11-30T12:00:00.000Z')
  const { exit, json } = await bulla(folder, ['person', 'add', 'A.Costa', ...ana, '--json'], { nowMs: now })
  t.equal(exit, 0)
  const [, token = ''] = /^https:\/\/localhost:8444\/console\/enrol\/([\w-]{43})$/.exec(String(json['link'])) ?? []
  t.match(json, { id: 'a.costa', language: 'en', until: '2026-12-01T12:00:00.000Z' })
  t.notMatch(await readFile(join(folder, 'persons.json'), 'utf8'), token, 'only its digest is kept')
  const { persons, offices } = await inForce()
  t.match(persons.get('a.costa'), { name: 'Ana Costa', keys: [], invitation: { sha256: sha256Hex(utf8(token)) } })
  t.ok(offices.has('XA000101'))
  t.match(await person('add', 'a.costa', ...ana), { exit: 1, err: /there is a person a\.costa already/ })
  const client = ['--offices', 'XA000101', '--roles', 'read', '--json']
  for (const words of [
    ['client', 'add', 'A-C0sta', ...client],
    ['person', 'add', 'a_costa', ...ana, '--json'],
  ]) {
    t.match(await bulla(folder, words), { exit: 0, err: /looks like a\.costa, which is here already/ })
    t.equal((await bulla(folder, [words[0] as string, 'remove', words[2] as string])).exit, 0)
  }
  const other = await bulla(folder, ['client', 'add', 'b.costa', ...client])
  t.notMatch(other.err, /looks like/)
  t.equal((await bulla(folder, ['client', 'remove', 'b.costa'])).exit, 0)

  const again = await person('link', 'a.costa', '--hours', '2')
  t.not(again.json['link'], json['link'])
  t.equal(Math.round((Date.parse(String(again.json['until'])) - Date.now()) / 3_600_000), 2)
  t.match(await person('link', 'nobody'), { exit: 1, err: /there is no person nobody \(a\.costa\)/ })
})

t.test('links lead where browsers find the console', async (t) => {
  const env = { BULLA_CONSOLE_ORIGIN: 'https://desk.xa.example' }
  const { json } = await bulla(folder, ['person', 'link', 'a.costa', '--json'], { env })
  t.match(json['link'], /^https:\/\/desk\.xa\.example\/console\/enrol\//)
})

t.test('roles, keys and persons change', async (t) => {
  const key = { id: '-k', algorithm: 'ES256' as const, spki: 'AAAA', registeredAt: '2026-11-30T12:00:00.000Z' }
  await openDirectory(folder).addPersonKey('a.costa', key)
  t.equal((await person('roles', 'a.costa', '--roles', 'read')).exit, 0)
  t.match((await person('list')).json, { persons: [{ id: 'a.costa', roles: ['read'], keys: [key], linkUntil: /Z$/ }] })
  t.match(await bulla(folder, ['person', 'list']), {
    out: /a\.costa +Ana Costa +XA000101 +read +en +-k \(2026-11-30\)/,
  })
  t.match(await person('key-remove', 'a.costa', 'other'), { exit: 1, err: /has no key other \(-k\)/ })
  t.match(await bulla(folder, ['person', 'key-remove', '--json', 'a.costa', '--', '-k']), {
    exit: 0,
    json: { key: '-k' },
  })
  t.same((await inForce()).persons.get('a.costa')?.keys, [])
  t.match(await person('remove', 'a.costa'), { exit: 0 })
  t.equal((await inForce()).persons.size, 0)
  t.match(await person('remove', 'a.costa'), { exit: 1, err: /there is no person a\.costa \(there are none\)/ })
})

t.test('what is wrong is said, and nothing is written', async (t) => {
  const before = await readFile(join(folder, 'persons.json'), 'utf8')
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['.ana', ...ana], /expected an id of 1 to 64/],
    [['ana', '--offices', 'all', '--roles', 'read'], /--name is missing/],
    [['ana', ...ana, '--function', '\u2066Head'], /--function has 1 to 200 letters/],
    [['ana', '--name', 'Ana\u202e', '--offices', 'all', '--roles', 'read'], /--name has 1 to 200 letters/],
    [['ana', '--name', 'Ana', '--offices', 'all', '--roles', 'read,operate'], /operate goes with monitor alone/],
    [['ana', ...ana, '--language', 'de'], /--language must be one of en, fr, es/],
    [['ana', ...ana, '--hours', '0'], /--hours must be a whole number/],
  ]
  for (const [words, message] of wrong) t.match(await person('add', ...words), { exit: 2, err: message })
  t.equal(await readFile(join(folder, 'persons.json'), 'utf8'), before)
  const client = ['client', 'add', 'console:a.costa', '--offices', 'all', '--roles', 'read']
  t.match(await bulla(folder, client), { exit: 2, err: /an id has at most 64 letters/ })
})

t.test(
  'a client that runs the gateway and states for whom it acts is two persons by itself: "bulla check" says so',
  async (t) => {
    const added = await bulla(folder, ['client', 'add', 'desk', '--offices', 'all', '--roles', 'operate', '--persons'])
    t.equal(added.exit, 0)
    const told = /client desk.*whoever has its token is two persons/
    const { out } = await bulla(folder, ['check', '--offline'])
    t.match(out, told)
    t.match(out, /bulla client change desk --persons no/)
    await bulla(folder, ['client', 'change', 'desk', '--persons', 'no'])
    t.notMatch((await bulla(folder, ['check', '--offline'])).out, told)
  },
)

t.test('roles that count nothing are left out, and "bulla check" says so', async (t) => {
  const file = join(folder, 'persons.json')
  const mia = { id: 'mia', name: 'Mia', offices: 'all', roles: ['operate', 'read'], language: 'en', keys: [] }
  await writeFile(file, JSON.stringify({ persons: [mia] }))
  await chmod(file, 0o644)
  t.same((await inForce()).persons.get('mia')?.roles, ['operate'])
  const { out } = await bulla(folder, ['check'])
  t.match(out, /person mia.*has operate beside read/)
  t.match(out, /person mia.*has no key, and no link that still holds/)
  t.match(out, /persons\.json.*lets others in/)
  await writeFile(file, '{')
  t.match(await bulla(folder, ['check']), { out: /persons.*not JSON/ })
})
