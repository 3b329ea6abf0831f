// All cases together: what is due, in which order, and how much.
import { Type } from 'typebox'
import { uuid } from '../../../answers/ids.ts'
import { memberCodeSchema } from '../../../model/member.ts'
import { attachment } from '../../content/file-name.ts'
import { wantsText } from '../accept.ts'
import { clientOf } from '../admission.ts'
import { closed, cursor, day, limit } from '../request-parts.ts'
import { json, route } from '../route.ts'

const dueQuery = closed({
  until: Type.Optional(day('Last day; 30 days from today where nothing is said.')),
  partner: Type.Optional(memberCodeSchema),
  by: Type.Optional(Type.Enum(['us', 'partner'], { description: 'Only what we owe, or only what partners owe.' })),
  cursor,
  limit: limit(500),
})
const heldQuery = closed({
  of: Type.Optional(memberCodeSchema),
  case: Type.Optional(uuid('Only what is held in this case.')),
  cursor,
  limit: limit(2_000),
})
const queueQuery = closed({ cursor, limit: limit(500) })
const statisticsQuery = closed({
  since: Type.Optional(day('First day of the report; the first of the year where nothing is said.')),
})

export const overviewRoutes = {
  'GET /v1/due': route({
    operation: 'listDue',
    access: ['read'],
    tag: 'Overview',
    summary: 'What is due and overdue in the cases of your offices',
    description: `Answers, postponed answers, answers that messages ask for, and the disposal of what is held; by us and
by partners. Late is a flag and refuses nothing. 200 of them where no limit is named.`,
    takes: { querystring: dueQuery },
    answers: { 200: json('DueList', 'A page of it, earliest first.') },
    handle:
      ({ flows }) =>
      (request) =>
        flows.due(clientOf(request), request.query),
  }),
  'GET /v1/asks': route({
    operation: 'listAsks',
    access: ['approve'],
    tag: 'Overview',
    summary: 'Who waits for a second person to decide that they may read',
    description: `Tries that were refused with \`release-asks\` in the cases of your offices and that nobody has decided since, the
newest first, as long as the feed keeps what it tells. POST /v1/items/{id}/clearances or
POST /v1/messages/{id}/clearances decides one. 50 of them where no limit is named.`,
    takes: { querystring: queueQuery },
    answers: { 200: json('AskList', 'A page of it, the newest first.') },
    handle:
      ({ flows }) =>
      (request) =>
        flows.asks(clientOf(request), request.query),
  }),
  'GET /v1/held': route({
    operation: 'listHeld',
    access: ['read'],
    tag: 'Overview',
    summary: 'What partners gave and your offices hold, until when, and what is overdue',
    description: `Each item and each body under its terms: the end of retention, the last day for its disposal, holds, and the
copies that left. What was disposed of is listed as long as a copy of it is out. Page by page, 500 rows where no limit
is named; a case stands on one page, so that a page may have more rows, or none and a next one all the same.`,
    takes: { querystring: heldQuery },
    answers: { 200: json('HeldList', 'A page of it, the overdue first.') },
    handle:
      ({ flows }) =>
      (request) =>
        flows.held(clientOf(request), request.query),
  }),
  'GET /v1/queue': route({
    operation: 'listQueue',
    access: ['read'],
    tag: 'Overview',
    summary: 'What waits for an answer of your offices, in order',
    description: `Page by page those due first; within a page cases within agreed limits first, among them in the order that
the asking member gave, then by due date. 200 of them where no limit is named.`,
    takes: { querystring: queueQuery },
    answers: { 200: json('Queue', 'A page of it, the next one first.') },
    handle:
      ({ flows }) =>
      (request) =>
        flows.queue(clientOf(request), request.query),
  }),
  'GET /v1/workload': route({
    operation: 'readWorkload',
    access: ['read'],
    tag: 'Overview',
    summary: 'How much there is to answer, and how much of agreed limits is used',
    description: 'Counts for each partner; no case of any office is shown.',
    answers: { 200: json('Workload', 'The present month.') },
    handle:
      ({ flows }) =>
      (request) =>
        flows.workload(clientOf(request)),
  }),
  'GET /v1/statistics': route({
    operation: 'readStatistics',
    access: ['read', 'operate'],
    tag: 'Overview',
    summary: 'Numbers for a report',
    description: 'As JSON, or with `Accept: text/csv` as a table (RFC 4180). No trader, office or case stands in them.',
    takes: { querystring: statisticsQuery },
    answers: {
      200: {
        says: 'Cases by kind and state.',
        shape: 'Statistics',
        media: ['application/json', 'text/csv'],
        headers: ['Bulla-Truncated'],
      },
    },
    problems: ['not-acceptable'],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const csvWanted = wantsText(request.headers.accept, 'text/csv')
        const { rows, truncated, csv } = await flows.statistics(clientOf(request), request.query.since)
        reply.header('vary', 'Accept')
        if (!csvWanted) return { truncated, rows }
        if (truncated) reply.header('bulla-truncated', 'true')
        return reply
          .header('content-disposition', attachment('statistics.csv'))
          .type('text/csv; charset=utf-8; header=present')
          .send(csv())
      },
  }),
} as const
