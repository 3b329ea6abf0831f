// What is looked at by a person: counts in windows that slide, over whatever order and number of uses.
import t from 'tap'
import { tunable } from '../../../config/detector-settings.ts'
import { isAtWork, readHours } from '../../../gateway/model/calendar/office-hours.ts'
import {
  type Detector,
  detectorNames,
  detectors,
  type Seen,
  windows,
} from '../../../gateway/model/terms/uses/detectors.ts'
import { seededRandom } from '../../support/random.ts'

const seen = (more: Partial<Seen>): Seen => ({
  ...{
    at: 0,
    kind: 'release',
    client: 'officer',
    partner: 'XB',
    case: 'case',
    content: 'item',
    what: 'item',
    atWork: true,
  },
  ...more,
})
/** One that each detector counts. */
const counted: Readonly<Record<(typeof detectorNames)[number], Partial<Seen>>> = {
  'many-reads-item': {},
  'many-reads-item-all': {},
  'many-reads-member': {},
  'many-reads-member-all': {},
  'denied-disclosure': { kind: 'denial', use: 'disclose', term: 'disclosure' },
  'denied-disclosure-all': { kind: 'denial', use: 'disclose', term: 'disclosure' },
  'denied-export': { kind: 'denial', term: 'export' },
  'denied-export-all': { kind: 'denial', term: 'export' },
  'past-retention': { kind: 'denial', term: 'retention' },
  'outside-hours': { atWork: false },
  'outside-hours-all': { atWork: false },
}

for (const name of detectorNames) {
  const { of, count, windowMs }: Detector = detectors[name]
  t.test(`${name} is told at ${count} within its window, not before, and for ${of} [R21]`, async (t) => {
    const counting = windows()
    const step = Math.floor((windowMs - 1) / count)
    const found = (at: number, more: Partial<Seen> = {}) =>
      counting.add(seen({ ...counted[name], at, ...more })).filter(({ detector }) => detector === name)
    for (let index = 1; index < count; index += 1) t.same(found(index * step), [], `${index} of ${count}`)
    if (count > 1 && of === 'one') t.same(found(count * step, { client: 'another' }), [], 'of another client')
    const last = of === 'one' ? 'officer' : 'another'
    t.match(found(count * step, { client: last }), [{ detector: name, count, last: { client: last } }])
    if (count > 1) t.same(found(count * step + 1), [], 'what was told counts no more')
  })
  if (count > 1)
    t.test(`${name} forgets what is older than its window`, async (t) => {
      const counting = windows()
      for (let index = 0; index < 3 * count; index += 1)
        t.same(
          counting
            .add(seen({ ...counted[name], at: index * Math.ceil(windowMs / (count - 1)) }))
            .filter(({ detector }) => detector === name),
          [],
        )
    })
}

t.test('one person is counted once, by whichever clients, and two persons of one client apart', async (t) => {
  const denials = (more: readonly Partial<Seen>[]) => {
    const counting = windows()
    return more.flatMap((each, at) => counting.add(seen({ kind: 'denial', term: 'export', at, ...each }))).length
  }
  t.equal(denials([{ person: 'anna' }, { person: 'anna', client: 'other' }, { person: 'anna', client: 'third' }]), 1)
  t.equal(denials([{ person: 'anna' }, { person: 'ben' }, { person: 'anna' }, { person: 'ben' }]), 0)
  t.equal(denials([{}, { person: 'anna' }, { person: 'officer' }]), 0, 'a person is no client of that name')
  t.equal(denials([{}, {}, {}]), 1)
})

t.test('a new person for each use, or a new client, keeps no count from growing [R21]', async (t) => {
  const told = (count: number, hours: number, more: (index: number) => Partial<Seen>) => {
    const counting = windows()
    const stepMs = (hours * 3_600_000) / count
    const each = Array.from({ length: count }, (_, index) => seen({ at: Math.floor(index * stepMs), ...more(index) }))
    return new Set(each.flatMap((one) => counting.add(one).map(({ detector }) => detector)))
  }
  const persons = (more: Partial<Seen>) => (index: number) => ({ person: `person-${index}`, ...more })
  const clients = (more: Partial<Seen>) => (index: number) => ({ client: `console:${index}`, ...more })
  for (const invented of [persons, clients]) {
    t.same([...told(99, 20, invented({}))], [])
    t.same([...told(100, 20, invented({}))], ['many-reads-item-all'])
    const items = (index: number) => ({ ...invented({})(index), content: `item-${index}` })
    t.same([...told(1_999, 20, items)], [])
    t.same([...told(2_000, 20, items)], ['many-reads-member-all'])
    t.same([...told(10, 20, invented({ kind: 'denial', use: 'disclose' }))], ['denied-disclosure-all'])
    t.same([...told(10, 20, invented({ kind: 'denial', term: 'export' }))], ['denied-export-all'])
    t.same([...told(20, 20, invented({ atWork: false }))], ['outside-hours-all'])
  }
})

t.test('counts and windows are those of the installation, where it sets any', async (t) => {
  t.same(tunable, detectorNames, 'the setting takes each detector and nothing else')
  const counting = windows({ 'denied-export': { count: 2, windowMs: 10 } })
  const at = (instant: number, more: Partial<Seen> = {}) =>
    counting.add(seen({ kind: 'denial', term: 'export', at: instant, ...more })).length
  t.same([at(0), at(10), at(11)], [0, 0, 1])
  t.same([at(20, { use: 'disclose', term: 'disclosure' }), at(21, { use: 'disclose', term: 'disclosure' })], [0, 0])
})

t.test('whatever comes, exactly the windows that hold enough are told', async (t) => {
  const { seed, random } = seededRandom()
  t.comment(`seed: ${seed}`)
  const { count, windowMs } = detectors['denied-export']
  for (let round = 0; round < 200; round += 1) {
    const counting = windows()
    let kept: number[] = []
    let at = 0
    for (let index = 0; index < 40; index += 1) {
      at += Math.floor(random() * windowMs)
      kept = [...kept.filter((each) => each > at - windowMs), at]
      const wanted = kept.length >= count ? 1 : 0
      const found = counting.add(seen({ kind: 'denial', term: 'export', at }))
      if (found.length !== wanted) t.fail(`round ${round}: ${found.length} told, ${wanted} due`)
      if (wanted) kept = []
    }
  }
  t.pass('8 000 denials')
})

t.test('office hours are those of the zone, on its working days', async (t) => {
  const hours = readHours('07:00-19:00')
  const at = (text: string) => isAtWork(Date.parse(text), hours, 'America/Santiago', { holidays: ['2026-09-18'] })
  t.ok(at('2026-06-10T12:00:00Z'), '08:00 on a Wednesday')
  t.notOk(at('2026-06-10T10:59:00Z'), '06:59')
  t.ok(at('2026-06-10T11:00:00Z'), '07:00')
  t.notOk(at('2026-06-10T23:00:00Z'), '19:00')
  t.notOk(at('2026-06-13T15:00:00Z'), 'a Saturday')
  t.notOk(at('2026-09-18T15:00:00Z'), 'a holiday')
  t.ok(isAtWork(Date.parse('2026-06-10T23:59:59Z'), readHours('00:00-24:00'), 'UTC', {}))
  for (const wrong of ['', '7-19', '19:00-07:00', '07:00-24:30', '25:00-26:00', '07:60-08:00'])
    t.throws(() => readHours(wrong), /office hours are/, wrong)
})
