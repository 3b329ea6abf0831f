// A read at night is one at night where its office is, not where the gateway stands.
import t from 'tap'
import { detecting } from '../../../gateway/flows/upkeep/detect.ts'
import { readHours } from '../../../gateway/model/calendar/office-hours.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import { openLog } from '../../../gateway/watch/log.ts'

type Deps = Parameters<typeof detecting>[0]

/** Who is told to have read outside office hours, of one read for each of these offices. */
async function toldOf(reads: readonly { readonly at: string; readonly office: string }[]): Promise<readonly string[]> {
  const rows = reads.map(({ at, office }, index) => ({
    ...{ seq: index + 1, at: Date.parse(at), kind: 'release', case: `case of ${office}`, subject: 'item' },
    data: { client: office, office, what: 'item' },
  }))
  const told: string[] = []
  const look = detecting({
    ...{ log: openLog('silent'), world: { now: () => Date.parse('2026-05-06T12:00:00.000Z') } },
    ...{ timeZone: 'Europe/Brussels', zones: { NOUMEA: 'Pacific/Noumea' }, hours: readHours('08:00-18:00') },
    ...{ tuning: { 'outside-hours': { count: 1, windowMs: 86_400_000 } }, daysOff: () => ({ weekend: [6, 7] }) },
    ...{ records: async () => 0, draftsKnownMs: 3_600_000, news: () => undefined, submit: async () => undefined },
    store: {
      evidence: async ({ after }: { after: number }) => rows.slice(after),
      case: async (of: string) => ({ partner: 'XB', office: of }),
      alertOnce: async (_: unknown, __: unknown, event: { kind: string; case: string }) => {
        if (event.kind === 'detected.outside-hours') told.push(event.case)
        return true
      },
    },
  } as unknown as Deps)
  await look()
  return told
}

t.test('each office is at work by its own clock, and its own day', async (t) => {
  // In Brussels it is ten in the morning, in Nouméa seven in the evening.
  const day = '2026-05-05T08:00:00.000Z'
  t.same(
    await toldOf([
      { at: day, office: 'BRUSSELS' },
      { at: day, office: 'NOUMEA' },
    ]),
    ['case of NOUMEA'],
  )
  // And the other way round: eleven at night, and eight in the morning.
  const night = '2026-05-05T21:00:00.000Z'
  t.same(
    await toldOf([
      { at: night, office: 'BRUSSELS' },
      { at: night, office: 'NOUMEA' },
    ]),
    ['case of BRUSSELS'],
  )
  // Where it is Monday already nobody rests.
  t.same(await toldOf([{ at: '2026-05-03T22:30:00.000Z', office: 'NOUMEA' }]), [])
  t.same(await toldOf([{ at: day, office: 'toString' }]), [], 'what names no office of the list goes by our own clock')
})

t.test('what could not be told in one look is told in the next, and once [R21]', async (t) => {
  const rows: object[] = []
  const read = () =>
    rows.push({
      ...{ seq: rows.length + 1, at: Date.parse('2026-05-05T08:00:00.000Z') + rows.length, kind: 'release' },
      ...{ case: 'case', subject: 'item', data: { client: 'officer', what: 'item' } },
    })
  const failing = new Map<string, Error>()
  const done: string[] = []
  const does = async (what: string) => {
    const fault = failing.get(what)
    if (fault) throw fault
    done.push(what)
    return true
  }
  const look = detecting({
    ...{ log: openLog('silent'), world: { now: () => Date.parse('2026-05-05T12:00:00.000Z'), id: () => 'id' } },
    ...{ timeZone: 'UTC', zones: {}, hours: undefined, daysOff: () => ({}) },
    ...{ tuning: { 'many-reads-item': { count: 3, windowMs: 3_600_000 } } },
    ...{ records: async () => 0, draftsKnownMs: 3_600_000, news: () => undefined, submit: () => does('draft') },
    store: {
      evidence: async ({ after }: { after: number }) => rows.slice(after),
      case: async () => ({ partner: 'XB', office: 'HQ', profile: 'tfa12' }),
      alertOnce: () => does('event'),
    },
  } as unknown as Deps)
  for (const [unable, fault, stays] of [
    ['event', new Error('the disk is full'), false],
    ['draft', new Error('the disk is full'), false],
    ['draft', new Problem('storage-full', 'the disk is nearly full'), true],
  ] as const) {
    read()
    read()
    await look()
    t.same(done.splice(0), [], 'two of three')
    read()
    failing.set(unable, fault)
    for (let tries = 0; tries < 3; tries += 1) await (stays ? look() : t.rejects(look(), fault))
    failing.clear()
    await look()
    t.same(done.splice(0), ['event', 'draft'], `where the ${unable} was impossible: ${fault.message}`)
    await look()
    t.same(done.splice(0), [], 'no more')
  }
})

