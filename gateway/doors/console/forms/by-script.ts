// What the script of a page asks for by itself: JSON and octets come in, and what is refused is
// told as problem details, not as a page.
import type { FastifyInstance } from 'fastify'
import { jsonBody } from '../../json-body.ts'
import type { Pace } from '../../octet-streams.ts'
import { type ProblemDoor, replyWithProblem } from '../../problem-reply.ts'

const mostJsonBytes = 8 * 1_024

/** For the routes of this part of a door alone. */
export function answeringScripts(app: FastifyInstance, pace: Pace, problems: ProblemDoor): void {
  app.setErrorHandler(replyWithProblem(problems))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', jsonBody({ ...pace, maxBytes: mostJsonBytes }))
  app.addContentTypeParser('application/partial-upload', async (_: unknown, source: unknown) => source)
}
