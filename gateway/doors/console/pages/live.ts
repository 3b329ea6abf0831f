// Says that something happened since the page was loaded; the page fetches itself anew, and sees
// what it may see.
import { places } from '../../../model/limits/buckets.ts'
import { answerEvents } from '../../event-stream.ts'
import { page } from '../page.ts'

const streamsPerPerson = 8

export const livePages = {
  'GET /console/live': page({
    access: 'person',
    show: (deps) => {
      const streams = places(streamsPerPerson)
      const { flows, entering } = deps
      return ({ visitor: { client }, request, reply }) =>
        answerEvents(
          deps,
          { request, reply },
          {
            leave: streams(client.person ?? ''),
            full: `${streamsPerPerson} pages of this person are open`,
            from: () => flows.lastEvent(),
            // Whoever was signed out or lost its offices hears no more.
            read: async (from, rows) => entering.stillEntered(request) && (await flows.events(client, from, rows)),
            inFrames: (rows) => `data: ${rows.at(-1)?.seq}\n\n`,
          },
        )
    },
  }),
} as const
