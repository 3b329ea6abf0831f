import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../../config/directory.ts'
import { loadConfig } from '../../../config/load.ts'
import { actsToSign, consoleOrigin } from '../../../config/people/console-settings.ts'
import { mostKeys, mostPersons, type PersonEntry } from '../../../config/people/persons.ts'
import { readClients, writeJson } from '../../../config/shapes.ts'
import { consoleClient, signedActs } from '../../../gateway/model/client/person.ts'
import type { InvitedPerson } from '../../../gateway/ports/installation.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-persons-'))
t.teardown(() => rm(root, { recursive: true }))
let count = 0
const fresh = async () => {
  count += 1
  const folder = join(root, String(count))
  await mkdir(folder)
  const directory = openDirectory(folder)
  await directory.saveOwnCard('x.y.z')
  return { folder, file: join(folder, 'persons.json'), directory }
}
const at = '2026-11-30T12:00:00.000Z'
const key = (id: string) => ({ id, algorithm: 'ES256' as const, spki: 'AAAA', registeredAt: at })
const ana: PersonEntry = {
  ...{ id: 'a.costa', name: 'Ana Costa', offices: ['XA000101'], roles: ['read', 'submit'], language: 'es' },
  keys: [],
  invitation: { sha256: 'a'.repeat(64), until: at },
}
const { invitation, ...uninvited } = ana

t.test('persons lie in a file of their own, which others cannot read', async (t) => {
  const { file, directory } = await fresh()
  t.same(await directory.listPersons(), [])
  t.equal(await directory.addPerson(ana), true)
  t.equal(await directory.addPerson({ ...ana, name: 'Another' }), false, 'an id is given once')
  t.equal((await stat(file)).mode & 0o777, 0o600)
  const persons: readonly InvitedPerson[] = (await directory.read()).persons
  t.same(persons, [ana])
  t.equal(await directory.setPerson('a.costa', { roles: ['read'] }), true)
  t.equal(await directory.setPerson('nobody', { roles: ['read'] }), false)
  t.same(await directory.listPersons(), [{ ...ana, roles: ['read'] }])
  t.equal(await directory.removePerson('a.costa'), true)
  t.equal(await directory.removePerson('a.costa'), false)
})

t.test('a link is spent once, and a new one takes its place', async (t) => {
  const { directory } = await fresh()
  await directory.addPerson(ana)
  t.equal(await directory.spendInvitation('a.costa', 'b'.repeat(64)), false, 'another link')
  const both = await Promise.all([1, 2].map(() => directory.spendInvitation('a.costa', 'a'.repeat(64))))
  t.same(both.sort(), [false, true], 'of two at once one wins')
  t.same(await directory.listPersons(), [uninvited])
  const next = { sha256: 'c'.repeat(64), until: at }
  await directory.setPerson('a.costa', { invitation: next })
  t.equal(await directory.spendInvitation('a.costa', 'a'.repeat(64)), false, 'the one before is gone')
  t.equal(await directory.spendInvitation('a.costa', next.sha256), true)
})

t.test('keys are added up to a bound, each once, and taken away', async (t) => {
  const { directory } = await fresh()
  await directory.addPerson(uninvited)
  for (let number = 0; number < mostKeys; number += 1)
    t.equal(await directory.addPersonKey('a.costa', key(`key-${number}`)), true)
  t.equal(await directory.addPersonKey('a.costa', key('one-more')), false)
  t.equal(await directory.removePersonKey('a.costa', 'key-3'), true)
  t.equal(await directory.removePersonKey('a.costa', 'key-3'), false)
  t.equal(await directory.addPersonKey('a.costa', key('key-4')), false, 'this one it has')
  t.equal(await directory.addPersonKey('nobody', key('one-more')), false)
  t.equal((await directory.listPersons())[0]?.keys.length, mostKeys - 1)
})

