// Messages that wait for a second person.
import { clientOf } from '../admission.ts'
import { idPath, noBody } from '../request-parts.ts'
import { json, route } from '../route.ts'
import { answerSubmitted, submitted, submitting } from '../submitting.ts'

export const draftRoutes = {
  'GET /v1/drafts': route({
    access: ['submit', 'approve'],
    tag: 'Drafts',
    summary: 'List what waits for a second person',
    answers: { 200: json('DraftList', 'The drafts of your offices.') },
    handle:
      ({ flows }) =>
      async (request) => ({ rows: await flows.drafts(clientOf(request)) }),
  }),
  'POST /v1/drafts/:id/approval': route({
    access: ['approve'],
    tag: 'Drafts',
    summary: 'Approve a draft, which sends it',
    takes: { params: idPath('draft'), body: noBody },
    answers: { 202: submitted[202] },
    problems: ['not-found', 'approver-same', ...submitting],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const answered = await flows.approve(clientOf(request), request.params.id)
        return answerSubmitted(reply, answered, `/v1/messages/${answered.answer.message}`)
      },
  }),
} as const
