import type { ProblemRow } from './problems.ts'
import { releaseProblems } from './release-problems.ts'

/** Every way a request can fail. The key ends the RFC 9457 `type` URI; docs/problems.md is written from this table. */
export const problems = {
  // what the caller sent
  'authentication-missing': {
    status: 401,
    title: 'Nobody is named by this request',
    retry: false,
    fix: 'Send a valid token or client certificate with the request.',
  },
  forbidden: {
    status: 403,
    title: 'The caller may not do this',
    retry: false,
    fix: 'Use credentials whose role allows it, or ask the operator for that role.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here for this caller',
    retry: false,
    fix: 'Check the identifier; what belongs to another office looks the same as what does not exist.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This resource does not know the method',
    retry: false,
    fix: 'Look the operation up in the OpenAPI document of this door.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No accepted media type can be given',
    retry: false,
    fix: 'Leave the Accept header out or name the media type of the OpenAPI document.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive in time',
    retry: true,
    fix: 'Send it again over a faster line or in smaller pieces.',
  },
  'request-invalid': {
    status: 400,
    title: 'The request does not have the agreed form',
    retry: false,
    fix: 'Correct the named field or header as the OpenAPI document describes it.',
  },
  'body-invalid': {
    status: 422,
    title: 'The body breaks a rule of its message type',
    retry: false,
    fix: 'Correct the named fields, each with its paragraph of Article 12, and send the message again.',
  },
  'request-too-large': {
    status: 413,
    title: 'The request is larger than this door takes',
    retry: false,
    fix: 'Send documents as items and keep the message itself below the limit.',
  },
  'header-too-large': {
    status: 431,
    title: 'The header fields are larger than this door takes',
    retry: false,
    fix: 'Send fewer or shorter header fields.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type is not understood here',
    retry: false,
    fix: 'Send the Content-Type that the OpenAPI document names for this operation.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The idempotency key already stands for another request',
    retry: false,
    fix: 'Use a fresh key for a new message, or repeat the first request unchanged.',
  },
  // cases, messages, items
  'case-changed': {
    status: 409,
    title: 'The case has moved on since it was read',
    retry: false,
    fix: 'Read the case again and send the message if it still fits.',
  },
  'message-illegal': {
    status: 409,
    title: 'The message is not legal in this state of the case',
    retry: false,
    fix: 'Read the case; it lists the messages that are legal next, with the reason for each that is not.',
  },
  'item-unknown': {
    status: 404,
    title: 'No such item was uploaded here',
    retry: false,
    fix: 'Upload the item first and name it by the id that the upload returned.',
  },
  'item-taken': {
    status: 409,
    title: 'The item already belongs to another message',
    retry: false,
    fix: 'Upload the document again as a new item for this message.',
  },
  'item-too-large': {
    status: 413,
    title: 'The item is larger than the gateway takes',
    retry: false,
    fix: 'Ask the operator to raise the limit with the partner, or send the document in the volumes it was filed in.',
  },
  'item-disposed': {
    status: 410,
    title: 'The content was disposed of under its terms',
    retry: false,
    fix: 'Only digests and evidence are kept; ask the providing member again if the matter still needs it.',
  },
  'digest-mismatch': {
    status: 422,
    title: 'The octets are not those that were announced',
    retry: false,
    fix: 'Upload the item again and compare the SHA-256 of the file as filed.',
  },
  'profile-unknown': {
    status: 422,
    title: 'The agreement offers no such profile or message type',
    retry: false,
    fix: 'Use a profile and message type that the agreement with this member lists.',
  },
  // terms and releases
  ...releaseProblems,
  // members and agreements
  'partner-unknown': {
    status: 403,
    title: 'No known partner is named',
    retry: false,
    fix: 'Exchange cards with this member and add it with "bulla partner add".',
  },
  'partner-suspended': {
    status: 403,
    title: 'The exchange with this member is suspended',
    retry: false,
    fix: 'Where it was suspended here, "bulla partner resume" lifts it; else wait until the member lifts it (12.11.2).',
  },
  'pair-suspended': {
    status: 409,
    title: 'Obligations between the two members are suspended',
    retry: false,
    fix: 'Wait for the resumption and send or redeliver it then; measures after a breach (12.11.1) are what it waits for.',
  },
  'card-invalid': {
    status: 422,
    title: 'The card cannot be trusted',
    retry: false,
    fix: 'Ask the member for its current card and compare the fingerprint words by voice.',
  },
  'certificate-refused': {
    status: 403,
    title: 'The certificate is not one this gateway trusts',
    retry: false,
    fix: "Present a current certificate under the anchors or pins of the member's card.",
  },
  'agreement-unknown': {
    status: 422,
    title: 'No such agreement is in force between the two members',
    retry: false,
    fix: 'Name an agreement that both members have loaded and that is in force today.',
  },
  'agreement-mismatch': {
    status: 409,
    title: 'The two members hold different texts of the agreement',
    retry: false,
    fix: 'Compare the agreement files of both members; their SHA-256 must be equal.',
  },
  'agreement-invalid': {
    status: 422,
    title: 'The agreement does not have the agreed form',
    retry: false,
    fix: 'Correct the named field of the agreement file.',
  },
  // between gateways
  'envelope-rejected': {
    status: 400,
    title: 'The envelope could not be accepted',
    retry: false,
    fix: 'Seal it again with the keys of the current card; the recipient keeps the exact reason in its own log.',
  },
  'statement-refused': {
    status: 422,
    title: 'The statement could not be accepted',
    retry: false,
    fix: 'Read the detail, correct the message and send it as a new one.',
  },
  'sent-ahead': {
    status: 409,
    title: 'The statement was sent later than it is now',
    retry: true,
    fix: 'Nothing: it is delivered again; if it stays, both operators compare their clocks.',
  },
  'part-missing': {
    status: 409,
    title: 'A part of the delivery has not arrived',
    retry: true,
    fix: 'Upload the named part and deliver the envelope again.',
  },
  'part-offset': {
    status: 409,
    title: 'The upload does not continue where the part ends',
    retry: true,
    fix: 'Ask for the current offset and continue from there.',
  },
  'partner-unreachable': {
    status: 503,
    title: 'The partner does not answer',
    retry: true,
    fix: 'Nothing: the gateway keeps the message and tries again until the delivery expires.',
  },
  'partner-refused': {
    status: 502,
    title: 'The partner refused the delivery',
    retry: false,
    fix: 'Read the reason in the delivery, settle it with the partner and redeliver.',
  },
  'receipt-invalid': {
    status: 502,
    title: 'The partner gave no valid receipt',
    retry: true,
    fix: 'Nothing: the delivery is repeated; if it stays, compare the signing keys of both cards.',
  },
  'delivery-expired': {
    status: 410,
    title: 'The delivery was not received in time',
    retry: false,
    fix: 'Find out why the partner was away and redeliver with "bulla redeliver".',
  },
  'not-redeliverable': {
    status: 409,
    title: 'Only refused, expired or waiting deliveries can be redelivered',
    retry: false,
    fix: 'List those that can be with "bulla deliveries --state refused", "--state expired" or "--state waiting".',
  },
  // the gateway itself
  'too-many-requests': {
    status: 429,
    title: 'There are too many requests at once',
    retry: true,
    fix: 'Wait as long as Retry-After says and send it again.',
  },
  'storage-full': {
    status: 507,
    title: 'The gateway cannot store any more',
    retry: true,
    fix: 'Free space on the data volume; nothing that was acknowledged is lost.',
  },
  'storage-failed': {
    status: 503,
    title: 'The store of the gateway does not answer',
    retry: true,
    fix: 'Send it again in a moment; if it stays, the operator looks at /readyz and at the data volume.',
  },
  'log-behind': {
    status: 503,
    title: 'The evidence log lacks what partners have seen of it',
    retry: true,
    fix: 'The operator restores the newest backup; nothing is taken, signed or released until the log holds what its partners witnessed.',
  },
  'store-altered': {
    status: 503,
    title: 'What is stored is not what was recorded when it came',
    retry: true,
    fix: 'The operator keeps the data folder as it is, runs "bulla evidence check", and restores the newest backup that fits the log.',
  },
  'timestamp-failed': {
    status: 503,
    title: 'The time stamping authority does not answer as it must',
    retry: true,
    fix: 'Nothing: checkpoints are stamped later; if it stays, the operator looks at the settings of the authority.',
  },
  'clock-stepped': {
    status: 503,
    title: 'The clock of the gateway cannot be believed',
    retry: true,
    fix: 'Send it again later; the operator compares the clock with a time server and puts it right, or restarts the gateway where it is right.',
  },
  stopping: {
    status: 503,
    title: 'The gateway is stopping',
    retry: true,
    fix: 'Send it again in a moment or to another node.',
  },
  internal: {
    status: 500,
    title: 'The gateway failed',
    retry: true,
    fix: 'Send it again; if it stays, give the operator the instance of this answer.',
  },
} as const satisfies Record<string, ProblemRow>
