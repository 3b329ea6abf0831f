// What is new for the offices of a client: as a page, or as a stream that stays open.
import { Type } from 'typebox'
import { places } from '../../../model/limits/buckets.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { answerEvents, eventOnWire } from '../../event-stream.ts'
import { clientOf, stillAdmitted } from '../admission.ts'
import { after, closed, limit } from '../request-parts.ts'
import { route } from '../route.ts'

const eventsHeaders = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({
      pattern: '^(0|[1-9][0-9]{0,14})$',
      description: 'Server-sent events: goes on after this one.',
      examples: ['41'],
    }),
  ),
})

export const eventRoutes = {
  'GET /v1/events': route({
    operation: 'listEvents',
    access: ['read', 'operate', 'monitor'],
    tag: 'Events',
    summary: 'What is new',
    description: `As a page of JSON, or with \`Accept: text/event-stream\` as server-sent events that go on: the id of each
is its number, its data is an Event. A reader that comes back with \`Last-Event-ID\` misses nothing.`,
    takes: { querystring: closed({ after, limit: limit(1000) }), headers: eventsHeaders },
    answers: {
      200: {
        says: 'What came after the number given.',
        shape: 'EventPage',
        media: ['application/json', 'text/event-stream'],
      },
    },
    problems: ['not-acceptable', 'cursor-gone'],
    handle: (deps) => {
      const { flows, admission, streamsPerClient } = deps
      const streams = places(streamsPerClient)
      return async (request, reply) => {
        const client = clientOf(request)
        const { after = 0, limit = 100 } = request.query
        if (!wantsStream(request.headers.accept)) {
          const rows = await flows.events(client, after, limit)
          return { rows: rows.map(eventOnWire), last: rows.at(-1)?.seq ?? after }
        }
        return answerEvents(
          deps,
          { request, reply },
          {
            leave: streams(client.id),
            full: `${streamsPerClient} streams of this client are open`,
            async from() {
              const from = Number(request.headers['last-event-id'] ?? after)
              // What cannot be gone on from is refused before the stream begins.
              await flows.events(client, from, 1)
              return from
            },
            // Who was let in an hour ago may have lost its token or its offices since.
            async read(from, rows) {
              const now = stillAdmitted(request, admission)
              return now && flows.events(now, from, rows)
            },
          },
        )
      }
    },
  }),
} as const

/** By `Accept`: a stream where it is named, JSON otherwise. @throws {Problem} `not-acceptable` */
function wantsStream(accept = '*/*'): boolean {
  const wanted = accept.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  if (wanted.includes('text/event-stream')) return true
  if (wanted.some((range) => range === '*/*' || range === 'application/*' || range === 'application/json')) return false
  throw new Problem('not-acceptable', 'events come as application/json or as text/event-stream')
}
