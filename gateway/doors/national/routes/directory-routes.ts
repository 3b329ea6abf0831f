// Terms, and whom and what this installation knows.
import type { FastifyPluginAsync } from 'fastify'
import type { NationalFlows } from '../../../ports/doors.ts'
import { noQuery } from '../../query.ts'
import { clientOf } from '../admission.ts'
import { sha256Path, type TermsBody, termsAsk } from '../shapes.ts'

export interface DirectoryDoor {
  readonly flows: Pick<NationalFlows, 'makeTerms' | 'terms' | 'partners' | 'agreements'>
}

export const directoryRoutes =
  ({ flows }: DirectoryDoor): FastifyPluginAsync =>
  async (app) => {
    app.post<{ Body: TermsBody }>(
      '/v1/terms',
      { schema: { querystring: noQuery, body: termsAsk } },
      async (request, reply) => {
        const made = await flows.makeTerms(clientOf(request), request.body)
        return reply.code(201).header('location', `/v1/terms/${made.sha256}`).send(made)
      },
    )
    app.get<{ Params: { sha256: string } }>(
      '/v1/terms/:sha256',
      { schema: { params: sha256Path, querystring: noQuery } },
      (request) => flows.terms(clientOf(request), request.params.sha256),
    )
    app.get('/v1/partners', { schema: { querystring: noQuery } }, async (request) => ({
      rows: await flows.partners(clientOf(request)),
    }))
    app.get('/v1/agreements', { schema: { querystring: noQuery } }, async (request) => ({
      rows: await flows.agreements(clientOf(request)),
    }))
    app.get('/v1/whoami', { schema: { querystring: noQuery } }, async (request) => {
      const { id, offices, roles } = clientOf(request)
      return { id, offices, roles }
    })
  }
