// How it is said of keys, certificates and lists that they end: names, what follows, and the
// sentence.

import { iso } from '../../../../crypto/instants.ts'
import { daysLeft, type Stage, stageOf, type Validity } from './validity.ts'

export const names = {
  own: {
    tls: 'certificate of the partner door (tls)',
    national: 'certificate of the national door (national)',
    signing: 'signing certificate',
  },
  card: { tls: 'TLS certificate', signing: 'signing key', encryption: 'encryption key', ca: 'CA' },
} as const

/** Once it has ended. */
export const means = {
  own: {
    tls: 'partners refuse us',
    national: 'national systems refuse us',
    signing: 'partners refuse what we sign',
    encryption: 'partners have no key for what they send us',
    ca: 'partners refuse certificates under it',
    crl: 'partners may refuse our certificates',
  },
  partner: {
    tls: 'connections to it are refused',
    national: '',
    signing: 'what it signs is refused',
    encryption: 'there is no key for what is for it',
    ca: 'certificates under it are refused',
    crl: '',
  },
} as const

/** What is to be said of one thing now. */
interface Saying {
  readonly validity: Validity
  readonly stage: Exclude<Stage, 'holds'>
  readonly found: string
}

const leadOf = ({ use, member, ours, name }: Validity): string => {
  if (use === 'crl') return ours ? `the ${name}` : `${member}: the ${name}`
  return ours ? `our ${name}` : `${member}: its ${name}`
}

/** Of all that is to be told now, what ends first on top. */
export function sayingsOf(validities: readonly Validity[], nowMs: number): Saying[] {
  return validities
    .flatMap((validity) => {
      const stage = stageOf(validity, nowMs)
      return stage === 'holds' ? [] : [{ validity, stage, found: foundOf(validity, stage, nowMs) }]
    })
    .toSorted((one, other) => one.validity.untilMs - other.validity.untilMs)
}

function foundOf(validity: Validity, stage: Saying['stage'], nowMs: number): string {
  const { use, fromMs, untilMs, means: then } = validity
  const [ends, ended] = use === 'crl' ? ['ends', 'ended'] : ['expires', 'expired']
  if (stage === 'early') return `is not valid before ${iso(fromMs)}; ${then}`
  if (stage === 'ended') return `${ended} on ${iso(untilMs)}; ${then}`
  return `${ends} on ${iso(untilMs)}, in ${daysLeft(validity, nowMs)} days`
}

/** Without these we exchange nothing; a CA or a list that ends cuts off some, or nobody. */
const needed: readonly string[] = ['tls', 'national', 'signing', 'encryption']

/** What keeps us from exchanging now, and what will, or concerns one partner. */
export function validityReasons(
  validities: () => readonly Validity[],
  nowMs: number,
): { readonly now: string[]; readonly soon: string[] } {
  try {
    const said = sayingsOf(validities(), nowMs).map(({ validity, stage, found }) => ({
      reason: `${leadOf(validity)} ${found}`,
      stops: validity.ours && needed.includes(validity.use) && (stage === 'ended' || stage === 'early'),
    }))
    const [now, soon] = [true, false].map((stops) => said.filter((each) => each.stops === stops))
    return { now: (now ?? []).map(({ reason }) => reason), soon: (soon ?? []).map(({ reason }) => reason) }
  } catch {
    return { now: ['our own certificates cannot be read; run "bulla check"'], soon: [] }
  }
}
