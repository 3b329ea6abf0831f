// What the two administrations write to each other in the full story, beside the request and the answers of the short one.

import { type Provided, protection, purpose, request, wantedId, wantedKinds } from './papers.ts'
import type { Json } from './reading.ts'

export const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** The request of the short story with a promise that XA cannot make (12.5.2): execution is at XB's discretion from then on (12.7.2). */
export const requestWithInability = (office: string, today: string): Json => ({
  ...request(office, today),
  inabilities: [
    {
      para: '5.1 e',
      reason: 'Files of a prosecution are kept for ten years under the Archives Act of XA, s. 7, whatever is agreed.',
    },
  ],
})

export const incomplete = (acknowledged: Json): Json => ({
  ...acknowledged,
  complete: false,
  missing: [{ field: '/matter', question: 'Two shipments fit the description. Which of them is meant?' }],
})
export const reply: Json = {
  answers: [{ field: '/matter', answer: 'The one of 28 September, with 414 pieces.' }],
}

export const assuranceRequired: Json = {
  excluded: ['criminal-investigation', 'judicial-proceeding'],
  text: 'We shall not use the information as evidence in criminal investigations or judicial proceedings.',
  law: 'Customs Secrecy Act of XB, s. 14',
}
export const assuranceGiven: Json = {
  given: true,
  text: 'We shall not use the information as evidence in criminal investigations or judicial proceedings.',
  officer: 'M. Calder',
}

const citation = 'Customs Secrecy Act of XB, s. 9 (2)'
/** Ground b with its copy of the law (12.7.1 b): the copy is an attached item. */
export const refusedByLaw = (kind: string, reference: string): Json => ({
  wanted: wantedId(kind),
  outcome: 'refused',
  basis: {
    ...{ family: '7.1', ground: 'b' },
    reasons: 'It names third parties who are no part of the matter; the law prevents its release.',
    reference: { citation, item: reference },
  },
})
export const postponedUntil = (kind: string, expectedOn: string): Json => ({
  wanted: wantedId(kind),
  outcome: 'postponed',
  basis: { family: '7.1', ground: 'c', reasons: 'The file is with an inspector of ours until the end of the week.' },
  expectedOn,
})

/** A response that is opened by the acceptance of its terms. */
export function lockedResponse(now: readonly Provided[], others: readonly Json[], final: boolean, today: string): Json {
  const kinds = wantedKinds.filter((kind) => now.some((each) => each.kind === kind))
  const items = now.map(({ item }) => item)
  return {
    final,
    outcomes: [
      ...kinds.map((kind) => ({
        wanted: wantedId(kind),
        outcome: 'provided',
        items: now.filter((each) => each.kind === kind).map(({ item }) => item),
        verified: false,
      })),
      ...others,
    ],
    ...(items.length > 0 && {
      protection,
      trueCopies: [{ items, officer: 'B. Lindgren', date: today }],
      keys: 'after-acceptance',
    }),
  }
}
export const notAvailable = (kind: string): Json => ({
  wanted: wantedId(kind),
  outcome: 'not-available',
  reason: 'None was filed with this declaration.',
})

/** Until when XB lets its information be kept once it has thought again: sooner than before. */
export const sooner = (): Json => ({
  ...{ term: 'retention', paragraph: '5.1 e', assurance: 'E' },
  until: dayFromNow(365),
  noticeDays: 30,
})
export const amendment = (items: readonly string[]): Json => ({
  items,
  reason: 'An investigation of ours was closed; its file is destroyed within the year, and so are copies of it.',
})
/** From today a person decides on each further use. */
export const underReview = (): Json => ({ ...sooner(), reviewOn: dayFromNow(0) })
export const review = (items: readonly string[]): Json => ({
  items,
  reason: 'The exporter has objected to the use of this document; who reads it further is decided by a person.',
})
/** Nothing is read any more. */
export const ended = (): Json => ({ ...underReview(), until: dayFromNow(-1) })
export const recall = (items: readonly string[]): Json => ({
  items,
  reason: 'A court of ours has ordered that the information is used no further.',
})
export const cleared = (reader: string): Json => ({
  ...{ reader, purpose, until: dayFromNow(1), uses: 1 },
  reason: 'The appeal of the importer is heard tomorrow; the document is needed for it.',
})

export const otherPurpose = 'VERIFY_ORIGIN'
export const permissionAsked = (permission: string, item: string): Json => ({
  ...{ permission, items: [item], purposes: [otherPurpose] },
  reason: 'The packing list and the invoice do not name the same country of origin.',
})
/** Of one member by its code, and of nobody else. */
export const passingOnAsked = (permission: string, item: string): Json => ({
  ...{ permission, items: [item], disclosure: [{ target: 'third-member', recipient: 'XC' }] },
  reason: 'The goods went on to XC, whose customs administration has opened a case of its own.',
})
export const condition = 'For the officer who deals with the matter alone.'
export const permissionGranted = (permission: string): Json => ({
  ...{ permission, verdict: 'granted', uses: 1, until: dayFromNow(30) },
  conditions: condition,
})

export const outcomeAsked = (): Json => ({
  question: 'Was the declared value corrected?',
  answerBy: dayFromNow(30),
})
export const outcomeTold = (item: string, today: string): Json => ({
  decisions: [
    {
      ...{ decision: 'doubt-confirmed', on: today },
      actions: ['value-adjusted', 'duty-recovered'],
      reliedOn: ['unverified', 'own-findings'],
      items: [{ item, role: 'supporting' }],
    },
  ],
})

export const breachNotice = (breach: string, stage: 'first' | 'full', item: string): Json => ({
  ...{ breach, stage, kind: 'disclosure' },
  what: 'A copy of one document was sent to a broker who took part in the hearing of the importer.',
  discoveredAt: new Date().toISOString(),
  sawBy: stage === 'full' ? ['Vellamar Brokers Ltd'] : [],
  items: [item],
})
export const measuresTaken = (breach: string, today: string): Json => ({
  breach,
  remedy: [{ what: 'The broker returned the copy and declared that it kept none.', on: today }],
  prevention: [{ what: 'Copies for hearings need a second person from now on.', on: today }],
  final: true,
  officer: 'M. Calder',
})
export const suspension = (of: string, message: string, today: string): Json => ({
  breaches: [
    {
      ...{ case: of, message, learned: 'told', knownOn: today },
      describe: 'A document was passed on to a broker without permission.',
    },
  ],
  resumes: [
    { kind: 'remedy', describe: 'The broker has returned or destroyed its copy.' },
    { kind: 'prevention', describe: 'It is told how this is prevented in future.' },
    { kind: 'notice', describe: 'The measures taken are told in the case.' },
  ],
})
export const resumption = (of: string, message: string): Json => ({
  measures: [{ case: of, message }],
  reason: 'The copy was returned, and copies for hearings need a second person.',
})

export const disposalOf = (
  items: readonly string[],
  today: string,
  copiesOf: (item: string) => readonly { readonly record: number }[],
): Json => ({
  items: items.map((item) => ({
    ...{ item, method: 'destroy-keys', keysDestroyed: true },
    ...{ copiesKnown: copiesOf(item).length, exportsOutstanding: 0 },
    copies: copiesOf(item).map(({ record }) => ({ record, state: 'destroyed' })),
  })),
  on: today,
  officer: 'M. Calder',
})
