// Bodies of the messages of tfa12 as a national system would post them, each from what the case at hand makes of it.
import { termNames } from '../../gateway/model/terms/vocabulary.ts'
import { requestExample } from '../../gateway/profiles/tfa12/request-example.ts'

type Body = Record<string, unknown>

export const purpose = 'VERIFY_VALUE'

export const today = (): string => new Date().toISOString().slice(0, 10)
export const daysFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

export const requestBody = (changes: Body = {}): Body => ({ ...requestExample, ...changes })

/** Of the requested member: the level it demands, the same in its terms and in its answers. */
export const protection = {
  level: 'customs-confidential',
  description: 'Held strictly in confidence; access only for officers dealing with the matter.',
  measures: ['encryption at rest'],
  law: [{ topic: 'protection', reference: 'Customs Act 2014, s. 18' }],
}

export const ack = (changes: Body = {}): Body => ({
  caseNumber: 'XB-2026-0042',
  receivedAt: new Date().toISOString(),
  complete: true,
  dueOn: daysFromNow(90),
  ...changes,
})
export const incomplete = (): Body =>
  ack({
    complete: false,
    missing: [{ field: '/exportDeclaration', question: 'Which of the two export declarations?' }],
  })
export const clarify = (): Body => ({ questions: [{ field: '/matter', question: 'Which consignment?' }] })
export const clarifyReply = (): Body => ({
  answers: [{ field: '/matter', answer: 'The second one.' }],
  corrected: [{ field: '/matter', value: 'Import of 400 boxes, second consignment.' }],
})
export const supplement = (id: string, remove?: readonly string[]): Body => ({
  add: [{ id, kind: 'bill-of-lading', as: 'copy', declaration: 'export' }],
  ...(remove && { remove }),
  reason: 'The invoice names a second consignment note.',
  proportionality: 'One more document of the same consignment.',
})
export const withdraw = (): Body => ({ reason: 'The importer corrected the declaration.' })

export const prioritise = (cases: readonly string[]): Body => ({
  cases,
  capacity: { number: 20, per: 'month' },
  reasons: 'Forty requests arrived this week; two officers deal with them.',
})
export const priority = (order: readonly string[], number?: number): Body => ({
  order,
  ...(number !== undefined && { limit: { number, per: 'month' }, reasons: 'The first is heard in May.' }),
})
export const priorityAgreed = (number: number): Body => ({ limit: { number, per: 'month' }, from: daysFromNow(1) })

export const assuranceRequired = (wanted?: readonly string[]): Body => ({
  excluded: ['criminal-investigation', 'judicial-proceeding'],
  ...(wanted && { wanted }),
  law: 'Tax Secrecy Act, s. 14',
})
export const assurance = (given: boolean): Body => ({
  given,
  text: given ? 'We shall not use it as evidence.' : 'Our courts may demand the file.',
  officer: 'A. Example',
  ...(!given && { law: 'Code of Criminal Procedure, art. 40' }),
})

export const groundC = { family: '7.1', ground: 'c', reasons: 'A hearing is set; the file is with the court.' }
export const groundB = {
  family: '7.1',
  ground: 'b',
  reasons: 'Release is prevented by the Tax Secrecy Act.',
  reference: { citation: 'Tax Secrecy Act, s. 12 (2)', text: 'No officer shall disclose the value of a third party.' },
}
export const atDiscretion = { family: '7.2', reasons: 'The request states that it cannot keep 5.1 c.' }
export const limitG = { family: '10', limit: 'g', reasons: 'Nobody is required to verify the accuracy.' }

export const postpone = (expectedOn: string, ...wanted: readonly string[]): Body => ({
  postponements: wanted.map((id) => ({ wanted: id, basis: groundC, expectedOn })),
})
export const refuse = (basis: object, ...wanted: readonly string[]): Body => ({
  refusals: wanted.map((id) => ({ wanted: id, basis })),
})

interface Row {
  readonly wanted: string
  readonly outcome: string
  readonly items?: readonly string[]
  readonly [detail: string]: unknown
}
/** A response with its protection, its true-copy statement and its keys, where it provides anything. */
export function response(final: boolean, outcomes: readonly Row[], changes: Body = {}): Body {
  const items = outcomes.flatMap((row) => row.items ?? [])
  return {
    final,
    outcomes,
    ...(items.length > 0 && {
      protection,
      trueCopies: [{ items, officer: 'B. Example', date: today() }],
      keys: 'immediate',
    }),
    ...changes,
  }
}
/** A term of whatever is given: from today on a person decides on each use. */
export const underReview = (): Body => ({
  ...{ term: 'retention', paragraph: '5.1 e', assurance: 'E' },
  ...{ until: daysFromNow(365), reviewOn: today(), noticeDays: 30 },
})

