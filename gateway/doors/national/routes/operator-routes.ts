// For those who run the gateway: what is on its way, what is stuck, what happened.
import type { FastifyPluginAsync } from 'fastify'
import { Problem } from '../../../model/problems/problems.ts'
import type { OperatorFlows } from '../../../ports/doors.ts'
import { type Metrics, mediaType } from '../../../watch/metrics.ts'
import { noQuery } from '../../query.ts'
import { clientOf } from '../admission.ts'
import {
  type CheckQuery,
  checkQuery,
  type DeliveriesQuery,
  deliveriesQuery,
  type EvidenceQuery,
  evidenceQuery,
  idPath,
  memberPath,
  noBody,
} from '../shapes.ts'

export interface OperatorDoor {
  readonly operator: Omit<OperatorFlows, 'readiness'>
  readonly metrics: Pick<Metrics, 'text'>
}

export const operatorRoutes =
  ({ operator, metrics }: OperatorDoor): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Querystring: DeliveriesQuery }>(
      '/v1/operator/deliveries',
      { schema: { querystring: deliveriesQuery } },
      (request) => operator.deliveries({ limit: 50, ...request.query }),
    )
    app.post<{ Params: { id: string } }>(
      '/v1/operator/deliveries/:id/redelivery',
      { schema: { params: idPath('delivery'), querystring: noQuery, body: noBody } },
      async (request, reply) => {
        const { id } = request.params
        if (!(await operator.redeliver(clientOf(request), id)))
          throw new Problem('not-redeliverable', `delivery ${id} is neither refused nor expired nor waiting`)
        return reply.code(202).send({ delivery: id, state: 'queued' })
      },
    )
    app.post<{ Params: { member: string } }>(
      '/v1/operator/partners/:member/test',
      { schema: { params: memberPath, querystring: noQuery, body: noBody } },
      (request) => operator.testPartner(clientOf(request), request.params.member),
    )
    app.get<{ Querystring: EvidenceQuery }>(
      '/v1/operator/evidence',
      { schema: { querystring: evidenceQuery } },
      async (request) => {
        const rows = await operator.evidence({ limit: 100, ...request.query })
        return {
          rows,
          last: Number(rows.at(-1)?.['seq'] ?? request.query.after ?? 0),
        }
      },
    )
    app.get<{ Params: { id: string } }>(
      '/v1/operator/evidence/proof/:id',
      { schema: { params: idPath('message'), querystring: noQuery } },
      (request) => operator.proof(request.params.id),
    )
    app.get<{ Querystring: CheckQuery }>(
      '/v1/operator/evidence/check',
      { schema: { querystring: checkQuery } },
      (request) => operator.checkEvidence({ after: 0, limit: 1000, ...request.query }),
    )
    app.get('/v1/operator/status', { schema: { querystring: noQuery } }, () => operator.status())
    app.get('/metrics', { schema: { querystring: noQuery } }, async (_request, reply) =>
      reply.type(mediaType).send(await metrics.text()),
    )
  }
