// Our own certificates and keys on their way to their end: what readiness, numbers and log say, and when.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openDirectory } from '../../../config/directory.ts'
import { keyReasons, ownValidities, watchingKeys } from '../../../gateway/flows/trust/own-keys.ts'
import { loadTrust } from '../../../gateway/flows/trust/trust.ts'
import { logTo } from '../../../gateway/watch/log.ts'
import { install, scratch } from '../../support/installation.ts'

const dayMs = 86_400_000

t.test('from thirty days before its end on, and at the day, each key is told [N3]', async (t) => {
  const folder = join(await scratch(t), 'XA')
  await install(folder, 'XA', { tlsMs: 90 * dayMs })
  const keys = await readKeys(folder)
  const startedAt = Date.now()
  const { trust } = await loadTrust(await openDirectory(folder).read(), keys)
  let nowMs = startedAt
  const lines: Record<string, unknown>[] = []
  const log = logTo('info', { write: (line) => void lines.push(JSON.parse(line)), flush: (done) => done() })
  const own = { world: { now: () => nowMs }, trust: () => trust, keys: () => keys }
  const look = watchingKeys({ ...own, log })
  /** What was logged when somebody looked at this day, every hour of it. */
  const at = (day: number) => {
    lines.length = 0
    for (let hour = 0; hour < 24; hour += 1) {
      nowMs = startedAt + day * dayMs + hour * 3_600_000
      look()
    }
    return lines.map(({ level, event, use, days }) => [level, event, use, days])
  }

  t.match(ownValidities(own), [{ use: 'tls' }, { use: 'national' }, { use: 'signing' }, { use: 'encryption' }])
  t.same(at(0), [], 'nothing to say')
  t.same(at(58), [])
  t.same(keyReasons(own), { now: [], soon: [] })
  t.same(at(60), [[40, 'key.expiring', 'tls', 29]], 'once, however often one looks')
  t.match(keyReasons(own), {
    now: [],
    soon: [/^our certificate of the partner door \(tls\) expires on .*, in 29 days$/],
  })
  t.same(at(61), [[40, 'key.expiring', 'tls', 28]], 'and each day')
  t.same(at(90), [[50, 'key.expired', 'tls', undefined]], 'at the day')
  t.match(keyReasons(own), { now: [/^our certificate .*\(tls\) expired on .*; partners refuse us$/], soon: [] })
  const soon = at(340)
  for (const use of ['national', 'signing', 'encryption'])
    t.ok(
      soon.some(([level, event, of]) => level === 40 && event === 'key.expiring' && of === use),
      use,
    )
  const late = at(366)
  for (const use of ['tls', 'national', 'signing', 'encryption'])
    t.ok(
      late.some(([level, event, of]) => level === 50 && event === 'key.expired' && of === use),
      use,
    )
  t.equal(keyReasons(own).now.length, 4)
  t.same(
    at(-1).map(([, event]) => event),
    ['key.early', 'key.early', 'key.early', 'key.early'],
    'a clock that is behind',
  )
  t.notMatch(JSON.stringify(lines), await readFile(join(folder, 'keys/tls.key.pem'), 'utf8'))
})
