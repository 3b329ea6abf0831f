import { Type } from 'typebox'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, prose } from '../../../model/profile/shape.ts'
import { answerBy, itemIds } from '../fields.ts'
import { notGiven, nothingHeld, whyNotAllHeld } from '../given.ts'
import type { Phase } from '../phase.ts'
import { permissionId, scopeFacts, scopeFactsFields, scopeFields, scopeNames, scopeOf } from './permission-scope.ts'

const items = itemIds('The items it is about.', '5.1 b')

const body = closed(
  {
    permission: permissionId,
    items,
    ...scopeFields,
    reason: prose(4000, {
      description: 'Why it is needed.',
      paragraph: '5.1 c',
      examples: ['The court asks for the invoice.'],
    }),
    until: Type.Optional(
      day({ description: 'Until when it is needed.', paragraph: '5.1 c', examples: ['2026-12-31'] }),
    ),
    answerBy: Type.Optional(answerBy()),
  },
  {
    description: 'The requesting member asks for a use that the terms do not allow.',
    paragraph: '5.1 c',
    examples: [
      {
        permission: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d11',
        items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'],
        proceedings: [{ kind: 'judicial-proceeding', name: 'District Court of XA, file 7/2026' }],
        reason: 'The court asks for the invoice.',
      },
    ],
  },
)

/** Another purpose, another authority, a disclosure or a proceeding, for items that are named. */
export const permissionAsk = (phase: Phase) =>
  defineMessage({
    title: 'request for permission',
    from: 'requesting',
    paragraphs: ['5.1 b', '5.1 c', '6.2'],
    whileSuspended: true,
    owes: [
      {
        answeredBy: ['permission'],
        about: 'permission',
        dueFact: 'answerBy',
        days: 30,
        source: 'target',
        paragraph: '5.1 c',
      },
    ],
    body,
    rules: (body, context) => [
      ...notGiven(body.items, { field: (index) => `/items/${index}`, paragraph: '5.1 b' }, context),
      ...(scopeNames.some((name) => body[name] !== undefined)
        ? []
        : [
            {
              field: '/purposes',
              paragraph: '5.1 b',
              message: 'asks for nothing: name purposes, offices, a disclosure or proceedings',
            },
          ]),
    ],
    facts: (body) => ({
      permission: body.permission,
      items: body.items,
      ...scopeFacts(body),
      ...(body.answerBy !== undefined && { answerBy: body.answerBy }),
    }),
    factsShape: closed(
      { permission: permissionId, items, ...scopeFactsFields, answerBy: Type.Optional(answerBy()) },
      { description: 'What is asked for, for which items.' },
    ),
    legalIn: phase.kept,
    barred: nothingHeld,
    next(core, facts) {
      const { permission, items } = facts
      if (core.permissions[permission]) return { illegal: `the permission ${permission} was asked for already` }
      const illegal = whyNotAllHeld(core, items)
      if (illegal !== undefined) return { illegal }
      const asked = { asked: { ...scopeOf(facts), items }, verdict: 'asked' as const, scope: {}, items: [] }
      return { permissions: { [permission]: asked }, particulars: { permissionsAsked: true } }
    },
    items: 'none',
  })
