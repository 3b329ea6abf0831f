// What is new for the offices of a client: as a page, or as a stream that stays open.
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { Problem } from '../../../model/problems/problems.ts'
import type { NationalFlows } from '../../../ports/doors.ts'
import { places } from '../../allowance.ts'
import { noteLateFailure, type ProblemDoor } from '../../problem-reply.ts'
import { type Admission, clientOf, stillAdmitted } from '../admission.ts'
import { eventOnWire, eventStream } from '../event-stream.ts'
import { type EventsQuery, eventsHeaders, eventsQuery } from '../shapes.ts'

export interface EventDoor {
  readonly flows: Pick<NationalFlows, 'events' | 'watchEvents'>
  readonly admission: Admission
  readonly streamsPerClient: number
  readonly heartbeatMs: number
  readonly problems: ProblemDoor
}

export const eventRoutes =
  ({ flows, admission, streamsPerClient, heartbeatMs, problems }: EventDoor): FastifyPluginAsync =>
  async (app) => {
    const streams = places(streamsPerClient)
    const closing = new AbortController()
    app.addHook('preClose', async () => closing.abort())

    app.get<{ Querystring: EventsQuery }>(
      '/v1/events',
      { schema: { querystring: eventsQuery, headers: eventsHeaders } },
      async (request, reply) => {
        const client = clientOf(request)
        const { after = 0, limit = 100 } = request.query
        if (!wantsStream(request)) {
          const rows = await flows.events(client, after, limit)
          return { rows: rows.map(eventOnWire), last: rows.at(-1)?.seq ?? after }
        }
        const leave = streams(client.id)
        if (!leave)
          throw new Problem('too-many-requests', `${streamsPerClient} streams of this client are open`, {
            retryAfterMs: heartbeatMs,
          })
        const gone = new AbortController()
        reply.raw.once('close', () => {
          gone.abort()
          leave()
        })
        const source = {
          watch: (listener: () => void) => flows.watchEvents(listener),
          // Who was let in an hour ago may have lost its token or its offices since.
          read: async (from: number, rows: number) => {
            const now = stillAdmitted(request, admission)
            return now && flows.events(now, from, rows)
          },
        }
        const from = Number(request.headers['last-event-id'] ?? after)
        const ended = AbortSignal.any([closing.signal, gone.signal])
        const stream = eventStream(source, from, heartbeatMs, ended)
        return reply.type('text/event-stream').send(noteLateFailure(problems, request, reply, stream))
      },
    )
  }

/** By `Accept`: a stream where it is named, JSON otherwise. @throws {Problem} `not-acceptable` */
function wantsStream({ headers: { accept = '*/*' } }: FastifyRequest): boolean {
  const wanted = accept.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  if (wanted.includes('text/event-stream')) return true
  if (wanted.some((range) => range === '*/*' || range === 'application/*' || range === 'application/json')) return false
  throw new Problem('not-acceptable', 'events come as application/json or as text/event-stream')
}
