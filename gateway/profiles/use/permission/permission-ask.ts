// The message "request for permission": its body, its rules, its facts, and what it changes in a
// case.
import { Type } from 'typebox'
import type { CaseCore } from '../../../model/profile/case-core.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, prose } from '../../../model/profile/shape.ts'
import { type Role, roles } from '../../../model/role.ts'
import { answerBy, itemIds } from '../fields.ts'
import { notHeld, nothingHeld, whyNotAllHeld } from '../given.ts'
import type { Phase } from '../phase.ts'
import {
  addresseeFaults,
  permissionId,
  scopeFacts,
  scopeFactsFields,
  scopeFields,
  scopeNames,
  scopeOf,
} from './permission-scope.ts'

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
    description: 'A member asks for a use that the terms do not allow.',
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
    from: 'either',
    paragraphs: ['5.1 b', '5.1 c', '6.2'],
    whileSuspended: true,
    duty: true,
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
      ...addresseeFaults(body),
      ...notHeld(body.items, { field: (index) => `/items/${index}`, paragraph: '5.1 b', speaker: 'holder' }, context),
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
    barred: nothingHeld('holder'),
    next(core, facts, { from }) {
      const { permission, items } = facts
      if (core.permissions[permission]) return { illegal: `the permission ${permission} was asked for already` }
      const illegal = whyNotAllHeld(core, items, { speaker: 'holder', from })
      if (illegal !== undefined) return { illegal }
      const asked = { asked: { ...scopeOf(facts), items }, verdict: 'asked' as const, scope: {}, items: [] }
      return { permissions: { [permission]: asked }, particulars: { permissionsAsked: askedBy(core, from) } }
    },
    items: 'none',
  })

/** Which sides have asked for a permission. */
const askedBy = ({ particulars: { permissionsAsked } }: CaseCore, from: Role): Role[] =>
  Array.isArray(permissionsAsked) ? roles.filter((role) => role === from || permissionsAsked.includes(role)) : [from]
