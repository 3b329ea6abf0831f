// What a request must keep to beside its shape, and what deserves a look.
import type { Fault } from '../../model/problems/problems.ts'
import { movementNumberFaults } from '../../model/profile/movement-number.ts'
import type { BodyContext } from '../../model/profile/profile.ts'
import { lawTopics } from '../../model/terms/vocabulary.ts'
import type { RequestBody } from './request-fields.ts'

/**
 * Execution is at the requested member's discretion where the request says it cannot comply, or not
 * in return (7.2, 8).
 */
export const isDiscretionary = ({ inabilities, reciprocity }: RequestBody): boolean =>
  (inabilities?.length ?? 0) > 0 || !reciprocity.able || !reciprocity.implemented

export const requestFaults = (body: RequestBody, context: BodyContext): Fault[] => [
  ...languageFaults(body, context),
  ...verificationFaults(body, context),
  ...inabilityFaults(body),
  ...wantedFaults(body.wanted, '/wanted'),
  ...purposeFaults(body),
  ...reciprocityFaults(body),
  ...mrnFaults(body, context),
]

function languageFaults({ language }: RequestBody, { languages }: BodyContext): Fault[] {
  if (!languages || languages.includes(language)) return []
  return [
    { field: '/language', paragraph: '4.1', message: `must be one of the agreed languages: ${languages.join(', ')}` },
  ]
}

/**
 * Rule 1: the verification came before the request. That it is attested at all is a matter of
 * shape.
 */
function verificationFaults({ verification }: RequestBody, { localDate }: BodyContext): Fault[] {
  if (localDate === undefined || verification.doneOn <= localDate) return []
  return [{ field: '/verification/doneOn', paragraph: '3', message: 'lies after the day of the request' }]
}

/**
 * The parts of 4.1 that may be empty: pointer, paragraph, whether it is empty, and what is missing
 * in words.
 */
const mayBeEmpty: readonly [string, string, (body: RequestBody) => string | undefined][] = [
  [
    '/exportDeclaration',
    '4.1 a',
    ({ exportDeclaration }) => (exportDeclaration ? undefined : 'the export declaration'),
  ],
  ['/persons', '4.1 b', ({ persons }) => (persons ? undefined : 'the persons concerned')],
  [
    '/verification/summary',
    '4.1 c',
    ({ verification }) => (verification.summary ? undefined : 'the confirmation of the verification'),
  ],
  ['/law', '4.1 f', ({ law = [] }) => missingLaw(law.map(({ topic }) => topic))],
]

function missingLaw(topics: readonly string[]): string | undefined {
  const missing = lawTopics.filter((topic) => !topics.includes(topic))
  return missing.length === 0 ? undefined : `a reference to the law on ${missing.join(', ')}`
}

/**
 * Rule 2: whatever 4.1 asks for and is empty has its 4.2 reason; and no paragraph is declared
 * twice.
 */
function inabilityFaults(body: RequestBody): Fault[] {
  const declared = (body.inabilities ?? []).map(({ para }) => para as string)
  const empty = mayBeEmpty.flatMap(([field, paragraph, missing]): Fault[] => {
    const what = missing(body)
    if (what === undefined || declared.includes(paragraph)) return []
    return [
      {
        field,
        paragraph,
        message: `${what} is missing; give it, or declare an inability for ${paragraph} with a reason (4.2)`,
      },
    ]
  })
  const twice = declared.flatMap((para, index): Fault[] =>
    declared.indexOf(para) === index
      ? []
      : [
          {
            field: `/inabilities/${index}/para`,
            paragraph: '4.2',
            message: `${para} is declared twice; put both reasons into one`,
          },
        ],
  )
  return [...empty, ...twice]
}

/** Of a request or of what a supplement adds. @param at JSON pointer to the list. */
export function wantedFaults(wanted: RequestBody['wanted'], at: string): Fault[] {
  return wanted.flatMap(({ id, kind, as }, index): Fault[] => {
    const faults: Fault[] = []
    if (wanted.findIndex((other) => other.id === id) !== index)
      faults.push({
        field: `${at}/${index}/id`,
        paragraph: '4.1 d',
        message: `${id} is used twice; each wanted item has its own id`,
      })
    if (kind === 'declaration-data' && as === 'copy')
      faults.push({
        field: `${at}/${index}/as`,
        paragraph: '4.1 d',
        message: 'declaration-data is information; for a copy ask for the kind declaration',
      })
    return faults
  })
}

function purposeFaults({ purpose: { codes, text } }: RequestBody): Fault[] {
  if (!codes.includes('VERIFY_OTHER') || text !== undefined) return []
  return [
    {
      field: '/purpose/text',
      paragraph: '4.1 b',
      message: 'is missing: VERIFY_OTHER says in words what the purpose is',
    },
  ]
}

function reciprocityFaults({ reciprocity: { able, implemented, reason } }: RequestBody): Fault[] {
  if ((able && implemented) || reason !== undefined) return []
  return [
    {
      field: '/reciprocity/reason',
      paragraph: '8',
      message: 'is missing: where reciprocity is lacking the request states that fact',
    },
  ]
}

const mrnFaults = ({ importDeclaration, exportDeclaration }: RequestBody, { received }: BodyContext): Fault[] => [
  ...movementNumberFaults(importDeclaration, { field: '/importDeclaration/number', paragraph: '2.1', received }),
  ...movementNumberFaults(exportDeclaration, { field: '/exportDeclaration/number', paragraph: '4.1 a', received }),
]

/**
 * Two digits of the year, two letters of the country, fourteen letters and digits: the common form
 * of an MRN.
 */
const mrn = /^[0-9]{2}[A-Z]{2}[A-Z0-9]{14}$/

/**
 * A number of another length or order is worth a look, never a refusal: it is as the trader filed
 * it.
 */
export function requestWarnings({ importDeclaration, exportDeclaration }: RequestBody): Fault[] {
  const numbers = [
    { field: '/importDeclaration/number', paragraph: '2.1', declaration: importDeclaration },
    { field: '/exportDeclaration/number', paragraph: '4.1 a', declaration: exportDeclaration },
  ]
  return numbers.flatMap(({ field, paragraph, declaration }) =>
    declaration?.type === 'mrn' && !mrn.test(declaration.number)
      ? [
          {
            field,
            paragraph,
            message:
              'does not look like a movement reference number: two digits, two letters of the country, fourteen letters and digits',
          },
        ]
      : [],
  )
}
