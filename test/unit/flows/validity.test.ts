// Everything that ends on its way there: what log, feed, readiness and the list say, and at which instant.
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { openDirectory } from '../../../config/directory.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { loadTrust } from '../../../gateway/flows/trust/trust.ts'
import { validityAlerts } from '../../../gateway/flows/trust/validity/alerts.ts'
import { sayingsOf, validityReasons } from '../../../gateway/flows/trust/validity/sayings.ts'
import { type ListThatEnds, validitiesOf } from '../../../gateway/flows/trust/validity/validities.ts'
import { stageOf, type Validity } from '../../../gateway/flows/trust/validity/validity.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import { logTo } from '../../../gateway/watch/log.ts'
import { install, peer, scratch } from '../../support/installation.ts'

const dayMs = 86_400_000
const hourMs = dayMs / 24

const thing = (over: Partial<Validity>): Validity => ({
  ...{ use: 'signing', member: 'XB', ours: false, id: 'k', name: 'signing key k', means: 'what it signs is refused' },
  ...{ fromMs: 0, untilMs: 1000 * dayMs, heed: 'from 60 days before' },
  ...over,
})

t.test('each threshold begins at its very instant', async (t) => {
  const until = 1000 * dayMs
  const stages = (each: Validity, ...left: number[]) => left.map((ms) => stageOf(each, until - ms))
  for (const use of ['tls', 'national', 'signing', 'encryption', 'ca', 'crl'] as const)
    for (const ours of [true, false]) {
      const each = thing({ use, ours })
      t.same(stages(each, 61 * dayMs, 60 * dayMs + 1), ['holds', 'holds'], `${use} ${ours}`)
      t.same(stages(each, 60 * dayMs, 59 * dayMs, 30 * dayMs + 1), [60, 60, 60])
      t.same(stages(each, 30 * dayMs, 14 * dayMs, 7 * dayMs, 3 * dayMs, dayMs), [30, 14, 7, 3, 1])
      t.same(stages(each, 14 * dayMs + 1, 7 * dayMs + 1, 3 * dayMs + 1, dayMs + 1), [30, 14, 7, 3])
      t.same(stages(each, 1, 0, -1, -400 * dayMs), [1, 'ended', 'ended', 'ended'])
    }
  t.equal(stageOf(thing({ ours: true, fromMs: dayMs }), 0), 'early')
  t.equal(stageOf(thing({ fromMs: dayMs }), 0), 'holds', 'a partner announces a key')
  t.equal(stageOf(thing({ heed: 'not at all' }), until), 'holds', 'what was replaced lapses as it should')
})

t.test('what comes anew by itself is late in the last third of its life', async (t) => {
  const week = thing({ use: 'tls', fromMs: 0, untilMs: 6 * dayMs, heed: 'in its last third' })
  t.same(
    [0, 4 * dayMs - 1, 4 * dayMs, 5 * dayMs, 6 * dayMs].map((now) => stageOf(week, now)),
    ['holds', 'holds', 3, 1, 'ended'],
  )
  const year = thing({ fromMs: 0, untilMs: 360 * dayMs, heed: 'in its last third' })
  t.same(
    [240 * dayMs, 300 * dayMs].map((now) => stageOf(year, now)),
    ['holds', 60],
  )
})

/** XA with XB for a partner, whose TLS certificate and list are given. */
async function known(t: { teardown(end: () => unknown): void }) {
  const root = await scratch(t)
  const [a, b] = await Promise.all(
    ['XA', 'XB'].map((member) => install(join(root, member), member, { tlsMs: 90 * dayMs })),
  )
  if (!a || !b) throw new Error('no installations')
  await peer(a, b)
  const keys = await readKeys(a.folder)
  const { trust } = await loadTrust(await openDirectory(a.folder).read(), keys)
  return { a, b, keys, trust }
}