/** Reads of one item by one client, and what nodes that look at them do: told as `test/contracts/store-reminding.ts` says. */
function told() {
  const rows: object[] = []
  const alerts = new Map<string, number>()
  const events: string[] = []
  const drafts = new Set<string>()
  const clock = { now: 0 }
  const node = ({ ends = false, lookedBackTo = 0 } = {}) =>
    detecting({
      ...{ log: openLog('silent'), world: { now: () => clock.now, id: () => 'id' } },
      ...{ timeZone: 'UTC', zones: {}, hours: undefined, daysOff: () => ({}) },
      ...{ tuning: { 'many-reads-item': { count: 3, windowMs: 3_600_000 } }, draftsKnownMs: 1_800_000 },
      ...{ records: async () => lookedBackTo + 20_000, news: () => undefined },
      submit: async (_client: unknown, _ask: unknown, { key }: { key: string }) => {
        if (ends) throw new Error('the process ends')
        drafts.add(key)
      },
      store: {
        evidence: async ({ after }: { after: number }) => rows.slice(after),
        case: async () => ({ partner: 'XB', office: 'HQ', profile: 'tfa12' }),
        alertedAt: async ({ thing }: { thing: string }) => alerts.get(thing) ?? null,
        alertOnce: async (
          { thing, at }: { thing: string; at: number },
          unless: { again: number },
          event: { at: number },
        ) => {
          if ((alerts.get(thing) ?? Number.NEGATIVE_INFINITY) > unless.again) return false
          alerts.set(thing, at)
          events.push(new Date(event.at).toISOString())
          return true
        },
      },
    } as unknown as Deps)
  return {
    ...{ events, drafts, node },
    read: (at: string) =>
      rows.push({
        ...{ seq: rows.length + 1, at: Date.parse(at), kind: 'release', case: 'case', subject: 'item' },
        data: { client: 'officer', what: 'item' },
      }),
    looks: async (at: string, ...nodes: readonly (() => Promise<void>)[]) => {
      clock.now = Date.parse(at)
      for (const look of nodes) await look()
    },
  }
}

t.test('over midnight, a restart and two nodes a count goes on, and what is found is told once [R21]', async (t) => {
  const { events, drafts, node, read, looks } = told()
  const [one, two] = [node(), node()]
  read('2026-05-05T23:50:00.000Z')
  read('2026-05-05T23:58:00.000Z')
  await looks('2026-05-05T23:59:00.000Z', one, two)
  t.same(events, [], 'two of three')
  read('2026-05-06T00:10:00.000Z')
  // The one that had counted is gone; another one begins.
  const again = node()
  await looks('2026-05-06T00:11:00.000Z', again, two, one)
  t.same(events, ['2026-05-06T00:11:00.000Z'], 'the third is beyond midnight')
  t.equal(drafts.size, 1)
  read('2026-05-06T00:20:00.000Z')
  await looks('2026-05-06T00:21:00.000Z', two, node(), again)
  t.equal(events.length, 1, 'one more of the same hour is nothing new, to whoever began since neither')
  for (const at of ['02:00', '02:01', '02:02']) read(`2026-05-06T${at}:00.000Z`)
  await looks('2026-05-06T02:03:00.000Z', two, again, node())
  t.equal(events.length, 2, 'those of another hour are')
})

t.test(
  'a node that ends between an event and its draft owes the draft to whoever begins, and one alone [R21]',
  async (t) => {
    const { events, drafts, node, read, looks } = told()
    for (const minute of ['50', '55', '58']) read(`2026-05-05T23:${minute}:00.000Z`)
    await t.rejects(looks('2026-05-05T23:59:00.000Z', node({ ends: true })), { message: 'the process ends' })
    t.equal(events.length, 1)
    t.same([...drafts], [], 'told, and not drafted')
    // It begins again on another day, twice, and another node beside it.
    const again = node()
    await looks('2026-05-06T00:01:00.000Z', again, node(), node())
    t.equal(events.length, 1, 'not told again')
    t.equal(drafts.size, 1, 'the draft is made, under one key, whoever makes it')
    // One that looks less far back counts otherwise, and still finds what was told.
    read('2026-05-06T00:05:00.000Z')
    await looks('2026-05-06T00:06:00.000Z', node({ lookedBackTo: 1 }), again)
    t.equal(drafts.size, 1)

    for (const minute of ['00', '01', '02']) read(`2026-05-06T03:${minute}:00.000Z`)
    await t.rejects(looks('2026-05-06T03:03:00.000Z', node({ ends: true })), { message: 'the process ends' })
    read('2026-05-06T03:04:00.000Z')
    await looks('2026-05-06T03:05:00.000Z', node({ lookedBackTo: 5 }))
    t.equal(events.length, 2)
    t.equal(drafts.size, 2, 'also where what is found is not the same three')
    await looks('2026-05-06T03:40:00.000Z', node())
    t.equal(drafts.size, 2, 'a key that may be forgotten makes no second draft')
  },
)
