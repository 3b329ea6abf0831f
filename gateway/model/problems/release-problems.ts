import type { ProblemRow } from './problems.ts'

/** Rows of the problem table about terms, keys and releases. */
export const releaseProblems = {
  'terms-unknown': {
    status: 422,
    title: 'The terms hold a condition this gateway does not know',
    retry: false,
    fix: 'Use the terms of the vocabulary tfa12/terms/1.0; what cannot be honoured is not accepted.',
  },
  'terms-invalid': {
    status: 422,
    title: 'The terms do not have the agreed form',
    retry: false,
    fix: 'Correct the named field of the terms.',
  },
  'release-denied': {
    status: 403,
    title: 'The terms do not allow this release',
    retry: false,
    fix: 'State the purpose and matter the item was given for, or ask the providing member for a permission ("permission-ask").',
  },
  'approver-same': {
    status: 403,
    title: 'The drafter cannot approve the draft',
    retry: false,
    fix: 'Have an officer other than the drafter approve it.',
  },
  'item-locked': {
    status: 409,
    title: 'The item is locked until its terms are accepted',
    retry: false,
    fix: 'Accept the terms of the item with the message "accept-terms"; its content opens when the providing member sends its key.',
  },
  'key-wrong': {
    status: 422,
    title: 'The key does not open the item',
    retry: false,
    fix: 'The item stays locked: ask the providing member to give it again in a new message.',
  },
  'onward-disclosure': {
    status: 403,
    title: 'The content was received under terms that forbid passing it on',
    retry: false,
    fix: 'Leave the document out, or ask the member that provided it for a permission ("permission-ask") that names the disclosure.',
  },
} as const satisfies Record<string, ProblemRow>