t.test('the list holds our certificates, keys and CA, those of partners, what they showed, and lists', async (t) => {
  const { trust, keys, b } = await known(t)
  const own = {
    ...{ member: 'XA', card: trust.card, renewedByItself: () => false },
    certificates: { tls: keys.tls.certPem, national: keys.national.certPem, signing: keys.signing[0]?.certPem },
  }
  const now = Date.now()
  const list = (untilMs: number): ListThatEnds => ({
    ...{ member: 'XB', ours: false, sha256: 'l', authority: 'CN=XB CA', number: '1', source: 'XB', means: 'm' },
    ...{ fromMs: now, untilMs },
  })
  const partners = [...trust.partners.values()]
  const shown = [{ member: 'XB', sha256: 's', fromMs: now, untilMs: now + 7 * dayMs }]
  const lists = [list(now + 7 * dayMs), list(now + 61 * dayMs)]
  const found = validitiesOf({ own, partners, shown, lists })
  t.same(
    found.map(({ member, use, heed }) => `${member} ${use} ${heed}`),
    [
      ...['tls', 'national', 'signing', 'encryption', 'ca'].map((use) => `XA ${use} from 60 days before`),
      ...['signing', 'encryption', 'ca'].map((use) => `XB ${use} from 60 days before`),
      ...['XB tls in its last third', 'XB crl in its last third', 'XB crl from 60 days before'],
    ],
  )
  t.same(
    found.map(({ ours }) => ours),
    [true, true, true, true, true, false, false, false, false, false, false],
  )
  const [first] = b.card.encryption
  const card = {
    ...b.card,
    encryption: [first, { ...first, kid: 'older', notAfter: new Date(now + dayMs).toISOString() }],
  } as Card
  const rolled = validitiesOf({ own, partners: [{ member: 'XB', card }] }).filter(
    ({ member, use }) => member === 'XB' && use === 'encryption',
  )
  t.match(
    rolled,
    [{ heed: 'from 60 days before' }, { id: 'older', heed: 'not at all' }],
    'of two keys the last one counts',
  )
  const byItself = validitiesOf({ own: { ...own, renewedByItself: (use) => use === 'tls' }, partners: [] })
  t.match(byItself, [
    { use: 'tls', heed: 'in its last third' },
    { use: 'national', heed: 'from 60 days before' },
  ])
})

t.test('readiness: only what we cannot exchange without stops us', async (t) => {
  const now = 1000 * dayMs
  const ended = { untilMs: now - dayMs }
  const all = [
    thing({ ours: true, member: 'XA', ...ended }),
    thing({ ours: true, member: 'XA', use: 'ca', name: 'CA of ours', means: 'they refuse it', ...ended }),
    thing({ untilMs: now - 2 * dayMs }),
    thing({ use: 'encryption', name: 'encryption key e', untilMs: now + 30 * dayMs }),
    thing({ use: 'crl', name: 'list of revoked certificates of CN=XB', untilMs: now + hourMs }),
  ]
  const reasons = validityReasons(() => all, now)
  t.match(reasons.now, [/^our signing key k expired on .*; what it signs is refused$/])
  t.match(reasons.soon, [
    /^XB: its signing key k expired on /,
    /^our CA of ours expired on .*; they refuse it$/,
    /^XB: the list of revoked certificates of CN=XB ends on .*, in 0 days$/,
    /^XB: its encryption key e expires on .*, in 30 days$/,
  ])
  t.equal(sayingsOf(all, now).length, 5)
  const unreadable = () => {
    throw new Error('unreadable')
  }
  t.match(validityReasons(unreadable, now), { now: [/cannot be read/], soon: [] })
})

