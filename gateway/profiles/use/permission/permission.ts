// The message "permission": its body, its rules, its facts, and what it changes in a case.
import { Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import type { Permission } from '../../../model/profile/case-core.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, oneOf, prose } from '../../../model/profile/shape.ts'
import { otherRole } from '../../../model/role.ts'
import { itemIds } from '../fields.ts'
import type { Phase } from '../phase.ts'
import {
  addresseeFaults,
  beyond,
  permissionId,
  scopeFacts,
  scopeFactsFields,
  scopeFields,
  scopeNames,
  scopeOf,
} from './permission-scope.ts'

const verdict = oneOf(['granted', 'partly', 'denied', 'revoked'], {
  description: 'Granted as asked, in part, denied; or revoked after it was granted.',
  paragraph: '5.1 c',
  examples: ['granted'],
})
const items = Type.Optional(itemIds('Where it is granted in part: the items it is granted for.', '5.1 b'))
const uses = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 100_000,
    description: 'How often it may be used; without end where it is left out.',
    paragraph: '5.1 c',
    examples: [1],
  }),
)
const until = Type.Optional(
  day({ description: 'Last day on which it may be used.', paragraph: '5.1 c', examples: ['2026-12-31'] }),
)

const body = closed(
  {
    permission: permissionId,
    verdict,
    items,
    ...scopeFields,
    uses,
    until,
    conditions: Type.Optional(
      prose(4000, {
        description: 'Conditions in words, for whoever uses it.',
        paragraph: '5.1 c',
        examples: ['The names of the employees are to be made unreadable.'],
      }),
    ),
    reason: Type.Optional(
      prose(4000, {
        description: 'Why not, or why no longer; needed where it is denied or revoked.',
        paragraph: '5.1 c',
        examples: ['The exporter has objected.'],
      }),
    ),
  },
  {
    description: 'The member that gave grants, denies or revokes a permission.',
    paragraph: '5.1 c',
    examples: [
      { permission: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d11', verdict: 'granted', uses: 1, until: '2026-12-31' },
    ],
  },
)

/** What may follow a verdict. What was denied or revoked is asked for anew, under another id. */
export const permissionLife: Readonly<Record<Permission['verdict'], readonly Permission['verdict'][]>> = {
  asked: ['granted', 'partly', 'denied'],
  granted: ['partly', 'revoked'],
  partly: ['granted', 'partly', 'revoked'],
  denied: [],
  revoked: [],
}

/** Specific and written: never more than was asked for, and only for the items named. */
export const permission = (phase: Phase) =>
  defineMessage({
    title: 'permission',
    from: 'either',
    paragraphs: ['5.1 b', '5.1 c', '6.2'],
    whileSuspended: true,
    signedAs: 'permit',
    duty: true,
    body,
    rules(body, { state }): Fault[] {
      const { permission, verdict, items, uses, until, reason } = body
      const faults: Fault[] = addresseeFaults(body)
      const fault = (field: string, message: string) => faults.push({ field, paragraph: '5.1 c', message })
      const named = [...scopeNames.filter((name) => body[name] !== undefined), ...(items ? ['items'] : [])]
      const refuses = verdict === 'denied' || verdict === 'revoked'
      if (verdict === 'partly' && named.length === 0) fault('/items', 'is missing: say which part is granted')
      if (verdict !== 'partly')
        for (const name of named) fault(`/${name}`, 'is named only where a part is granted; the rest is as asked')
      if (refuses && (uses !== undefined || until !== undefined))
        fault(uses === undefined ? '/until' : '/uses', `does not go with ${verdict}`)
      if (refuses && reason === undefined) fault('/reason', `is missing: needed where a permission is ${verdict}`)
      if (state && state.state !== 'none' && !state.permissions[permission])
        fault('/permission', 'was not asked for in this case')
      return faults
    },
    facts: (body) => ({
      permission: body.permission,
      verdict: body.verdict,
      ...(body.items && { items: body.items }),
      ...scopeFacts(body),
      ...(body.uses !== undefined && { uses: body.uses }),
      ...(body.until !== undefined && { until: body.until }),
    }),
    factsShape: closed(
      { permission: permissionId, verdict, items, ...scopeFactsFields, uses, until },
      { description: 'The verdict and what it covers.' },
    ),
    legalIn: phase.kept,
    barred: ({ particulars: { permissionsAsked } }, from) =>
      Array.isArray(permissionsAsked) && permissionsAsked.includes(otherRole[from])
        ? undefined
        : 'no permission was asked for',
    next({ permissions, given }, facts, { from }) {
      const { permission: id, verdict, uses, until } = facts
      const known = permissions[id]
      if (!known || known.asked.items.some((item) => given[item]?.by !== from))
        return { illegal: `the permission ${id} was not asked for in this case` }
      if (!permissionLife[known.verdict].includes(verdict))
        return { illegal: `the permission ${id} is ${known.verdict}; it cannot become ${verdict}` }
      const { asked } = known
      if (verdict === 'denied' || verdict === 'revoked')
        return { permissions: { [id]: { asked, verdict, scope: {}, items: [] } } }
      // What a part leaves unnamed is as asked: only items are named, or only the scope.
      const scope = scopeNames.some((name) => facts[name]) ? scopeOf(facts) : scopeOf(asked)
      const { items = asked.items } = facts
      const more = [...beyond(scope, asked), ...items.filter((item) => !asked.items.includes(item))]
      if (more.length > 0) return { illegal: `the permission goes beyond what was asked for: ${more.join(', ')}` }
      const limits = { ...(uses !== undefined && { uses }), ...(until !== undefined && { until }) }
      return { permissions: { [id]: { asked, verdict, scope, items, ...limits } } }
    },
    items: 'none',
  })
