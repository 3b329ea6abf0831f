// Messages that wait for a second person: read, approved, returned, changed, withdrawn.
import { Type } from 'typebox'
import { clientOf } from '../admission.ts'
import { closed, cursor, idPath, limit, openObject, prose } from '../request-parts.ts'
import { json, route } from '../route.ts'
import { answerSubmitted, idempotencyOf, messageParts, submitted, submitting } from '../submitting.ts'

/** Whoever decides on a draft decides on what was read. */
const revision = Type.Integer({
  minimum: 1,
  description: 'The revision that was read; where the draft moved on since, nothing is done.',
  examples: [1],
})
const byRevision = { because: 'It names the revision that it is made from: a repeat finds the draft moved on.' }
const reason = prose(
  4000,
  'Why it is returned, for whoever changes it. Kept encrypted as the draft is.',
  'The invoice number is that of another consignment.',
)

const changes = closed({
  revision,
  ...messageParts,
  body: Type.Optional(openObject('The form in the place of the old one.')),
})

export const draftRoutes = {
  'GET /v1/drafts': route({
    operation: 'listDrafts',
    access: ['submit', 'approve'],
    tag: 'Drafts',
    summary: 'List what waits for a second person',
    description: 'Oldest first.',
    takes: { querystring: closed({ cursor, limit: limit(200) }) },
    answers: { 200: json('DraftPage', 'A page of the drafts of your offices.') },
    handle:
      ({ flows }) =>
      (request) =>
        flows.drafts(clientOf(request), { limit: 50, ...request.query }),
  }),
  'POST /v1/drafts/:id/approval': route({
    operation: 'approveDraft',
    access: ['approve'],
    tag: 'Drafts',
    summary: 'Approve a draft, which sends it',
    takes: { params: idPath('draft'), body: closed({ revision }) },
    once: 'by key',
    answers: { 202: submitted[202] },
    problems: ['not-found', 'approver-same', 'draft-changed', ...submitting],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const draft = { id: request.params.id, revision: request.body.revision }
        const answered = await flows.approveDraft(clientOf(request), draft, idempotencyOf(request))
        return answerSubmitted(reply, answered, `/v1/messages/${answered.answer.message}`)
      },
  }),
  'POST /v1/drafts/:id/return': route({
    operation: 'returnDraft',
    access: ['approve'],
    tag: 'Drafts',
    summary: 'Return a draft with a reason, to be changed',
    takes: { params: idPath('draft'), body: closed({ revision, reason }) },
    once: byRevision,
    answers: { 200: json('Draft', 'The draft, returned.') },
    problems: ['not-found', 'approver-same', 'person-missing', 'draft-changed', 'storage-full', 'clock-stepped'],
    handle:
      ({ flows }) =>
      async (request) => {
        const draft = { id: request.params.id, revision: request.body.revision }
        return flows.returnDraft(clientOf(request), draft, request.body.reason)
      },
  }),
  'POST /v1/drafts/:id/change': route({
    operation: 'changeDraft',
    access: ['submit'],
    tag: 'Drafts',
    summary: 'Change a draft, and become its drafter',
    takes: { params: idPath('draft'), body: changes },
    once: byRevision,
    answers: { 200: json('Draft', 'The draft as it waits now.') },
    problems: ['not-found', 'draft-changed', ...submitting],
    handle:
      ({ flows }) =>
      async (request) => {
        const { revision: read, ...changes } = request.body
        return flows.changeDraft(clientOf(request), { id: request.params.id, revision: read }, changes)
      },
  }),
  'POST /v1/drafts/:id/rehearsal': route({
    operation: 'rehearseDraft',
    access: ['submit'],
    tag: 'Drafts',
    summary: 'Hear what would come of changing a draft',
    description: 'It is refused as the change would be, and as its approval would be now. The draft stays as it is.',
    takes: { params: idPath('draft'), body: changes },
    once: { because: 'Nothing is changed by it.' },
    answers: { 200: json('MessageRehearsal', 'It would be taken.') },
    problems: ['not-found', 'draft-changed', ...submitting],
    handle:
      ({ flows }) =>
      async (request) => {
        const { revision: read, ...changes } = request.body
        return flows.rehearseDraft(clientOf(request), { id: request.params.id, revision: read }, changes)
      },
  }),
  'POST /v1/drafts/:id/withdrawal': route({
    operation: 'withdrawDraft',
    access: ['submit', 'approve'],
    tag: 'Drafts',
    summary: 'Withdraw a draft: it never leaves',
    takes: { params: idPath('draft'), body: closed({ revision }) },
    once: byRevision,
    answers: { 200: json('Draft', 'The draft as it was withdrawn.') },
    problems: ['not-found', 'draft-changed', 'storage-full', 'clock-stepped'],
    handle:
      ({ flows }) =>
      async (request) =>
        flows.withdrawDraft(clientOf(request), { id: request.params.id, revision: request.body.revision }),
  }),
} as const
