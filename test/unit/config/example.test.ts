import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readAboutUs } from '../../../config/about.ts'
import { loadConfig } from '../../../config/load.ts'
import { withIds } from '../../../gateway/cli/exchange/body-items.ts'
import { readAgreement } from '../../../gateway/model/agreement.ts'
import { checkBody } from '../../../gateway/model/profile/message.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { tfa12 } from '../../../gateway/profiles/tfa12/profile.ts'

const examples = join(import.meta.dirname, '../../../config/example')
const folder = await mkdtemp(join(tmpdir(), 'bulla-example-'))
t.teardown(() => rm(folder, { recursive: true }))
const read = async (name: string) => JSON.parse(await readFile(join(examples, name), 'utf8'))

t.test('every example is one that this test knows', async (t) => {
  const known = ['agreement.json', 'bulla.json', 'card.json', 'request.json', 'response.json']
  t.same((await readdir(examples)).sort(), known)
})

t.test('the settings and the card are read', async (t) => {
  for (const name of ['bulla.json', 'card.json']) await copyFile(join(examples, name), join(folder, name))
  t.match(loadConfig(folder), { MEMBER: 'XA', NATIONAL_HOST: '10.20.0.5', LOG_FILE: join(folder, 'log/bulla.log') })
  t.match(await readAboutUs(folder), { name: 'Customs of XA', contact: { timeZone: 'Europe/Brussels' } })
})

t.test('the agreement is one, between members of the examples, on profiles there are', async (t) => {
  const agreement = readAgreement(await read('agreement.json'))
  t.same(agreement.members, ['XA', 'XB'])
  for (const name of agreement.profiles) t.ok(profiles.has(name), name)
  for (const type of agreement.parameters.fourEyes) t.ok(type in tfa12.messages, type)
})

t.test('the bodies are valid messages of tfa12', async (t) => {
  const { languages } = readAgreement(await read('agreement.json'))
  t.same(checkBody(tfa12, 'request', await read('request.json'), { languages, items: [] }).warnings, [])
  const id = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'
  const response = withIds(await read('response.json'), new Map([['declaration.xml', id]]))
  t.same(checkBody(tfa12, 'response', response, { items: [{ id, kind: 'declaration' }] }).warnings, [])
})

t.test('a body that names an item which is not attached is refused', async (t) => {
  const body = await read('response.json')
  t.throws(() => withIds(body, new Map([['other.pdf', 'x']])), {
    message: 'the body names the item @declaration.xml, which is not attached; attached: other.pdf',
  })
  const note = { note: '@declaration.xml', items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'] }
  t.same(withIds(note, new Map()), note, 'only where items are named')
})
