// A gateway whose database file can no longer be synced: it stops promising, says so, and loses nothing.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { requestBody } from '../support/bodies.ts'
import { clientOf } from '../support/client.ts'
import { failingSync, noFailingSync } from '../support/failing-sync.ts'
import { installedPair, killHard, spawnGateway } from '../support/gateways.ts'

const limits = { skip: noFailingSync(), timeout: 540_000 }
/** More than it takes until the log has to be carried over, many times. */
const most = 2_000

t.test(
  'a gateway whose database file cannot be synced refuses, is not ready, and says so once [W3]',
  limits,
  async (t) => {
    const { a, agreement } = await installedPair(t, { a: { settings: { LOG_FILE: 'gateway.log' } } })
    const disk = failingSync(t.testdir(), 'bulla.sqlite')
    const child = await spawnGateway(t, a, [], disk.env)
    const client = clientOf(a)
    const opened: string[] = []
    const open = async () => {
      const body = requestBody({ matter: `matter ${opened.length}` })
      const answer = await client.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body })
      if (answer.status === 202) opened.push(String(answer.json['case']))
      return answer
    }
    t.equal((await open()).status, 202)
    disk.begin()
    let last = await open()
    while (last.status === 202 && opened.length < most) last = await open()

    t.ok(disk.failed() >= 1, 'the fault really happened')
    t.match(last, { status: 503, json: { code: 'storage-failed' } })
    for (let count = 0; count < 10; count += 1) t.match(await open(), { status: 503, json: { code: 'storage-failed' } })
    t.equal((await client.get(`/v1/cases/${opened[0]}`)).status, 503, 'nor does it tell what it cannot be sure of')
    const ready = await client.get('/readyz')
    t.match(ready, { status: 503 })
    t.match(JSON.stringify(ready.json), /disk or its file failed/)
    t.match((await client.get('/healthz')).status, 200, 'nothing but its operator ends it')
    t.ok(disk.failed() <= 2, `${disk.failed()} syncs were tried on a file that had failed`)
    const lines = readFileSync(join(a.folder, 'gateway.log'), 'utf8').trim().split('\n')
    const said = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'store.failed')
    t.match(said, [{ level: 50, problem: 'storage-failed', fault: /SQLite 1034/ }])
    t.equal(said.length, 1, 'once')

    await killHard(child)
    const again = await spawnGateway(t, a)
    t.equal((await client.get('/readyz')).status, 200, 'a start opens the file anew')
    for (const id of opened) if ((await client.get(`/v1/cases/${id}`)).status !== 200) t.fail(`case ${id} was lost`)
    t.comment(`count: ${opened.length} cases were acknowledged before the disk failed`)
    client.close()
    await killHard(again)
  },
)
