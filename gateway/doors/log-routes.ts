// Our evidence log as C2SP tlog-tiles lays it out, read-only: existing transparency tools can
// follow and check it.

import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../model/problems/problems.ts'
import { noQuery } from './query.ts'

export interface LogFile {
  readonly mediaType: string
  readonly octets: Uint8Array
  /** Full tiles never change; everything else does. */
  readonly lasting: boolean
}

export interface LogDoor {
  /** `checkpoint`, `tile/…` or `tile/entries/…`; undefined for what is not there. */
  logFile(path: string): Promise<LogFile | undefined>
  /** Throws where the caller may not come in. */
  admit(request: FastifyRequest): unknown
}

export const logPath = Type.Object({
  '*': Type.String({
    minLength: 1,
    maxLength: 200,
    pattern: '^[^\\u0000-\\u001f\\u007f]+$',
    description: 'checkpoint, tile/… or tile/entries/….',
    examples: ['checkpoint'],
  }),
})

/** The leaves are salted commitments and tell nothing by themselves. */
export const logRoutes =
  ({ logFile, admit }: LogDoor): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Params: { '*': string } }>(
      '/log/*',
      { schema: { params: logPath, querystring: noQuery } },
      async (request, reply) => {
        admit(request)
        return answerLogFile(logFile, request.params['*'], reply)
      },
    )
  }

export async function answerLogFile(logFile: LogDoor['logFile'], path: string, reply: FastifyReply) {
  const file = await logFile(path)
  if (!file) throw new Problem('not-found', 'the log has no such tile yet')
  reply.header('cache-control', file.lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
  return reply.type(file.mediaType).send(Buffer.from(file.octets))
}
