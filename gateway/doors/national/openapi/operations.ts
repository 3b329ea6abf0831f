// What each route is for and can answer, in words: the part of the OpenAPI document that no schema says.
import type { ProblemCode } from '../../../model/problems/problems.ts'
import type { Route } from '../roles.ts'
import { json, type Operation } from './operation.ts'
import { overviewOperations } from './overview-operations.ts'

const submitted = {
  201: json('Submitted', 'Kept as a draft: a second person must approve it.', 'Location', 'Idempotency-Replayed'),
  202: json('Submitted', 'On disk, and on its way to the partner.', 'Location', 'Idempotency-Replayed'),
}
const submitting: readonly ProblemCode[] = [
  'idempotency-key-reused',
  'body-invalid',
  'message-illegal',
  'case-changed',
  'profile-unknown',
  'agreement-unknown',
  'partner-unknown',
  'partner-suspended',
  'pair-suspended',
  'agreement-invalid',
  'item-unknown',
  'item-taken',
  'item-disposed',
  'onward-disclosure',
  'terms-unknown',
  'terms-invalid',
  'storage-full',
  'clock-stepped',
]

export const operations: Readonly<Record<Route, Operation>> = {
  'POST /v1/terms': {
    tag: 'Terms',
    summary: 'Make terms for items',
    description:
      'From the defaults of the agreement and what is added here. Items are uploaded under the digest of the answer.',
    answers: { 201: json('MadeTerms', 'Made and kept.', 'Location') },
    problems: ['agreement-unknown', 'terms-unknown', 'terms-invalid', 'not-found', 'storage-full'],
  },
  'GET /v1/terms/:sha256': {
    tag: 'Terms',
    summary: 'Read terms',
    answers: { 200: json('Terms', 'The terms in full.') },
    problems: ['not-found'],
  },
  'POST /v1/items': {
    tag: 'Items',
    summary: 'Upload an item',
    description: `The body is the document as filed, octet for octet, of any media type and without a Content-Encoding; it is encrypted under
its terms while it streams in. Send \`Expect: 100-continue\` with large documents, and \`Content-Digest\` to have the octets checked.`,
    answers: { 201: json('StagedItem', 'On disk, waiting for the message that takes it.', 'Location') },
    problems: [
      'terms-unknown',
      'item-too-large',
      'onward-disclosure',
      'digest-mismatch',
      'unsupported-media-type',
      'request-timeout',
      'storage-full',
      'clock-stepped',
    ],
  },
  'GET /v1/items/:id': {
    tag: 'Items',
    summary: 'Describe an item',
    answers: { 200: json('Item', 'What is known of it, without its content.') },
    problems: ['not-found'],
  },
  'POST /v1/items/:id/releases': {
    tag: 'Items',
    summary: 'Read the content of an item under its terms',
    description:
      'Names who reads, for which purpose and in which matter. Allowed or denied, it becomes evidence before anything is answered.',
    answers: {
      200: {
        says: 'The content, octet for octet.',
        media: ['*/*'],
        headers: ['Content-Length', 'Content-Digest', 'Content-Disposition', 'Bulla-Obligations'],
      },
    },
    problems: [
      'not-found',
      'release-denied',
      'item-locked',
      'item-disposed',
      'part-missing',
      'store-altered',
      'clock-stepped',
    ],
  },
  'POST /v1/cases': {
    tag: 'Cases',
    summary: 'Open a case',
    description:
      'About a declaration or, with a type such as `suspend`, between the two members. The type may be left out where the agreement has one kind of case.',
    answers: submitted,
    problems: submitting,
  },
  'GET /v1/cases': {
    tag: 'Cases',
    summary: 'List the cases of your offices',
    description: 'By due date, those due first.',
    answers: { 200: json('CasePage', 'A page of cases.') },
  },
  'GET /v1/cases/:id': {
    tag: 'Cases',
    summary: 'Read a case',
    description: `With everything that is wanted, owed, given and permitted, what may be sent next with the paragraph that it carries out, and
why nothing else may. Codes are the same in every language; \`labels\` say what they are called.`,
    answers: { 200: json('Case', 'The case with its timeline and what is legal next.', 'Content-Language') },
    problems: ['not-found', 'profile-unknown'],
  },
  'GET /v1/cases/:id/messages': {
    tag: 'Messages',
    summary: 'List the messages of a case',
    answers: { 200: json('MessageList', 'In the order of the case.') },
    problems: ['not-found'],
  },
  'POST /v1/cases/:id/messages': {
    tag: 'Messages',
    summary: 'Send a message in a case',
    answers: submitted,
    problems: ['not-found', ...submitting],
  },
  'POST /v1/cases/:id/registrations': {
    tag: 'Messages',
    summary: 'Register a letter, an e-mail or a call',
    description:
      'It stands in the timeline and in the evidence, its content is kept encrypted, and nothing changes in the state of the case.',
    answers: { 201: json('Registration', 'Registered.', 'Location') },
    problems: ['not-found', 'body-invalid', 'storage-full', 'clock-stepped'],
  },
  'GET /v1/cases/:id/registrations': {
    tag: 'Messages',
    summary: 'List what was registered by hand in a case',
    answers: { 200: json('RegistrationList', 'In the order in which it was registered.') },
    problems: ['not-found'],
  },
  'GET /v1/messages/:id': {
    tag: 'Messages',
    summary: 'Read a message',
    answers: { 200: json('Message', 'The message with its body.') },
    problems: ['not-found', 'log-behind', 'store-altered'],
  },
  'GET /v1/drafts': {
    tag: 'Drafts',
    summary: 'List what waits for a second person',
    answers: { 200: json('DraftList', 'The drafts of your offices.') },
  },
  'POST /v1/drafts/:id/approval': {
    tag: 'Drafts',
    summary: 'Approve a draft, which sends it',
    answers: { 202: submitted[202] },
    problems: ['not-found', 'approver-same', ...submitting],
  },
  ...overviewOperations,
  'GET /v1/events': {
    tag: 'Events',
    summary: 'What is new',
    description: `As a page of JSON, or with \`Accept: text/event-stream\` as server-sent events that go on: the id of each is its number, its data is
an Event. A reader that comes back with \`Last-Event-ID\` misses nothing.`,
    answers: {
      200: {
        says: 'What came after the number given.',
        shape: 'EventPage',
        media: ['application/json', 'text/event-stream'],
      },
    },
    problems: ['not-acceptable'],
  },
  'GET /v1/partners': {
    tag: 'Directory',
    summary: 'The members we exchange with',
    answers: { 200: json('PartnerList', 'Out of their cards.') },
  },
  'GET /v1/agreements': {
    tag: 'Directory',
    summary: 'The agreements laid down here',
    answers: { 200: json('AgreementList', 'With the digests of their texts.') },
  },
  'GET /v1/whoami': {
    tag: 'Directory',
    summary: 'Whose credentials these are',
    answers: { 200: json('Client', 'The client, its offices and roles.') },
  },
  'GET /v1/operator/deliveries': {
    tag: 'Operator',
    summary: 'What is on its way, or stuck',
    answers: { 200: json('DeliveryPage', 'A page of deliveries.') },
  },
  'POST /v1/operator/deliveries/:id/redelivery': {
    tag: 'Operator',
    summary: 'Try a refused, expired or waiting delivery again',
    answers: { 202: json('Redelivery', 'Queued again.') },
    problems: ['not-found', 'not-redeliverable', 'clock-stepped'],
  },
  'POST /v1/operator/partners/:member/test': {
    tag: 'Operator',
    summary: 'Send the test message to a partner',
    description: 'It exercises everything and reaches no national system.',
    answers: { 200: json('LineTest', 'What each step found.') },
    problems: [
      'partner-unknown',
      'partner-suspended',
      'partner-unreachable',
      'partner-refused',
      'receipt-invalid',
      'agreement-unknown',
      'clock-stepped',
    ],
  },
  'GET /v1/operator/evidence': {
    tag: 'Operator',
    summary: 'What happened and can be proved',
    answers: { 200: json('EvidencePage', 'A page of evidence.') },
  },
  'GET /v1/cases/:id/bundle': {
    tag: 'Cases',
    summary: 'The case as a bundle that anybody can verify offline',
    answers: { 200: { says: 'A zip archive; docs/evidence.md says what it proves.', media: ['application/zip'] } },
    problems: ['not-found', 'agreement-unknown', 'log-behind', 'store-altered'],
  },
  'GET /v1/operator/evidence/proof/:id': {
    tag: 'Operator',
    summary: 'C2SP tlog-proof that a message stands in our evidence log',
    answers: { 200: json('LogProof', 'The proof, with record and salt of the leaf.') },
  },
  'GET /v1/operator/evidence/check': {
    tag: 'Operator',
    summary: 'A slice of the store held against its log',
    answers: { 200: json('EvidenceCheck', 'What was checked, and every fault.') },
  },
  'GET /log/*': {
    tag: 'Open',
    summary: 'The evidence log as C2SP tlog-tiles lays it out',
    answers: {
      200: {
        says: 'Checkpoint, tile or bundle of entries.',
        media: ['text/plain; charset=utf-8', 'application/octet-stream'],
      },
    },
  },
  'GET /v1/operator/status': {
    tag: 'Operator',
    summary: 'The gateway at a glance',
    answers: { 200: json('Status', 'Partners, queues, certificates, storage.') },
  },
  'GET /metrics': {
    tag: 'Operator',
    summary: 'Numbers for Prometheus',
    description: 'Text format 0.0.4. docs/operations.md lists every number and what to raise an alarm for.',
    answers: { 200: { says: 'Every number of the table.', media: ['text/plain; version=0.0.4; charset=utf-8'] } },
  },
  'GET /healthz': { tag: 'Open', summary: 'Does the process answer?', answers: { 200: json('Liveness', 'It does.') } },
  'GET /readyz': {
    tag: 'Open',
    summary: 'Would requests be served now?',
    answers: { 200: json('Readiness', 'They would.'), 503: json('Readiness', 'They would not, for these reasons.') },
  },
  'GET /openapi.json': {
    tag: 'Open',
    summary: 'This document',
    answers: { 200: { says: 'OpenAPI 3.1.', media: ['application/json'] } },
  },
}
