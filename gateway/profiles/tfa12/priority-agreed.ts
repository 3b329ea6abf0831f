import { Type } from 'typebox'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, day } from '../../model/profile/shape.ts'
import { note } from '../use/fields.ts'
import { pending } from './course.ts'
import { limitSchema } from './prioritise.ts'

const from = day({ description: 'First day on which the limit holds.', paragraph: '9.2', examples: ['2026-05-01'] })
const until = Type.Optional(
  day({ description: 'Last day on which it holds.', paragraph: '9.2', examples: ['2026-12-31'] }),
)

const body = closed(
  { limit: limitSchema, from, until, note: Type.Optional(note) },
  {
    description: 'A member agrees to the limit that the other one proposed.',
    paragraph: '9.2',
    examples: [{ limit: { number: 30, per: 'month' }, from: '2026-05-01' }],
  },
)

/** Silence is never consent: whoever did not propose the limit says yes to it, to the number. */
export const priorityAgreed = defineMessage({
  title: 'agreement on a limit',
  from: 'either',
  paragraphs: ['9.2'],
  whileSuspended: false,
  body,
  rules: ({ from, until }) =>
    until !== undefined && until < from
      ? [{ field: '/until', paragraph: '9.2', message: 'must not lie before the first day' }]
      : [],
  facts: ({ limit, from, until }) => ({ limit, from, ...(until !== undefined && { until }) }),
  factsShape: closed({ limit: limitSchema, from, until }, { description: 'The limit agreed on.' }),
  legalIn: pending,
  barred({ particulars: { proposedBy } }, from) {
    if (proposedBy === undefined) return 'nobody has proposed a limit (9.2)'
    return proposedBy === from ? 'a member does not agree to its own proposal; the other one does' : undefined
  },
  next({ particulars: { proposedLimit } }, { limit, from, until }) {
    const { number, per } = proposedLimit as typeof limit
    if (number !== limit.number || per !== limit.per)
      return { illegal: `the limit proposed is ${number} per ${per}; to propose another one is no agreement` }
    return { particulars: { agreedLimit: { ...limit, from, until: until ?? null } } }
  },
  items: 'none',
})
