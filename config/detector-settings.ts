// How often what may happen before a person is told of it, where detectors that are not named keep
// the numbers of the program; and by which clock an office is at work.
import { optional, type Parse, timeZone } from './parse.ts'
import type { Setting } from './setting.ts'

/** As the program calls them; a test holds that it has these and no others. */
export const tunable = [
  'many-reads-item',
  'many-reads-item-all',
  'many-reads-member',
  'many-reads-member-all',
  'denied-disclosure',
  'denied-disclosure-all',
  'denied-export',
  'denied-export-all',
  'past-retention',
  'outside-hours',
  'outside-hours-all',
] as const

/** So many within so many hours. */
interface Tuned {
  readonly count: number
  readonly hours: number
}

const tunedBounds = { count: [1, 10_000], hours: [1, 720] } as const

const expected = `an object such as {"many-reads-item": {"count": 20, "hours": 1}}, with ${tunable.join(', ')}, each with count (${tunedBounds.count.join(' to ')}) and hours (${tunedBounds.hours.join(' to ')})`

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function within(value: unknown, [least, most]: readonly [number, number]): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value
  throw new Error(expected)
}

const zones: Parse<Readonly<Record<string, string>>> = (value) => {
  const given = typeof value === 'string' ? fromText(value, expectedZones) : value
  if (!isObject(given)) throw new Error(expectedZones)
  const rows = Object.entries(given).map(([office, zone]) => {
    if (!/^[A-Z0-9][A-Z0-9._-]{0,31}$/.test(office)) throw new Error(expectedZones)
    try {
      return [office, timeZone(zone)]
    } catch {
      throw new Error(expectedZones)
    }
  })
  return Object.fromEntries(rows)
}

const expectedZones =
  'an object such as {"XA000102": "Pacific/Auckland"}: codes of offices, each with an IANA time zone'

const tuning: Parse<{ readonly [D in (typeof tunable)[number]]?: Tuned }> = (value) => {
  const given = typeof value === 'string' ? fromText(value, expected) : value
  if (!isObject(given)) throw new Error(expected)
  const rows = Object.entries(given).map(([name, row]) => {
    const known = tunable.some((each) => each === name)
    if (!known || !isObject(row) || Object.keys(row).sort().join() !== 'count,hours') throw new Error(expected)
    return [name, { count: within(row['count'], tunedBounds.count), hours: within(row['hours'], tunedBounds.hours) }]
  })
  return Object.fromEntries(rows)
}

function fromText(text: string, wanted: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(wanted)
  }
}

export const detectorSettings = {
  OFFICE_ZONES: {
    parse: optional(zones),
    fallback: undefined,
    describe: `Where an office of ours goes by another clock than TIME_ZONE: an object such as {"XA000102": "Pacific/Auckland"}. OFFICE_HOURS are those of the
      office for which something is read, in its zone. Nothing else goes by it: days of messages stay those of TIME_ZONE.`,
  },
  DETECTORS: {
    parse: optional(tuning),
    fallback: undefined,
    describe: `From how many times within how many hours on a person is told of uses of content: an object with a row for each detector that is to have other
      numbers, such as {"many-reads-item": {"count": 20, "hours": 1}}. A count of 1 to 10000, 1 to 720 hours; a node that begins looks back over 20 000 records.`,
  },
} as const satisfies Record<string, Setting<unknown>>
