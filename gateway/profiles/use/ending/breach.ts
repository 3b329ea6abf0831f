import { Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import type { CaseCore } from '../../../model/profile/case-core.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, instant, listOf, oneOf, prose, uuid } from '../../../model/profile/shape.ts'
import { itemId, mostItems } from '../fields.ts'
import { nothingGiven } from '../given.ts'
import type { Phase } from '../phase.ts'

export const breachId = uuid({
  description: 'Id of the breach, chosen with its first notice.',
  paragraph: '11.1',
  examples: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d21'],
})
const stage = oneOf(['first', 'full', 'closing'], {
  description: 'First notice, full report, or closing report after the measures.',
  paragraph: '11.1',
  examples: ['first'],
})
const kind = oneOf(['use', 'disclosure', 'access', 'loss'], {
  description: 'Unauthorized use, disclosure or access, or loss.',
  paragraph: '11.1',
  examples: ['disclosure'],
})
const items = listOf(itemId(), {
  maxItems: mostItems,
  description: 'Items concerned, as far as they are known.',
  paragraph: '11.1',
})
const fullReportBy = day({
  description: 'Day by which the full report follows, as the terms set it.',
  paragraph: '11.1',
  examples: ['2026-07-10'],
})

const body = closed(
  {
    breach: breachId,
    stage,
    kind,
    what: prose(8000, {
      description: 'What happened.',
      paragraph: '11.1',
      examples: ['A copy of the invoice was sent to a broker.'],
    }),
    discoveredAt: instant({
      description: 'When it was discovered.',
      paragraph: '11.1',
      examples: ['2026-06-10T08:15:00.000Z'],
    }),
    happenedOn: Type.Optional(
      day({ description: 'When it happened, if that is known.', paragraph: '11.1', examples: ['2026-06-08'] }),
    ),
    sawBy: listOf(prose(300, { description: 'A person or body.', examples: ['Example Brokers Ltd'] }), {
      maxItems: 64,
      description: 'Who saw the information, as far as it is known; named in a full report.',
      paragraph: '11.1',
      examples: [['Example Brokers Ltd']],
    }),
    items,
    fullReportBy: Type.Optional(fullReportBy),
  },
  {
    description: 'The requesting member tells of a breach of the conditions of use or disclosure.',
    paragraph: '11.1',
    examples: [
      {
        breach: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d21',
        stage: 'first',
        kind: 'disclosure',
        what: 'A copy of the invoice was sent to a broker.',
        discoveredAt: '2026-06-10T08:15:00.000Z',
        sawBy: ['Example Brokers Ltd'],
        items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'],
        fullReportBy: '2026-07-10',
      },
    ],
  },
)

/** In stages: a first notice at once, the full report and the measures after it, a closing report at the end. */
export const breach = (phase: Phase) =>
  defineMessage({
    title: 'notice of a breach',
    from: 'requesting',
    paragraphs: ['11.1'],
    whileSuspended: true,
    owes: [
      {
        answeredBy: ['breach'],
        when: { stage: 'first' },
        answeredWhen: { stage: 'full' },
        about: 'breach',
        bySender: true,
        dueFact: 'fullReportBy',
        days: 30,
        source: 'agreement',
        paragraph: '11.1',
      },
      {
        answeredBy: ['measures'],
        when: { stage: 'first' },
        answeredWhen: { final: true },
        about: 'breach',
        bySender: true,
        source: 'treaty',
        paragraph: '11.1 c',
      },
    ],
    body,
    rules({ stage, sawBy, items, fullReportBy }, { state }): Fault[] {
      const faults: Fault[] = []
      const fault = (field: string, message: string) => faults.push({ field, paragraph: '11.1', message })
      if (stage === 'full' && sawBy.length === 0)
        fault('/sawBy', 'is empty: a full report says who saw the information')
      if (stage === 'full' && items.length === 0) fault('/items', 'is empty: a full report names the items concerned')
      if (stage !== 'first' && fullReportBy !== undefined) fault('/fullReportBy', 'belongs to the first notice')
      if (state && state.state !== 'none')
        for (const [index, id] of items.entries())
          if (!state.given[id]) fault(`/items/${index}`, `no item ${id} was given in this case`)
      return faults
    },
    facts: ({ breach, stage, kind, items, happenedOn, fullReportBy }) => ({
      breach,
      stage,
      kind,
      items,
      ...(happenedOn !== undefined && { happenedOn }),
      ...(fullReportBy !== undefined && { fullReportBy }),
    }),
    factsShape: closed(
      {
        breach: breachId,
        stage,
        kind,
        items,
        happenedOn: body.properties.happenedOn,
        fullReportBy: Type.Optional(fullReportBy),
      },
      { description: 'Which breach, at which stage, of which items.' },
    ),
    legalIn: phase.kept,
    barred: nothingGiven,
    next(core, { breach, stage, items }) {
      const stray = items.find((id) => core.given[id] === undefined)
      if (stray !== undefined) return { illegal: `no item ${stray} was given in this case` }
      const known = core.owed.some(({ answeredWhen }) => answeredWhen?.breach === breach)
      if (stage === 'first')
        return known
          ? { illegal: `the breach ${breach} was notified already` }
          : { regions: { breach: 'notified' }, particulars: { breaches: breachesOf(core) + 1 } }
      if (
        stage === 'full' &&
        !core.owed.some((row) => row.answeredBy.includes('breach') && row.answeredWhen?.breach === breach)
      )
        return { illegal: `no full report of a breach ${breach} is awaited` }
      if (stage === 'closing' && known)
        return { illegal: `the full report or the measures for the breach ${breach} are awaited` }
      return stage === 'closing' && core.regions.breach === 'none' ? { illegal: 'no breach was notified' } : {}
    },
    items: 'none',
  })

const breachesOf = ({ particulars: { breaches } }: CaseCore): number => (typeof breaches === 'number' ? breaches : 0)