t.test('what is of another shape is refused, with the file', async (t) => {
  const { file, directory } = await fresh()
  const fault = async (persons: unknown) => {
    await writeFile(file, writeJson({ persons }))
    return directory.read().then(
      () => 'no fault',
      (error: Error) => error.message.replace(file, 'persons.json'),
    )
  }
  t.equal(await fault([ana]), 'no fault')
  for (const [wrong, expected] of [
    [{ ...ana, id: 'A.Costa' }, /persons\.json: \/persons\/0\/id/],
    [{ ...ana, password: 'x' }, /\/persons\/0\/password is not known here/],
    [{ ...ana, language: 'de' }, /\/persons\/0\/language/],
    [{ ...ana, roles: [] }, /\/persons\/0\/roles/],
    [{ ...ana, name: 'Ana\u202e' }, /\/persons\/0\/name/],
    [{ ...ana, keys: Array.from({ length: mostKeys + 1 }, (_, at) => key(`k${at}`)) }, /\/persons\/0\/keys/],
    [{ ...ana, keys: [{ ...key('k'), algorithm: 'RS256' }] }, /\/persons\/0\/keys\/0\/algorithm/],
    [{ ...ana, invitation: { sha256: 'a'.repeat(64) } }, /\/persons\/0\/invitation/],
  ] as const)
    t.match(await fault([wrong]), expected)
  const other = { ...uninvited, id: 'j.diallo' }
  t.match(await fault([ana, ana]), /persons a\.costa and a\.costa have the same id/)
  t.match(
    await fault([
      { ...uninvited, keys: [key('k')] },
      { ...other, keys: [key('k')] },
    ]),
    /have the same key/,
  )
  t.match(await fault([ana, { ...other, invitation }]), /have the same link/)
  const many = Array.from({ length: mostPersons + 1 }, (_, at) => ({ ...uninvited, id: `p${at}` }))
  t.match(await fault(many), /persons\.json: \/persons /)
})

t.test('no client is called as the one that acts for persons', async (t) => {
  const client = { id: consoleClient('ana'), tokenSha256: 'a'.repeat(64), offices: 'all', roles: ['read'] }
  t.throws(() => readClients(writeJson({ clients: [client] })), /\/clients\/0\/id/)
})

t.test('where the console is found, and which acts are signed', async (t) => {
  t.same(actsToSign, signedActs)
  const { folder } = await fresh()
  const read = async (settings: object) => {
    await writeFile(join(folder, 'bulla.json'), JSON.stringify({ MEMBER: 'XA', ...settings }))
    return loadConfig(folder)
  }
  t.equal(consoleOrigin(await read({})), 'https://localhost:8444')
  t.equal(consoleOrigin(await read({ NATIONAL_PORT: 443 })), 'https://localhost', 'as a browser writes it')
  t.equal(consoleOrigin(await read({ CONSOLE_ORIGIN: 'https://desk.xa.example' })), 'https://desk.xa.example')
  t.same((await read({})).SIGNED_ACTS, [])
  t.same((await read({ SIGNED_ACTS: '' })).SIGNED_ACTS, [])
  t.same((await read({ SIGNED_ACTS: 'dispose, release' })).SIGNED_ACTS, ['release', 'dispose'])
  for (const wrong of [
    ...['http://desk.xa.example', 'https://desk.xa.example/', 'https://desk.xa.example:443', 'https://Desk.xa.example'],
    ...[
      'https://10.0.0.1',
      'https://[::1]:8444',
      'https://127.1',
      'https://desk.xa.1',
      'https://u@desk.xa.example',
      'desk',
    ],
  ])
    await t.rejects(read({ CONSOLE_ORIGIN: wrong }), { message: /CONSOLE_ORIGIN must be an https origin/ }, wrong)
  await t.rejects(read({ SIGNED_ACTS: 'release,sing' }), {
    message: /SIGNED_ACTS must be some of release, clear, approve/,
  })
})
