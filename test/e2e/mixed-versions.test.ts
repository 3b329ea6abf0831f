// A gateway of an earlier version and this one exchange a whole case, each as the one that asks; then the earlier one is brought up to date.
// The earlier program comes out of the history of this repository; where a clone is shallow, that is said and nothing is tried.
import { execFile, spawnSync } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { clientOf } from '../support/client.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, installedPair, killHard, type Pair, spawnGateway, start } from '../support/gateways.ts'
import { type Installation, scratch } from '../support/installation.ts'
import { accepted, asked, given, open, read, readBody, untilState } from '../support/story.ts'

/** Of 30 November 2026: the first with cards of version 2 that is known to be used. When a version is released it takes its place. */
const earlier = '31225532'
const root = join(import.meta.dirname, '../..')
const git = (...words: string[]) => spawnSync('git', ['-C', root, ...words], { maxBuffer: 256 * 1024 * 1024 })
const there = git('cat-file', '-e', `${earlier}^{commit}`).status === 0
const skip = there ? false : `the history here has no ${earlier} (a shallow clone: git fetch --unshallow brings it)`

/** Its sources, with the packages of this tree. */
async function earlierTree(folder: string): Promise<string> {
  const tree = join(folder, 'earlier')
  await mkdir(tree)
  await writeFile(join(folder, 'earlier.tar'), git('archive', '--format=tar', earlier).stdout)
  await promisify(execFile)('tar', ['-xf', join(folder, 'earlier.tar'), '-C', tree])
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'))
  return tree
}

/** As tests speak to a gateway, whatever program it runs. */
function asGateway(t: Test, installation: Installation): Gateway {
  const clients = new Map<string, ReturnType<typeof clientOf>>()
  t.teardown(() => {
    for (const client of clients.values()) client.close()
  })
  return {
    installation,
    running: undefined as never,
    client(who = 'officer') {
      const client = clients.get(who) ?? clientOf(installation, who)
      clients.set(who, client)
      return client
    },
  }
}

/** A case with documents whose keys follow, read to the end by the one that asked; its id and its bundle. */
async function wholeCase(t: Test, both: Pair) {
  const all = await given(both, [Buffer.from('declared'), Buffer.from('invoiced')], { keys: 'after-acceptance' })
  const { case: id, items, response } = all
  await accepted(both, all)
  const got = await read(both.a.client(), items[0], id)
  t.equal(got.octets.toString(), 'declared', 'the item is read')
  t.equal((await readBody(both.a.client(), response, id)).status, 200, 'and the message')
  const bundle = await both.a.client().get(`/v1/cases/${id}/bundle`)
  t.equal(bundle.status, 200, 'and the case is exported')
  return { id, items, bundle: bundle.octets }
}

/** All but whose keys these are, which nobody read aloud here. */
async function verified(t: Test, bundle: Uint8Array) {
  const { faults, statements } = await verifyBundle(bundle, { fingerprints: {}, nowMs: Date.now() })
  t.same(
    faults.filter(({ code }) => code !== 'identity-unproven'),
    [],
  )
  t.equal(statements.length, 5)
}

t.test(
  'an earlier version asks, this one answers; then it is killed and brought up to date over its own folder [25]',
  { skip },
  async (t) => {
    const folder = await scratch(t)
    const tree = await earlierTree(folder)
    const fourEyes = { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['withdraw'] } }
    const { a, b, agreement } = await installedPair(t, { agreement: fourEyes })
    const child = await spawnGateway(t, a, [], {}, [], tree)
    const both = { a: asGateway(t, a), b: await start(t, b), agreement }
    const { id, items, bundle } = await wholeCase(t, both)
    await verified(t, bundle)
    const matter = await asked(both)
    const withdrawal = { type: 'withdraw', body: { reason: 'It was found.' } }
    const drafted = await both.a.client().post(`/v1/cases/${matter}/messages`, withdrawal)
    t.equal(drafted.status, 201, String(drafted.octets))
    await both.b.running.close()
    const { case: waiting } = await open(both.a.client(), agreement.id)
    await killHard(child)
    const now = { a: await start(t, a), b: await start(t, b), agreement }
    t.equal((await read(now.a.client(), items[1], id)).octets.toString(), 'invoiced', 'what it held is read')
    const later = await now.a.client().get(`/v1/cases/${id}/bundle`)
    await verified(t, later.octets)
    await untilState(now.b.client(), waiting, 'submitted')
    const draft = String(drafted.json['draft'])
    t.match((await now.a.client().get('/v1/drafts')).json, { rows: [{ draft, case: matter, type: 'withdraw' }] })
    const approved = await now.a.client('approver').post(`/v1/drafts/${draft}/approval`, { revision: 1 })
    t.equal(approved.status, 202, String(approved.octets))
    await untilState(now.b.client(), matter, 'closed')
    await wholeCase(t, now)
    t.notMatch(await readFile(join(a.folder, 'gateway.log'), 'utf8'), /log\.alarm|gateway\.failed|evidence\.altered/)
    const token = join(folder, 'operator.token')
    await writeFile(token, a.tokens.operator, { mode: 0o600 })
    const checked = await bulla(a.folder, ['evidence', 'check', '--folder', a.folder, '--token-file', token])
    t.equal(checked.exit, 0, checked.out + checked.err)
    await now.a.running.close()
    await t.rejects(
      spawnGateway(t, a, [], {}, [], tree),
      { message: /newer program than this one.*step \d{4} .*which knows the steps up to \d{4} / },
      'and the earlier program leaves it alone, naming both',
    )
  },
)

t.test('this version asks, an earlier one answers', { skip }, async (t) => {
  const folder = await scratch(t)
  const tree = await earlierTree(folder)
  const { a, b, agreement } = await installedPair(t)
  await spawnGateway(t, b, [], {}, [], tree)
  const { bundle } = await wholeCase(t, { a: await start(t, a), b: asGateway(t, b), agreement })
  await verified(t, bundle)
})
