import type { Region, StateRow } from '../../model/profile/profile.ts'

// The course of a case: article-12 §5 as tables.

export const states = {
  submitted: { describe: 'The request was sent; the requested member has not acknowledged it.', pending: true },
  clarifying: { describe: 'The requested member has questions about the request. The clock runs on.', pending: true },
  accepted: { describe: 'The requested member has taken up the request.', pending: true },
  postponed: { describe: 'All that is still open was postponed, with reasons and a date.', pending: true },
  'partly-answered': { describe: 'Some items have an outcome, others wait.', pending: true },
  answered: { describe: 'Every item has a final outcome.', pending: false },
  refused: { describe: 'Every item was refused, with reasons.', pending: false },
  closed: { describe: 'The requesting member closed or withdrew the case; its terms bind on.', pending: false },
} as const satisfies Record<string, StateRow>

/** States in which the requested member may answer. */
export const answering = ['accepted', 'postponed', 'partly-answered'] as const
/** States in which an answer is still to come. */
export const pending = ['submitted', 'clarifying', ...answering] as const
/** States of a case that is not closed: keys are sent in them. */
export const inUse = [...pending, 'answered', 'refused'] as const
/** The same, and after closing: what was given binds on. */
export const kept = [...inUse, 'closed'] as const

export const regions = {
  assurance: {
    initial: 'none',
    describe: {
      none: 'No assurance was asked for.',
      required: 'The requested member requires an assurance before it provides (6.2).',
      given: 'The requesting member gave the assurance.',
      declined: 'The requesting member cannot give it: execution is at the discretion of the requested member (7.2).',
    },
    life: { none: ['required'], required: ['given', 'declined'], given: ['required'], declined: ['required'] },
  },
} as const satisfies Record<string, Region>
