// For those who run the gateway: what is on its way, what is stuck, what happened.
import { Type } from 'typebox'
import { uuid } from '../../../../answers/ids.ts'
import { deliveryStates } from '../../../../model/delivery.ts'
import { memberCodeSchema } from '../../../../model/member.ts'
import { lineFaults, Problem } from '../../../../model/problems/problems.ts'
import { mediaType } from '../../../../watch/metrics.ts'
import { clientOf } from '../../admission.ts'
import { after, closed, cursor, idPath, limit, noBody, prose } from '../../request-parts.ts'
import { json, route } from '../../route.ts'

const deliveriesQuery = closed({
  partner: Type.Optional(memberCodeSchema),
  state: Type.Optional(Type.Enum([...deliveryStates], { description: 'State of the delivery.' })),
  cursor,
  limit: limit(200),
})
const evidenceQuery = closed({
  case: Type.Optional(uuid('Only evidence of this case.')),
  after,
  limit: limit(1000),
})

const rehearsed = closed({
  card: Type.String({
    pattern: '^[A-Za-z0-9_.-]{16,65536}$',
    description: 'Compact JWS of type bulla-card-rehearsal+jws.',
    examples: ['eyJhbGciOiJFUzI1NiJ9.eyJjYXJkIjp7fX0.c2lnbmF0dXJl'],
  }),
})

const paused = closed({
  until: Type.String({
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,3})?Z$',
    description: 'When it is back; within 72 hours.',
    examples: ['2026-11-30T22:00:00Z'],
  }),
})

const settled = closed({
  case: Type.Optional(uuid('The case; or a partner, for all cases with it.')),
  partner: Type.Optional(memberCodeSchema),
  reason: prose(
    1000,
    'Why what cannot be had is not waited for.',
    'XB confirmed by telephone that nothing was exchanged since.',
  ),
})

