// What is wrong with a case, a message or an item.
import type { ProblemRow } from './problem-row.ts'

export const caseProblems = {
  'case-changed': {
    status: 409,
    retry: false,
    verdict: 'passing',
    title: 'The case has moved on since it was read',
    fix: 'Read the case again and send the message if it still fits.',
  },
  'message-illegal': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: 'The message is not legal in this state of the case',
    fix: 'Read the case; it lists the messages that are legal next, with the reason for each that is not.',
  },
  'item-unknown': {
    status: 404,
    retry: false,
    verdict: 'final',
    title: 'No such item was uploaded here',
    fix: 'Upload the item first and name it by the id that the upload returned.',
  },
  'item-taken': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: 'The item already belongs to another message',
    fix: 'Upload the document again as a new item for this message.',
  },
  'item-too-large': {
    status: 413,
    retry: false,
    verdict: 'final',
    title: 'The item is larger than the gateway takes',
    fix: 'Ask the operator to raise the limit with the partner, or send the document in the volumes it was filed in.',
  },
  'item-disposed': {
    status: 410,
    retry: false,
    verdict: 'final',
    title: 'The content was disposed of under its terms',
    fix: 'Only digests and evidence are kept; ask the providing member again if the matter still needs it.',
  },
  'digest-mismatch': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: 'The octets are not those that were announced',
    fix: 'Upload the item again and compare the SHA-256 of the file as filed.',
  },
  'profile-unknown': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: 'The agreement offers no such profile or message type',
    fix: 'Use a profile and message type that the agreement with this member lists.',
  },
} as const satisfies Record<string, ProblemRow>
