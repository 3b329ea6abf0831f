import type { SuspendedAnswer } from '../../model/profile/profile.ts'

/**
 * A request that arrives while obligations are suspended is kept and acknowledged as such (11.2):
 * the case number is its id until an officer gives it another one, and the due date goes on
 * counting, since nothing stops the clock.
 */
export const suspendedAnswer: SuspendedAnswer = {
  type: 'ack',
  body: ({ case: id, thread, receivedAt, dueOn }) => ({
    caseNumber: id,
    receivedAt,
    complete: true,
    dueOn,
    suspended: thread,
  }),
}
