// What is wrong between two gateways.
import type { ProblemRow } from './problem-row.ts'

export const deliveryProblems = {
  'envelope-rejected': {
    status: 400,
    retry: false,
    // Nearly always keys or clocks; a message that is alone in being rejected is found out by
    // sending each alone.
    verdict: 'passing',
    title: 'The envelope could not be accepted',
    fix: 'Seal it again with the keys of the current card; the recipient keeps the exact reason in its own log.',
  },
  'statement-refused': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: 'The statement could not be accepted',
    fix: 'Read the detail, correct the message and send it as a new one.',
  },
  'protocol-version': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: 'The statement is of another version of the protocol',
    fix: 'Bring the gateway of the sender up to date, then write the message again: a stored statement keeps its version.',
  },
  'sent-ahead': {
    status: 409,
    retry: true,
    verdict: 'passing',
    title: 'The statement was sent later than it is now',
    fix: 'Nothing: it is delivered again; if it stays, both operators compare their clocks.',
  },
  'part-missing': {
    status: 409,
    retry: true,
    verdict: 'passing',
    title: 'A part of the delivery has not arrived',
    fix: 'Upload the named part and deliver the envelope again.',
  },
  'part-offset': {
    status: 409,
    retry: true,
    verdict: 'passing',
    title: 'The upload does not continue where the part ends',
    fix: 'Ask for the current offset and continue from there.',
  },
  'partner-unreachable': {
    status: 503,
    retry: true,
    verdict: 'passing',
    theirs: true,
    title: 'The partner does not answer',
    fix: 'Nothing: the gateway keeps the message and tries again until the delivery expires.',
  },
  'receipt-late': {
    status: 504,
    retry: true,
    verdict: 'passing',
    title: 'The partner is connected and its receipt is late',
    fix: 'Nothing: the delivery is repeated with a longer limit, and a receipt that comes late counts; if it stays, ask the partner what takes it so long.',
  },
  'partner-refused': {
    status: 502,
    retry: false,
    verdict: 'final',
    theirs: true,
    title: 'The partner refused the delivery',
    fix: 'Read the reason in the delivery, settle it with the partner and redeliver.',
  },
  'receipt-invalid': {
    status: 502,
    retry: true,
    verdict: 'passing',
    theirs: true,
    title: 'The partner gave no valid receipt',
    fix: 'Nothing: the delivery is repeated; if it stays, compare the signing keys of both cards.',
  },
  'absence-refused': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: 'The notice of absence was not taken',
    fix: 'Announce a shorter absence, signed now, or call the partner.',
  },
  'introduction-refused': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: 'The introduction of another member was not taken',
    fix: 'Read the detail; the card has to wait there first, and introductions have to be wanted.',
  },
  'delivery-expired': {
    status: 410,
    retry: false,
    // By the partner’s clock; by ours it expires by itself.
    verdict: 'passing',
    title: 'The delivery was not received in time',
    fix: 'Find out why the partner was away and redeliver with "bulla redeliver".',
  },
  'not-redeliverable': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: 'Only refused, expired or waiting deliveries can be redelivered',
    fix: 'List those that can be with "bulla deliveries --state refused", "--state expired" or "--state waiting".',
  },
} as const satisfies Record<string, ProblemRow>