t.test('log and feed tell each threshold once, over a restart too, and what has ended once a day', async (t) => {
  const file = join(t.testdir(), 'bulla.sqlite')
  const open = () => openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
  let store = await open()
  let nowMs = 0
  let amiss: string | undefined
  const lines: Record<string, unknown>[] = []
  const log = logTo('info', { write: (line) => void lines.push(JSON.parse(line)), flush: (done) => done() })
  let validities = [thing({ use: 'encryption', id: 'e' })]
  const news: number[] = []
  const teller = () =>
    validityAlerts({
      ...{ store, world: { now: () => nowMs }, log, clock: { amiss: () => amiss } },
      ...{ validities: () => validities, news: () => void news.push(nowMs) },
    })
  let look = teller()
  /** What is logged of a day, when somebody looks at every hour of it. */
  const on = async (daysLeft: number) => {
    lines.length = 0
    for (let hour = 0; hour < 24; hour += 1) {
      nowMs = (1000 - daysLeft) * dayMs + hour * hourMs
      await look()
    }
    return lines.map(({ event, use, id, days }) => [event, use, id, days])
  }
  const ending = (days: number) => [['validity.ending', 'encryption', 'e', days]]
  t.same(await on(61), [])
  t.same(await on(60), ending(60))
  t.same(await on(59), [], 'once')
  look = teller()
  t.same(await on(58), [], 'nor after a restart')
  await store.close()
  store = await open()
  look = teller()
  t.same(await on(57), [], 'nor with the store opened anew')
  t.same(await on(30), ending(30))
  for (const days of [14, 7, 3, 1]) t.same(await on(days), ending(days))
  const ended = [['validity.ended', 'encryption', 'e', undefined]]
  t.same(await on(0), ended, 'at the day')
  look = teller()
  t.same(await on(-1), ended, 'and each day')
  t.equal(news.length, 8)
  const events = await store.events({ after: 0, offices: [], gateway: true, limit: 100 })
  t.same(
    events.map(({ kind, partner }) => `${kind} ${partner}`),
    [...Array(6).fill('validity.ending XB'), ...Array(2).fill('validity.ended XB')],
  )
  t.same(await on(0), ended, 'a clock that was ahead has told nothing for good')

  validities = [thing({ id: 'other', ours: true, member: 'XA', fromMs: 960 * dayMs })]
  amiss = 'the clock is wrong'
  t.match(await on(58), [['validity.early', 'signing', 'other']], 'by a wrong clock it is said')
  amiss = undefined
  look = teller()
  t.match(await on(58), [['validity.early', 'signing', 'other']], 'and not remembered')

  validities = [thing({ id: 'third' })]
  const away = { ...store, alertOnce: () => Promise.reject(new Problem('storage-failed', 'away')) }
  const without = validityAlerts({
    ...{ store: away, world: { now: () => 950 * dayMs }, log, clock: { amiss: () => undefined } },
    ...{ validities: () => validities, news: () => undefined },
  })
  lines.length = 0
  await without()
  await without()
  t.equal(lines.length, 1, 'where the store cannot say, it is told')
  await store.close()
})

t.test(
  'a signing key of ours that is outside its window signs nothing, for whomever and at whichever door [N3]',
  async (t) => {
    const a = await install(join(await scratch(t), 'XA'), 'XA')
    const [snapshot, keys] = [await openDirectory(a.folder).read(), await readKeys(a.folder)]
    let nowMs = 0
    const how = { demand: () => undefined, heldBy: () => undefined, now: () => nowMs }
    const { trust } = await loadTrust(snapshot, keys, how)
    const [{ kid, notBefore, notAfter }] = trust.card.signing as [Card['signing'][number]]
    const [fromMs, untilMs] = [Date.parse(notBefore), Date.parse(notAfter)]
    const refused = { code: 'signing-key-ended', message: /our signing key may sign from .* "bulla check"/ }
    for (nowMs of [untilMs, untilMs + 1, untilMs + 400 * dayMs, fromMs - hourMs, 0])
      for (const sign of [trust.signWith, trust.askWith])
        t.throws(() => sign('XB'), refused, `${nowMs - untilMs} ms after its end`)
    for (nowMs of [fromMs, untilMs - 1]) t.equal(trust.signWith('XB').kid, kid)
  },
)
