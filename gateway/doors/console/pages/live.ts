// Says that something happened since the page was loaded; the page fetches itself anew, and sees
// what it may see.
import { places } from '../../../model/limits/buckets.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { eventStream } from '../../event-stream.ts'
import { noteLateFailure } from '../../problem-reply.ts'
import { page } from '../page.ts'

const streamsPerPerson = 8

export const livePages = {
  'GET /console/live': page({
    access: 'person',
    show: ({ flows, entering, problems, closing, heartbeatMs }) => {
      const streams = places(streamsPerPerson)
      return async ({ visitor: { client }, request, reply }) => {
        const leave = streams(client.person ?? '')
        if (!leave)
          throw new Problem('too-many-requests', `${streamsPerPerson} pages of this person are open`, {
            retryAfterMs: heartbeatMs,
          })
        const gone = new AbortController()
        reply.raw.once('close', () => {
          gone.abort()
          leave()
        })
        const source = {
          watch: (listener: () => void) => flows.watchEvents(listener),
          // Whoever was signed out or lost its offices hears no more.
          read: async (from: number, rows: number) =>
            entering.stillEntered(request) && (await flows.events(client, from, rows)),
        }
        const from = await flows.lastEvent().catch((error: unknown) => {
          leave()
          throw error
        })
        const ended = AbortSignal.any([closing, gone.signal])
        const stream = eventStream(source, from, heartbeatMs, ended, (rows) => `data: ${rows.at(-1)?.seq}\n\n`)
        reply.header('cache-control', 'no-store, no-transform').header('x-accel-buffering', 'no')
        return reply.type('text/event-stream').send(noteLateFailure(problems, request, reply, stream))
      }
    },
  }),
} as const
