import { Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import type { Assured, CaseCore } from '../../model/profile/case-core.ts'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, prose } from '../../model/profile/shape.ts'
import { officer } from '../use/fields.ts'
import { answering } from './course.ts'

const given = Type.Boolean({
  description: 'Whether the assurance is given; to decline it makes execution discretionary (7.2).',
  paragraph: '6.2',
  examples: [true],
})

const body = closed(
  {
    given,
    text: prose(4000, {
      description: 'The assurance, or why it cannot be given.',
      paragraph: '6.2',
      examples: ['We shall not use the information as evidence in criminal investigations.'],
    }),
    officer: officer('Who gives or declines the assurance for the member.', '6.2'),
    law: Type.Optional(
      prose(500, {
        description: 'Law that stands in the way; needed where it is declined.',
        paragraph: '6.2',
        examples: ['Code of Criminal Procedure, art. 40'],
      }),
    ),
  },
  {
    description: 'The requesting member gives the assurance, or says that it is not in a position to.',
    paragraph: '6.2',
    examples: [
      {
        given: true,
        text: 'We shall not use the information as evidence in criminal investigations or judicial proceedings.',
        officer: 'A. Example',
      },
    ],
  },
)

/** Given or declined, both in writing and by a named officer. */
export const assurance = defineMessage({
  title: 'assurance',
  from: 'requesting',
  paragraphs: ['6.2', '7.2'],
  whileSuspended: true,
  body,
  rules({ given, law }): Fault[] {
    if (given === (law === undefined)) return []
    const message = given ? 'belongs to an assurance that is declined' : 'is missing: say which law stands in the way'
    return [{ field: '/law', paragraph: '6.2', message }]
  },
  facts: ({ given }) => ({ given }),
  factsShape: closed({ given }, { description: 'Whether the assurance was given.' }),
  legalIn: ['clarifying', ...answering],
  barred: ({ regions }) => (regions.assurance === 'required' ? undefined : 'no assurance is required'),
  next: (core, { given }) =>
    given
      ? { regions: { assurance: 'given' }, assured: [demanded(core)] }
      : { regions: { assurance: 'declined' }, assured: [demanded(core)], discretionary: true },
  items: 'none',
})

/**
 * Given or declined, what was demanded binds from now on: a member that cannot promise it has not
 * been freed of it (6.2).
 */
function demanded({ particulars }: CaseCore): Assured {
  const { excluded = [], wanted = null } = (particulars.assurance ?? {}) as Partial<Assured>
  return { excluded, wanted }
}

/**
 * Why an item may not be provided in the open: the assurance that it waits for was neither given
 * nor declined.
 */
export function awaitsAssurance({ regions, particulars }: CaseCore, wanted: string | undefined): string | undefined {
  if (regions.assurance !== 'required') return undefined
  const about = (particulars.assurance as { wanted?: string[] | null } | undefined)?.wanted
  return about && (wanted === undefined || !about.includes(wanted))
    ? undefined
    : 'an assurance is required before this is provided (6.2)'
}