export const operatorRoutes = {
  'GET /v1/operator/deliveries': route({
    operation: 'listDeliveries',
    access: ['operate'],
    tag: 'Operator',
    summary: 'What is on its way, or stuck',
    takes: { querystring: deliveriesQuery },
    answers: { 200: json('DeliveryPage', 'A page of deliveries.') },
    handle:
      ({ operator }) =>
      (request) =>
        operator.deliveries({ limit: 50, ...request.query }),
  }),
  'POST /v1/operator/deliveries/:id/redelivery': route({
    operation: 'redeliver',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Try a refused, expired or waiting delivery again',
    takes: { params: idPath('delivery'), body: noBody },
    once: {
      because: 'What is queued or delivered is not queued again, and the partner knows a statement that it has.',
    },
    answers: { 202: json('Redelivery', 'Queued again.') },
    problems: ['not-found', 'not-redeliverable', 'clock-stepped'],
    handle:
      ({ operator }) =>
      async (request, reply) => {
        const { id } = request.params
        if (!(await operator.redeliver(clientOf(request), id)))
          throw new Problem('not-redeliverable', `delivery ${id} is neither refused nor expired nor waiting`)
        return reply.code(202).send({ delivery: id, state: 'queued' })
      },
  }),
  'POST /v1/operator/partners/:member/test': route({
    operation: 'testPartner',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Send the test message to a partner',
    description: 'It exercises everything and reaches no national system.',
    takes: { params: closed({ member: memberCodeSchema }), body: noBody },
    once: { because: 'Each is a test of its own, and changes nothing.' },
    answers: { 200: json('LineTest', 'What each step found.') },
    problems: [
      'partner-unknown',
      'partner-suspended',
      'partner-unreachable',
      'partner-refused',
      'receipt-invalid',
      ...lineFaults,
      'agreement-unknown',
      'clock-stepped',
    ],
    handle:
      ({ operator }) =>
      (request) =>
        operator.testPartner(clientOf(request), request.params.member),
  }),
  'POST /v1/operator/pause': route({
    operation: 'announceAbsence',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Tell partners until when this gateway is away',
    description: 'They keep what is for it and raise no alarm. It goes on as before until it is stopped.',
    takes: { body: paused },
    once: { because: 'It says until when: said twice it says the same.' },
    answers: { 200: json('Absence', 'Who knows of it.') },
    problems: ['clock-stepped'],
    handle:
      ({ operator }) =>
      (request) => {
        const until = Date.parse(request.body.until)
        if (Number.isNaN(until)) throw new Problem('request-invalid', 'until is no instant', { field: '/until' })
        return operator.announceAbsence(clientOf(request), until)
      },
  }),
  'POST /v1/operator/resume': route({
    operation: 'endAbsence',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Tell partners that this gateway is back',
    takes: { body: noBody },
    once: { because: 'Who is back is back, however often it is said.' },
    answers: { 200: json('Absence', 'Who knows of it.') },
    problems: ['clock-stepped'],
    handle:
      ({ operator }) =>
      (request) =>
        operator.announceAbsence(clientOf(request)),
  }),
  'POST /v1/operator/rehearsals': route({
    operation: 'rehearseCard',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Have partners judge a card that we may make next',
    description: 'They keep nothing of it. The command "bulla keys rotate --rehearse" writes such a card.',
    takes: { body: rehearsed },
    once: { because: 'Nothing of it is kept, here or there.' },
    answers: { 200: json('Rehearsal', 'What each of them says.') },
    problems: ['clock-stepped'],
    handle:
      ({ operator }) =>
      (request) =>
        operator.rehearse(request.body.card),
  }),
  'GET /v1/operator/restored': route({
    operation: 'readRestored',
    access: ['operate'],
    tag: 'Operator',
    summary: 'What the store lacks since it was restored, and what is closed by that',
    answers: { 200: json('Restored', 'Partners and cases.') },
    handle:
      ({ operator }) =>
      () =>
        operator.restored(),
  }),
  'POST /v1/operator/restored/settlements': route({
    operation: 'settleRestored',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Open a case, or all with a partner, of which something cannot be had since a restore',
    description:
      'It opens as it lies here: what was disposed of since may be in it. Who did so, and why, is evidence. Where the agreement asks for two persons for any message, or the case is at our discretion, it opens once a second person has said so as well.',
    takes: { body: settled },
    once: { because: 'What is settled is settled, however often it is said.' },
    answers: { 200: json('Restored', 'What is left.') },
    problems: ['not-found', 'clock-stepped', 'approver-same', 'person-missing'],
    handle:
      ({ operator }) =>
      (request) => {
        const { case: of, partner } = request.body
        if ((of === undefined) === (partner === undefined))
          throw new Problem('request-invalid', 'name a case, or a partner', { field: '/case' })
        return operator.settleRestored(clientOf(request), request.body)
      },
  }),
  'GET /v1/operator/evidence': route({
    operation: 'listEvidence',
    access: ['operate'],
    tag: 'Operator',
    summary: 'What happened and can be proved',
    takes: { querystring: evidenceQuery },
    answers: { 200: json('EvidencePage', 'A page of evidence.') },
    problems: ['cursor-gone'],
    handle:
      ({ operator }) =>
      async (request) => {
        const rows = await operator.evidence({ limit: 100, ...request.query })
        return { rows, last: rows.at(-1)?.seq ?? request.query.after ?? 0 }
      },
  }),
  'GET /v1/operator/evidence/proof/:id': route({
    operation: 'proveMessage',
    access: ['operate'],
    tag: 'Operator',
    summary: 'C2SP tlog-proof that a message stands in our evidence log',
    takes: { params: idPath('message') },
    answers: { 200: json('LogProof', 'The proof, with record and salt of the leaf.') },
    problems: ['not-found'],
    handle:
      ({ operator }) =>
      (request) =>
        operator.proof(request.params.id),
  }),
  'GET /v1/operator/evidence/check': route({
    operation: 'checkEvidence',
    access: ['operate'],
    tag: 'Operator',
    summary: 'A slice of the store held against its log',
    takes: { querystring: closed({ after, limit: limit(10_000) }) },
    answers: { 200: json('EvidenceCheck', 'What was checked, and every fault.') },
    problems: ['cursor-gone'],
    handle:
      ({ operator }) =>
      (request) =>
        operator.checkEvidence({ after: 0, limit: 1000, ...request.query }),
  }),
  'GET /v1/operator/evidence/witnesses': route({
    operation: 'listWitnesses',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Who cosigned our evidence log, last when, and who owes it',
    answers: { 200: json('Witnesses', 'Each partner, by its code.') },
    handle:
      ({ operator }) =>
      () =>
        operator.witnesses(),
  }),
  'GET /v1/operator/status': route({
    operation: 'readStatus',
    access: ['operate'],
    tag: 'Operator',
    summary: 'The gateway at a glance',
    answers: { 200: json('Status', 'Partners, queues, certificates, storage.') },
    handle:
      ({ operator }) =>
      () =>
        operator.status(),
  }),
  'GET /v1/operator/keys': route({
    operation: 'listKeys',
    access: ['operate'],
    tag: 'Operator',
    summary: 'All about keys: what ends first, and who holds which card',
    answers: { 200: json('Keys', 'Keys, certificates, cards and lists of revoked certificates.') },
    handle:
      ({ operator }) =>
      () =>
        operator.keys(),
  }),
  'GET /metrics': route({
    operation: 'readMetrics',
    access: ['operate', 'monitor'],
    tag: 'Operator',
    summary: 'Numbers for Prometheus',
    description: 'Text format 0.0.4. docs/operations.md lists every number and what to raise an alarm for.',
    answers: { 200: { says: 'Every number of the table.', media: ['text/plain; version=0.0.4; charset=utf-8'] } },
    handle:
      ({ metrics }) =>
      async (_request, reply) =>
        reply.type(mediaType).send(await metrics.text()),
  }),
} as const
