// The message "notice of a breach": its body, its rules, its facts, and what it changes in a case.
import { Type } from 'typebox'
import type { JsonObject } from '../../../model/json.ts'
import type { Fault } from '../../../model/problems/problems.ts'
import type { CaseCore } from '../../../model/profile/case-core.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, instant, listOf, oneOf, prose, uuid } from '../../../model/profile/shape.ts'
import { otherRole, type Role } from '../../../model/role.ts'
import { itemId, mostItems } from '../fields.ts'
import { nothingGiven, whyNotGiven } from '../given.ts'
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
    description: 'A member tells of a breach of the conditions of use or disclosure.',
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

/**
 * In stages: a first notice at once, the full report and the measures after it, a closing report at
 * the end.
 */
export const breach = (phase: Phase) =>
  defineMessage({
    title: 'notice of a breach',
    from: 'either',
    paragraphs: ['11.1'],
    whileSuspended: true,
    duty: true,
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
        term: 'breach',
        sinceFact: 'discoveredAt',
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
    rules({ stage, sawBy, items, fullReportBy }, { state, from }): Fault[] {
      const faults: Fault[] = []
      const fault = (field: string, message: string) => faults.push({ field, paragraph: '11.1', message })
      if (stage === 'full' && sawBy.length === 0)
        fault('/sawBy', 'is empty: a full report says who saw the information')
      if (stage === 'full' && items.length === 0) fault('/items', 'is empty: a full report names the items concerned')
      if (stage !== 'first' && fullReportBy !== undefined) fault('/fullReportBy', 'belongs to the first notice')
      if (state && state.state !== 'none')
        for (const [index, id] of items.entries()) {
          const by = state.given[id]?.by
          const why = whyNotGiven(state, id, from ?? (by ? otherRole[by] : phase.decides))
          if (why !== undefined) fault(`/items/${index}`, why)
        }
      return faults
    },
    facts: ({ breach, stage, kind, items, discoveredAt, happenedOn, fullReportBy }) => ({
      breach,
      stage,
      kind,
      items,
      discoveredAt,
      ...(happenedOn !== undefined && { happenedOn }),
      ...(fullReportBy !== undefined && { fullReportBy }),
    }),
    factsShape: closed(
      {
        breach: breachId,
        stage,
        kind,
        items,
        // Version 1 did not say it.
        discoveredAt: Type.Optional(body.properties.discoveredAt),
        happenedOn: body.properties.happenedOn,
        fullReportBy: Type.Optional(fullReportBy),
      },
      { description: 'Which breach, at which stage, of which items.' },
    ),
    legalIn: phase.kept,
    barred: nothingGiven('holder'),
    next(core, { breach, stage, items }, { from }) {
      const stray = items.map((id) => whyNotGiven(core, id, from)).find((why) => why !== undefined)
      if (stray !== undefined) return { illegal: stray }
      const awaited = core.owed.filter(({ by, answeredWhen }) => by === from && answeredWhen?.breach === breach)
      if (stage === 'first')
        return awaited.length > 0
          ? { illegal: `the breach ${breach} was notified already` }
          : { regions: { breach: 'notified' }, particulars: { breaches: oneMore(core, from) } }
      if (stage === 'full')
        return awaited.some(({ answeredBy }) => answeredBy.includes('breach'))
          ? {}
          : { illegal: `no full report of a breach ${breach} is awaited` }
      if (awaited.length > 0) return { illegal: `the full report or the measures for the breach ${breach} are awaited` }
      return breachesOf(core, from) === 0 ? { illegal: 'no breach was notified' } : {}
    },
    items: 'none',
  })

const breaches = ({ particulars }: CaseCore): JsonObject =>
  typeof particulars.breaches === 'object' && !Array.isArray(particulars.breaches) && particulars.breaches !== null
    ? particulars.breaches
    : {}
/** How many breaches a side has told of. */
const breachesOf = (core: CaseCore, by: Role): number => Number(breaches(core)[by] ?? 0)
const oneMore = (core: CaseCore, by: Role): JsonObject => ({ ...breaches(core), [by]: breachesOf(core, by) + 1 })
