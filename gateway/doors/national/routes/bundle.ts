// The case as one file that proves itself.
import { PassThrough } from 'node:stream'
import { Type } from 'typebox'
import type { LeftOut } from '../../../ports/doors/national.ts'
import { attachment, textList } from '../../content/file-name.ts'
import { noteLateFailure } from '../../problem-reply.ts'
import { clientOf } from '../admission.ts'
import { closed, idPath, text, word } from '../request-parts.ts'
import { route } from '../route.ts'

/**
 * Without `purpose` the bundle holds no content; with it, content that the terms let leave under
 * that purpose.
 */
const bundleQuery = closed({
  purpose: Type.Optional(
    word('Purpose code under which content is exported; without it the bundle holds none.', 'VERIFY_VALUE'),
  ),
  reader: Type.Optional(text(128, 'Who exports, as the client says; as with a release.', 'officer-17')),
})

/** One text for each kind of content and reason, so that a case of any size fits into a header. */
function countedByReason(leftOut: readonly LeftOut[]): string[] {
  const counts = new Map<string, number>()
  for (const { what, problem } of leftOut) {
    const reason = `${what}: ${problem}`
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts].map(([reason, count]) => `${count} ${reason}`)
}

export const bundleRoutes = {
  'GET /v1/cases/:id/bundle': route({
    operation: 'exportBundle',
    access: ['read'],
    refusedByFlow: true,
    tag: 'Cases',
    summary: 'The case as a bundle that anybody can verify offline',
    takes: { params: idPath('case'), querystring: bundleQuery },
    answers: {
      200: {
        says: 'A zip archive; docs/evidence.md says what it proves.',
        media: ['application/zip'],
        headers: ['Bulla-Left-Out'],
      },
    },
    problems: ['signature-demanded', 'text-unseen', 'not-found', 'agreement-unknown', 'log-behind', 'store-altered'],
    handle:
      ({ flows, problems }) =>
      async (request, reply) => {
        const client = clientOf(request)
        const { purpose, reader } = request.query
        const ask = {
          ...{ content: purpose !== undefined, purpose: purpose ?? '' },
          ...(reader !== undefined && { reader }),
        }
        const { name, leftOut, write } = await flows.exportCase(client, request.params.id, ask)
        const octets = new PassThrough()
        write(octets).catch((error: unknown) => octets.destroy(error instanceof Error ? error : new Error('export')))
        if (leftOut.length > 0) reply.header('bulla-left-out', textList(countedByReason(leftOut)))
        return reply
          .header('content-disposition', attachment(name))
          .type('application/zip')
          .send(noteLateFailure(problems, request, reply, octets))
      },
  }),
} as const
