// Sign-in by the identity provider: a link goes there, and what comes back is answered once, in the
// browser that left. Passkeys go on whatever becomes of it.
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { personOf } from '../../../model/client/identity.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { SignInKept } from '../../../ports/doors/identity.ts'
import { record } from '../../../watch/log.ts'
import type { ConsoleWords } from '../../../words/console-words.ts'
import type { ConsoleDeps, Page } from '../page.ts'
import { noSignInCookie, signInCookieIn, signInCookieOf } from './cookies.ts'
import { onwards } from './onwards.ts'
import { givenOnce } from './sessions.ts'
import type { SignInByProvider } from './sign-in-by-provider.ts'

interface Around {
  words(request: FastifyRequest): ConsoleWords
  show(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply
  /** The page where one signs in, with why it was refused. */
  entrancePage(say: ConsoleWords, to: string, refused: string): Page
  /** An address of ours to go to; whatever else was named is not gone to. */
  ofOurs(to: string): string
}

const open = { access: 'open' } as const
/** As long as somebody may take to sign in there. */
const lastsMs = 10 * 60_000
const most = 10_000
const longestQuery = 8_192
const toQuery = Type.Object({ to: Type.Optional(Type.String({ maxLength: 1_024 })) }, { additionalProperties: false })

interface Gone {
  readonly kept: SignInKept
  readonly to: string
}

export function providerPages(
  app: FastifyInstance,
  { entering, problems, nowMs, elapsedMs }: ConsoleDeps,
  { provider, rules }: SignInByProvider,
  around: Around,
): void {
  const gone = givenOnce<Gone>(lastsMs, most, elapsedMs)
  const refuse = (request: FastifyRequest, reply: FastifyReply, to: string, error: unknown) => {
    if (!(error instanceof Problem) || error.code === 'internal') throw error
    record(problems.log, 'console.refused', { address: request.ip, problem: error.code })
    return around.show(request, reply, around.entrancePage(around.words(request), to, error.message))
  }
  app.get('/console/oidc/begin', { config: open, schema: { querystring: toQuery } }, async (request, reply) => {
    const { to: named = '' } = request.query as { readonly to?: string }
    const to = around.ofOurs(named)
    try {
      const begun = await provider.begin()
      const cookie = randomBytes(32).toString('base64url')
      gone.put(cookie, { kept: begun.kept, to })
      reply.header('set-cookie', signInCookieOf(cookie, lastsMs))
      return reply.redirect(begun.to, 303)
    } catch (error) {
      return refuse(request, reply, to, error)
    }
  })
  app.get('/console/oidc/callback', { config: open }, async (request, reply) => {
    const cookie = signInCookieIn(request.headers.cookie)
    const left = cookie === undefined ? undefined : gone.take(cookie)
    reply.header('set-cookie', noSignInCookie)
    const to = left?.to ?? around.ofOurs('')
    try {
      const identity = await provider.finish(demandLeft(left), queryOf(request.url))
      const restMs = identity.untilMs - nowMs()
      if (restMs <= 0) throw new Problem('identity-refused', 'the token of the identity provider has ended')
      entering.beginVouched(reply, { person: personOf(identity.claims, rules), lastsMs: restMs })
      record(problems.log, 'console.entered', { address: request.ip })
      return around.show(request, reply, onwards(around.words(request), reply, to))
    } catch (error) {
      return refuse(request, reply, to, error)
    }
  })
}

/** What this browser left with. @throws {Problem} `identity-refused` */
function demandLeft(left: Gone | undefined): SignInKept {
  if (left) return left.kept
  throw new Problem(
    'identity-refused',
    'this sign-in was not begun in this browser, was answered already, or took more than ten minutes',
  )
}

/** As it was asked for: what reads it has to see each member, also one that is there twice. */
function queryOf(url: string): string {
  const query = url.slice(url.indexOf('?') + 1)
  if (!url.includes('?') || query.length > longestQuery)
    throw new Problem('identity-refused', `the identity provider sent nothing, or more than ${longestQuery} characters`)
  return query
}
