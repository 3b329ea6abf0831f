// Cases, their messages, what is registered by hand, and drafts that wait for a second person.
import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../../model/problems/problems.ts'
import type { Idempotency, NationalFlows, Submitted } from '../../../ports/doors.ts'
import { attachment } from '../../file-name.ts'
import { octetsOf } from '../../json-body.ts'
import { labelsWanted, saysLanguage } from '../../language.ts'
import { noteLateFailure, type ProblemDoor } from '../../problem-reply.ts'
import { noQuery } from '../../query.ts'
import { clientOf } from '../admission.ts'
import { caseLabels } from '../labels.ts'
import {
  type BundleQuery,
  bundleQuery,
  type CaseBody,
  type CaseQuery,
  type CasesQuery,
  caseAsk,
  caseQuery,
  casesQuery,
  idempotencyHeaders,
  idPath,
  languageHeaders,
  type MessageBody,
  messageAsk,
  noBody,
  type RegistrationBody,
  registrationAsk,
} from '../shapes.ts'

export interface CaseDoor {
  readonly flows: Pick<
    NationalFlows,
    | 'submit'
    | 'cases'
    | 'case'
    | 'messages'
    | 'message'
    | 'register'
    | 'registrations'
    | 'exportCase'
    | 'drafts'
    | 'approve'
  >
  readonly problems: ProblemDoor
}

export const caseRoutes =
  ({ flows, problems }: CaseDoor): FastifyPluginAsync =>
  async (app) => {
    app.post<{ Body: CaseBody }>(
      '/v1/cases',
      { schema: { querystring: noQuery, headers: idempotencyHeaders, body: caseAsk } },
      async (request, reply) => {
        const { items = [], ...rest } = request.body
        const submitted = await flows.submit(clientOf(request), { case: null, items, ...rest }, idempotencyOf(request))
        return answer(reply, submitted, `/v1/cases/${submitted.answer['case']}`)
      },
    )
    app.get<{ Querystring: CasesQuery }>('/v1/cases', { schema: { querystring: casesQuery } }, (request) =>
      flows.cases(clientOf(request), { limit: 50, ...request.query }),
    )
    app.get<{ Params: { id: string }; Querystring: CaseQuery }>(
      '/v1/cases/:id',
      { schema: { params: idPath('case'), querystring: caseQuery, headers: languageHeaders } },
      async (request, reply) => {
        const schemas = request.query.schemas === 'true'
        const view = await flows.case(clientOf(request), request.params.id, { schemas })
        const language = labelsWanted(request, request.query)
        saysLanguage(reply, language)
        return language === undefined ? view : { ...view, labels: caseLabels(view, language) }
      },
    )
    app.post<{ Params: { id: string }; Body: RegistrationBody }>(
      '/v1/cases/:id/registrations',
      { schema: { params: idPath('case'), querystring: noQuery, body: registrationAsk } },
      async (request, reply) => {
        const { id } = request.params
        const registered = await flows.register(clientOf(request), id, request.body)
        return reply.code(201).header('location', `/v1/cases/${id}/registrations`).send(registered)
      },
    )
    app.get<{ Params: { id: string } }>(
      '/v1/cases/:id/registrations',
      { schema: { params: idPath('case'), querystring: noQuery } },
      async (request) => ({ rows: await flows.registrations(clientOf(request), request.params.id) }),
    )

    app.get<{ Params: { id: string } }>(
      '/v1/cases/:id/messages',
      { schema: { params: idPath('case'), querystring: noQuery } },
      async (request) => ({ rows: await flows.messages(clientOf(request), request.params.id) }),
    )
    app.post<{ Params: { id: string }; Body: MessageBody }>(
      '/v1/cases/:id/messages',
      { schema: { params: idPath('case'), querystring: noQuery, headers: idempotencyHeaders, body: messageAsk } },
      async (request, reply) => {
        const ask = { items: [], ...request.body, case: request.params.id }
        const submitted = await flows.submit(clientOf(request), ask, idempotencyOf(request))
        return answer(reply, submitted, `/v1/messages/${submitted.answer['message']}`)
      },
    )
    app.get<{ Params: { id: string }; Querystring: BundleQuery }>(
      '/v1/cases/:id/bundle',
      { schema: { params: idPath('case'), querystring: bundleQuery } },
      async (request, reply) => {
        const client = clientOf(request)
        const { purpose, reader = client.id } = request.query
        if (purpose !== undefined && !client.roles.includes('release'))
          throw new Problem('forbidden', 'content is exported only by clients with the role release')
        const ask = { content: purpose !== undefined, purpose: purpose ?? '', reader }
        const { name, write } = await flows.exportCase(client, request.params.id, ask)
        const octets = new PassThrough()
        write(octets).catch((error: unknown) => octets.destroy(error instanceof Error ? error : new Error('export')))
        return reply
          .header('content-disposition', attachment(name))
          .type('application/zip')
          .send(noteLateFailure(problems, request, reply, octets))
      },
    )
    app.get<{ Params: { id: string } }>(
      '/v1/messages/:id',
      { schema: { params: idPath('message'), querystring: noQuery } },
      (request) => flows.message(clientOf(request), request.params.id),
    )

    app.get('/v1/drafts', { schema: { querystring: noQuery } }, async (request) => ({
      rows: await flows.drafts(clientOf(request)),
    }))
    app.post<{ Params: { id: string } }>(
      '/v1/drafts/:id/approval',
      { schema: { params: idPath('draft'), querystring: noQuery, body: noBody } },
      async (request, reply) => {
        const submitted = await flows.approve(clientOf(request), request.params.id)
        return answer(reply, submitted, `/v1/messages/${submitted.answer['message']}`)
      },
    )
  }

/** A message has an address of its own; a draft waits in the list of drafts. */
function answer(reply: FastifyReply, { status, outcome, answer }: Submitted, location: string): FastifyReply {
  if (outcome === 'repeated') reply.header('idempotency-replayed', 'true')
  const drafted = answer['draft'] !== undefined
  return reply
    .code(status)
    .header('location', drafted ? '/v1/drafts' : location)
    .send(answer)
}

/** draft-ietf-httpapi-idempotency-key: the key, and a digest that tells a repetition from another request. */
function idempotencyOf(request: {
  headers: FastifyRequest['headers']
  method: string
  url: string
  body: object
}): Idempotency | null {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return null
  const digest = createHash('sha256').update(`${request.method} ${request.url}\n`).update(octetsOf(request.body))
  return { key, requestSha256: digest.digest('hex') }
}
