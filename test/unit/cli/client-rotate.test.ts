// `bulla client rotate`: two tokens of one client in overlap, each with its end.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openDirectory } from '../../../config/directory.ts'
import { loadTrust } from '../../../gateway/flows/trust/trust.ts'
import { bulla, initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-rotate-'))
t.teardown(() => rm(root, { recursive: true, force: true }))
const folder = await initiated(root, 'XA')
const dayMs = 86_400_000

const client = async (...words: string[]) => bulla(folder, ['client', ...words, '--json'])
/** Who comes in by a token, so many days from now, as the gateway reads the installation. */
async function comesIn(token: unknown, inDays = 0): Promise<string | undefined> {
  const { trust } = await loadTrust(await openDirectory(folder).read(), await readKeys(folder))
  return trust.authenticate({ token: String(token) }, Date.now() + inDays * dayMs)?.id
}
const added = await client('add', 'declarations', '--offices', 'XA000101', '--roles', 'read')
const first = added.json['token']

t.test('both tokens do until the overlap ends, then the new one alone [N6]', async (t) => {
  const { exit, json } = await client('rotate', 'declarations')
  t.equal(exit, 0)
  const second = json['token']
  t.not(second, first)
  t.equal(Math.round((Date.parse(String(json['formerUntil'])) - Date.now()) / dayMs), 7)
  t.equal(await comesIn(second), 'declarations')
  t.equal(await comesIn(first, 6.9), 'declarations')
  t.equal(await comesIn(first, 7.1), undefined)
  t.equal(await comesIn(second, 10_000), 'declarations')
  const kept = await readFile(join(folder, 'clients.json'), 'utf8')
  t.notMatch(kept, String(second), 'only digests are kept')
  t.match(await client('list'), {
    json: { clients: [{}, { id: 'declarations', by: 'token', formerUntil: /Z$/, roles: ['read'] }] },
  })

  const third = (await client('rotate', 'declarations', '--overlap', '0')).json['token']
  for (const token of [first, second]) t.equal(await comesIn(token), undefined, 'at once')
  t.equal(await comesIn(third), 'declarations')
})

t.test('a token may have an end, and no overlap prolongs it [N6]', async (t) => {
  const soon = new Date(Date.now() + 2 * dayMs).toISOString().slice(0, 10)
  const { json } = await client('add', 'guest', '--offices', 'all', '--roles', 'read', '--until', soon)
  t.equal(json['until'], `${soon}T23:59:59.999Z`)
  t.equal(await comesIn(json['token'], 1.9), 'guest')
  t.equal(await comesIn(json['token'], 3.1), undefined)
  const rotated = await client('rotate', 'guest', '--overlap', '30')
  t.equal(rotated.json['formerUntil'], `${soon}T23:59:59.999Z`)
  t.equal(await comesIn(json['token'], 3.1), undefined)
  t.equal(await comesIn(rotated.json['token'], 60), 'guest', 'without --until the new one has none')
})

t.test('a certificate can take the place of a token, and belongs to one client [N6]', async (t) => {
  const certificate = join(folder, 'keys/national.cert.pem')
  t.equal((await client('rotate', 'guest', '--certificate', certificate)).exit, 0)
  const [by] = (await openDirectory(folder).listClients()).filter(({ id }) => id === 'guest')
  t.match(by, { certificateSha256: /^[0-9a-f]{64}$/, tokenSha256: undefined, former: { tokenSha256: /./ } })
  const { trust } = await loadTrust(await openDirectory(folder).read(), await readKeys(folder))
  t.equal(trust.authenticate({ certificateSha256: by?.certificateSha256 ?? '' }, Date.now())?.id, 'guest')
  const taken = await client('rotate', 'declarations', '--certificate', certificate)
  t.match(taken, { exit: 1, err: /client guest comes in with this certificate already/ })
  t.equal((await client('rotate', 'guest')).exit, 0)
  t.match(await client('rotate', 'declarations', '--certificate', certificate), { exit: 1 }, 'nor while it still does')
})

t.test('what cannot be is refused, and nothing is changed', async (t) => {
  const before = await readFile(join(folder, 'clients.json'), 'utf8')
  t.match(await client('rotate', 'nobody'), { exit: 1, err: /there is no client nobody \(operator, declarations/ })
  for (const overlap of ['-1', '91', 'a week', '1.5'])
    t.match(await client('rotate', 'guest', `--overlap=${overlap}`), { exit: 2, err: /--overlap is a number of days/ })
  for (const until of ['2020-01-01', '2027-02-30', 'tomorrow'])
    t.match(await client('rotate', 'guest', '--until', until), { exit: 2, err: /--until/ }, until)
  t.equal(await readFile(join(folder, 'clients.json'), 'utf8'), before)
})
