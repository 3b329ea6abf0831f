// What a person should look at, as data: how often what may happen by one person, or by one client
// that states none, before it is told; and how often by all of them together, as a client can state
// a new person with each use. None of it denies anything; terms do that.

/** A use of content, or a try, as it stands in the evidence. */
export interface Seen {
  readonly at: number
  readonly kind: 'release' | 'denial'
  readonly client: string
  /** For whom the client acted, where it said so. */
  readonly person?: string
  readonly partner: string
  readonly case: string
  /** Item or message. */
  readonly content: string
  readonly what: string
  readonly use?: string
  /** The term that denied it. */
  readonly term?: string
  /** Whether the office was at work, by its own clock and calendar. */
  readonly atWork: boolean
}

export interface Detector {
  /** For people: what was seen so often. */
  readonly says: string
  readonly when: (seen: Seen) => boolean
  /** Whose uses are counted together: those of one, or those of all. */
  readonly of: 'one' | 'all'
  /** What of theirs is counted together; empty where all of it is. */
  readonly what: (seen: Seen) => string
  /** So many of it within the window are told, once a window. */
  readonly count: number
  readonly windowMs: number
  /**
   * The kind of breach (11.1) that a person is asked to look for; none where no term is touched.
   */
  readonly breach?: 'use' | 'disclosure' | 'access'
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const released = ({ kind }: Seen) => kind === 'release'
/** One person is one, whichever clients it goes by. No id of either holds a blank. */
const who = ({ client, person }: Seen): string => (person === undefined ? `client ${client}` : `person ${person}`)
const denied = ({ kind }: Seen) => kind === 'denial'
const passedOn = (seen: Seen) => denied(seen) && (seen.use === 'disclose' || seen.term === 'disclosure')
const copied = (seen: Seen) => denied(seen) && seen.term === 'export'
const outside = (seen: Seen) => released(seen) && !seen.atWork
const ofContent = ({ content }: Seen) => content
const ofMember = ({ partner }: Seen) => partner

export const detectors = {
  'many-reads-item': {
    says: 'One person or client read one document or message very often.',
    when: released,
    ...{ of: 'one', what: ofContent },
    ...{ count: 50, windowMs: hourMs, breach: 'use' },
  },
  'many-reads-item-all': {
    says: 'One document or message was read very often, by all persons and clients together.',
    when: released,
    ...{ of: 'all', what: ofContent },
    ...{ count: 100, windowMs: dayMs, breach: 'use' },
  },
  'many-reads-member': {
    says: 'One person or client read very much of what one member gave.',
    when: released,
    ...{ of: 'one', what: ofMember },
    ...{ count: 500, windowMs: dayMs, breach: 'use' },
  },
  'many-reads-member-all': {
    says: 'Very much of what one member gave was read, by all persons and clients together.',
    when: released,
    ...{ of: 'all', what: ofMember },
    ...{ count: 2_000, windowMs: dayMs, breach: 'use' },
  },
  'denied-disclosure': {
    says: 'One person or client tried again and again to pass on what terms keep here.',
    when: passedOn,
    ...{ of: 'one', what: ofMember },
    ...{ count: 3, windowMs: dayMs, breach: 'disclosure' },
  },
  'denied-disclosure-all': {
    says: 'Persons or clients tried again and again, together, to pass on what terms keep here.',
    when: passedOn,
    ...{ of: 'all', what: ofMember },
    ...{ count: 10, windowMs: dayMs, breach: 'disclosure' },
  },
  'denied-export': {
    says: 'One person or client tried again and again to take copies that terms do not allow.',
    when: copied,
    ...{ of: 'one', what: ofMember },
    ...{ count: 3, windowMs: dayMs, breach: 'use' },
  },
  'denied-export-all': {
    says: 'Persons or clients tried again and again, together, to take copies that terms do not allow.',
    when: copied,
    ...{ of: 'all', what: ofMember },
    ...{ count: 10, windowMs: dayMs, breach: 'use' },
  },
  'past-retention': {
    says: 'Somebody tried to read what is past its retention or held, and should be disposed of.',
    when: (seen) => denied(seen) && seen.term === 'retention',
    ...{ of: 'one', what: (seen) => seen.case },
    ...{ count: 1, windowMs: dayMs },
  },
  'outside-hours': {
    says: 'One person or client read outside office hours.',
    when: outside,
    ...{ of: 'one', what: () => '' },
    ...{ count: 3, windowMs: dayMs },
  },
  'outside-hours-all': {
    says: 'Persons or clients read outside office hours, together very often.',
    when: outside,
    ...{ of: 'all', what: () => '' },
    ...{ count: 20, windowMs: dayMs },
  },
} as const satisfies Readonly<Record<string, Detector>>
export type DetectorName = keyof typeof detectors
export const detectorNames = Object.keys(detectors) as readonly DetectorName[]

/** The key of what one detector counts together. */
const countedIn = ({ of, what }: Detector, seen: Seen): string =>
  [of === 'one' ? who(seen) : '', what(seen)].filter(Boolean).join(' ')

export interface Found {
  readonly detector: DetectorName
  /** What was counted together. */
  readonly by: string
  readonly count: number
  /** The one that made it so many. */
  readonly last: Seen
}

/** More things than this are not counted at once: those that were seen longest ago go. */
const mostCounted = 10_000

/** Other numbers than those of the table, for some of them. */
export type Tuning = { readonly [D in DetectorName]?: Pick<Detector, 'count' | 'windowMs'> | undefined }

/** One of the table, with the numbers that hold. */
export const detectorIn = (tuning: Tuning, name: DetectorName): Detector => ({ ...detectors[name], ...tuning[name] })

/**
 * Counts in windows that slide. What comes before what was seen last is counted at its own time.
 */
export function windows(tuning: Tuning = {}): { readonly add: (seen: Seen) => readonly Found[] } {
  /** The newest instants of each, as many as are told. */
  const counted = new Map<string, readonly number[]>()
  return {
    add: (seen) =>
      detectorNames.flatMap((detector) => {
        const row = detectorIn(tuning, detector)
        const { when, count, windowMs } = row
        if (!when(seen)) return []
        const by = countedIn(row, seen)
        const key = `${detector} ${by}`
        const within = [...(counted.get(key) ?? []).filter((at) => at > seen.at - windowMs), seen.at]
        counted.delete(key)
        if (within.length >= count) return [{ detector, by, count: within.length, last: seen }]
        counted.set(key, within)
        const [oldest] = counted.keys()
        if (counted.size > mostCounted && oldest !== undefined) counted.delete(oldest)
        return []
      }),
  }
}
