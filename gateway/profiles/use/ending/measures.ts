// The message "notice of measures": its body, its rules, its facts, and what it changes in a case.
import { Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import type { CaseCore } from '../../../model/profile/case-core.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, listOf, prose } from '../../../model/profile/shape.ts'
import type { Role } from '../../../model/role.ts'
import { count, officer } from '../fields.ts'
import type { Phase } from '../phase.ts'
import { breachId } from './breach.ts'

const mostMeasures = 32
const final = Type.Boolean({
  description: 'Whether the measures needed have all been taken.',
  paragraph: '11.1 c',
  examples: [true],
})

const taken = (paragraph: string, description: string, example: string) =>
  listOf(
    closed(
      {
        what: prose(2000, { description: 'The measure.', paragraph, examples: [example] }),
        on: Type.Optional(day({ description: 'Day it was taken.', paragraph, examples: ['2026-06-12'] })),
      },
      { description: 'One measure.', paragraph },
    ),
    { maxItems: mostMeasures, description, paragraph },
  )

const body = closed(
  {
    breach: breachId,
    remedy: taken('11.1 a', 'Measures that remedy the breach.', 'The broker returned the copy.'),
    prevention: taken('11.1 b', 'Measures against a future breach.', 'Exports need a second person from now on.'),
    final,
    officer: officer('Who attests the measures.', '11.1 c'),
  },
  {
    description: 'A member tells which measures it took.',
    paragraph: '11.1 c',
    examples: [
      {
        breach: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d21',
        remedy: [{ what: 'The broker returned the copy.', on: '2026-06-12' }],
        prevention: [{ what: 'Exports need a second person from now on.', on: '2026-06-15' }],
        final: true,
        officer: 'A. Example',
      },
    ],
  },
)

/** Remedy and prevention (11.1 a, b), told as 11.1 c demands; what is final restates both. */
export const measures = (phase: Phase) =>
  defineMessage({
    title: 'notice of measures',
    from: 'either',
    paragraphs: ['11.1 a', '11.1 b', '11.1 c'],
    whileSuspended: true,
    duty: true,
    body,
    rules({ remedy, prevention, final }): Fault[] {
      if (final)
        return (['remedy', 'prevention'] as const)
          .filter((name) => (name === 'remedy' ? remedy : prevention).length === 0)
          .map((name) => ({
            field: `/${name}`,
            paragraph: name === 'remedy' ? '11.1 a' : '11.1 b',
            message: 'is empty: a final notice names the measures of both kinds',
          }))
      return remedy.length + prevention.length > 0
        ? []
        : [{ field: '/remedy', paragraph: '11.1 c', message: 'is empty, and so is the prevention: nothing is told' }]
    },
    facts: ({ breach, remedy, prevention, final }) => ({
      breach,
      final,
      remedy: remedy.length,
      prevention: prevention.length,
    }),
    factsShape: closed(
      {
        breach: breachId,
        final,
        remedy: count(mostMeasures, 'How many measures remedy.'),
        prevention: count(mostMeasures, 'How many measures prevent.'),
      },
      { description: 'For which breach, and whether they are all.' },
    ),
    legalIn: phase.kept,
    barred: (core, from) => (awaitedBy(core, from).length > 0 ? undefined : 'no breach waits for measures'),
    next(core, { breach, final }, { from }) {
      if (!awaitedBy(core, from).some(({ answeredWhen }) => answeredWhen?.breach === breach))
        return { illegal: `no measures for a breach ${breach} are awaited` }
      const others = core.owed.filter(({ answeredBy }) => answeredBy.includes('measures')).length - 1
      return { regions: { breach: final && others === 0 ? 'settled' : 'measures' } }
    },
    items: 'none',
  })

const awaitedBy = ({ owed }: CaseCore, from: Role) =>
  owed.filter(({ by, answeredBy }) => by === from && answeredBy.includes('measures'))