/** A full answer to the request above: two of what was wanted, the third is not held. */
export const responseBody = ({ w1, w2 }: { w1: readonly string[]; w2: readonly string[] }): Body => ({
  final: true,
  outcomes: [
    { wanted: 'w1', outcome: 'provided', items: w1, verified: false },
    { wanted: 'w2', outcome: 'provided', items: w2, verified: false },
    { wanted: 'w3', outcome: 'not-available', reason: 'the line is not held' },
  ],
  protection,
  trueCopies: [{ items: [...w1, ...w2], officer: 'B. Example', date: '2026-04-02' }],
  keys: 'immediate',
})
export const provided = (wanted: string, item: string): Row => ({ wanted, outcome: 'provided', items: [item] })
export const partly = (wanted: string, item: string): Row => ({
  wanted,
  outcome: 'partly',
  items: [item],
  reason: 'The second page is lost.',
})
export const notAvailable = (wanted: string): Row => ({ wanted, outcome: 'not-available', reason: 'None was filed.' })
export const notRequired = (wanted: string): Row => ({ wanted, outcome: 'not-required', basis: limitG })
export const refused = (wanted: string, basis: object = groundB): Row => ({ wanted, outcome: 'refused', basis })
export const postponed = (wanted: string, expectedOn: string): Row => ({
  wanted,
  outcome: 'postponed',
  basis: groundC,
  expectedOn,
})

/** A decision on every term: of the vocabulary, as terms made of the defaults hold them all, or on those that are named; `text` is what was shown. */
export const acceptTerms = (
  terms: string,
  items: readonly string[],
  {
    unable = [],
    names = termNames,
    text = 'b'.repeat(64),
  }: { unable?: readonly string[]; names?: readonly string[]; text?: string } = {},
): Body => ({
  terms,
  text,
  items,
  decisions: names.map((term) =>
    unable.includes(term)
      ? { term, decision: 'unable', law: 'Archives Act, s. 7', effect: 'Decisions are kept for ten years.' }
      : { term, decision: 'accept' },
  ),
  role: 'Head of the Central Valuation Office',
  officer: 'A. Example',
})
export const keys = (...items: readonly string[]): Body => ({ items })
export const amendTerms = (...items: readonly string[]): Body => ({
  items,
  reason: 'A prosecution was closed; the file is to be destroyed within the year.',
})
export const verificationUpdate = (item: string, status: 'verified' | 'corrected' | 'withdrawn'): Body => ({
  items: [
    {
      item,
      status,
      method: "Compared with the exporter's books.",
      ...(status === 'corrected' && { correction: 'The value of line 1 is 18 400.' }),
    },
  ],
  on: today(),
})

export const permissionAsk = (permission: string, items: readonly string[], scope: Body): Body => ({
  permission,
  items,
  ...scope,
  reason: 'The origin is in doubt as well.',
})
export const permission = (
  id: string,
  verdict: 'granted' | 'partly' | 'denied' | 'revoked',
  more: Body = {},
): Body => ({
  permission: id,
  verdict,
  ...((verdict === 'denied' || verdict === 'revoked') && { reason: 'The exporter has objected.' }),
  ...more,
})

export const outcomeAsk = (): Body => ({ question: 'Was the declared value corrected?', answerBy: daysFromNow(30) })
export const outcome = (item: string): Body => ({
  decisions: [
    {
      decision: 'doubt-confirmed',
      on: today(),
      actions: ['value-adjusted', 'duty-recovered'],
      reliedOn: ['unverified', 'own-findings'],
      items: [{ item, role: 'supporting' }],
    },
  ],
})
export const disposal = (...items: readonly string[]): Body => ({
  items: items.map((item) => ({
    item,
    method: 'destroy-keys',
    keysDestroyed: true,
    copiesKnown: 0,
    exportsOutstanding: 0,
  })),
  on: today(),
  officer: 'A. Example',
})

export const legalHold = (more: Body = {}): Body => ({
  ...{ law: 'Archives Act, s. 7', reason: 'The importer has appealed; file 7/2031.', authority: 'District Court' },
  ...{ until: daysFromNow(60), remindOn: daysFromNow(30), ...more },
})

export const breach = (id: string, stage: 'first' | 'full' | 'closing', ...items: readonly string[]): Body => ({
  breach: id,
  stage,
  kind: 'disclosure',
  what: 'A copy of the invoice was sent to a broker.',
  discoveredAt: new Date().toISOString(),
  sawBy: stage === 'first' ? [] : ['Example Brokers Ltd'],
  items,
})
export const measures = (id: string, final: boolean): Body => ({
  breach: id,
  remedy: [{ what: 'The broker returned the copy.', on: today() }],
  prevention: final ? [{ what: 'Exports need a second person from now on.', on: today() }] : [],
  final,
  officer: 'A. Example',
})

/** Of the thread between the members: what resumes the obligations, after a breach that was told in a case. */
export const suspend = (of: string, message: string): Body => ({
  breaches: [
    {
      case: of,
      message,
      learned: 'told',
      describe: 'The invoice was passed on to a broker without permission.',
      knownOn: today(),
    },
  ],
  resumes: [
    { kind: 'remedy', describe: 'The broker has returned or destroyed its copy.' },
    { kind: 'notice', describe: 'The measures taken are told in the case.' },
  ],
})
export const resume = (of: string, message: string): Body => ({
  measures: [{ case: of, message }],
  reason: 'The copy was returned, and exports need a second person.',
})

export const close = (outcome: string = 'doubt-confirmed'): Body => ({ outcome })
export const reopen = (): Body => ({ reason: 'The importer has appealed.' })
