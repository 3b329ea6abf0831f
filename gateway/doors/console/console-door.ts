// The door for persons: pages on the national listener, made of the flows of the API (decision 38).
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Language, languages } from '../../model/client/language.ts'
import { consoleClient } from '../../model/client/person.ts'
import { type Buckets, buckets, perSecond } from '../../model/limits/buckets.ts'
import { Problem, type ProblemDetails } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors/national.ts'
import { consoleWords } from '../../words/console-words.ts'
import { words } from '../../words/words.ts'
import { languageOf } from '../language.ts'
import { refusingOtherMethods } from '../listening/methods.ts'
import { type ProblemDoor, replyWithProblem } from '../problem-reply.ts'
import { assets } from './assets/assets.ts'
import {
  demandSameOrigin,
  demandToken,
  demandTokenOf,
  type Entered,
  type Entering,
  entering,
} from './entrance/entering.ts'
import { entrance } from './entrance/entrance.ts'
import { onwards } from './entrance/onwards.ts'
import { answeringScripts } from './forms/by-script.ts'
import { type FormValues, formBody } from './forms/form-values.ts'
import { multipartBody } from './forms/multipart.ts'
import { documentOf } from './layout.ts'
import { type ConsoleDeps, type Page, type PageRow, registerPages, type Serving, type Visitor } from './page.ts'
import { pages } from './pages/all.ts'
import { askedOf } from './pages/content/clear-pages.ts'
import { problemPage } from './problem-page.ts'

export interface ConsoleOptions extends Omit<ConsoleDeps, 'entering' | 'problems'> {
  readonly problems: Omit<ProblemDoor, 'shown'>
  readonly version: string
  readonly limits: {
    /** Of a session: without a request, and in any case; in milliseconds. */
    readonly idleMs: number
    readonly longestMs: number
    readonly maxBodyBytes: number
    readonly requestTimeoutMs: number
    readonly leastBodyBytes: number
    /** Requests per second of one person, with a burst of twice as many. */
    readonly ratePerPerson: number
  }
}

/** Who is behind a request, found once. */
const found = new WeakMap<FastifyRequest, Entered>()

export const consoleDoor =
  (options: ConsoleOptions): FastifyPluginAsync =>
  async (app) => {
    const { persons, limits, elapsedMs, member, version } = options
    const enter = entering(persons, limits, elapsedMs)
    const language = (request: FastifyRequest) => languageIn(request)
    const problems: ProblemDoor = {
      ...options.problems,
      caller: (request) => {
        const entered = found.get(request)
        return entered === undefined ? '-' : consoleClient(entered.person.id)
      },
      shown: {
        language,
        page: (details, request, reply) => ofProblem(details, request, reply),
      },
    }
    const deps: ConsoleDeps = { ...options, problems, entering: enter }

    const frame = (request: FastifyRequest, shown: Page, visitor?: Visitor) => {
      const spoken = visitor?.language ?? language(request)
      const say = visitor?.say ?? consoleWords(spoken)
      return documentOf({ ...shown, language: spoken, say, member, version, visitor }).toString()
    }
    function ofProblem(details: ProblemDetails, request: FastifyRequest, reply: FastifyReply): string {
      reply.headers(pageHeaders)
      const entered = found.get(request)
      const visitor = entered && visitorOf(request, entered)
      const next = visitor && details.code === 'release-asks' ? askedOf(visitor, request) : undefined
      return frame(request, problemPage(details, visitor?.say ?? consoleWords(language(request)), next), visitor)
    }

    app.setErrorHandler(replyWithProblem(problems))
    app.removeAllContentTypeParsers()
    const pace = {
      maxBytes: limits.maxBodyBytes,
      windowMs: limits.requestTimeoutMs,
      leastBytes: limits.leastBodyBytes,
      closing: options.closing,
    }
    app.addContentTypeParser('application/x-www-form-urlencoded', formBody(pace))
    app.addContentTypeParser('multipart/form-data', multipartBody(pace))
    const sendPage = (request: FastifyRequest, reply: FastifyReply, shown: Page) =>
      send(reply, shown, frame(request, shown))
    const leadOn: LeadOn = (request, reply, to) =>
      sendPage(request, reply, onwards(consoleWords(language(request)), reply, to))
    guardPages(app, enter, buckets(perSecond(limits.ratePerPerson), 10_000, elapsedMs), leadOn)
    const refuseOthers = refusingOtherMethods(app, { access: 'open' })

    for (const [path, { type, octets, etag }] of assets)
      app.get(path, { config: { access: 'open' } }, (_request, reply) =>
        reply
          .type(type)
          .header('etag', etag)
          .header('cache-control', 'public, max-age=31536000, immutable')
          .send(octets),
      )
    entrance(app, deps, { language, show: sendPage })
    const serving: Serving = {
      visitor: (request, access) => admitted(deps, request, access),
      answer: (request, reply, visitor, shown) => send(reply, shown, frame(request, shown, visitor)),
    }
    await app.register(async (part) => {
      answeringScripts(part, deps.pace, { ...problems, shown: { language } })
      registerPages(
        part,
        rowsThat((row) => row.byScript === true),
        deps,
        serving,
      )
    })
    registerPages(
      app,
      rowsThat((row) => row.byScript !== true),
      deps,
      serving,
    )
    refuseOthers()
  }

const rowsThat = (are: (row: PageRow) => boolean) =>
  Object.fromEntries(Object.entries(pages).filter(([, row]) => are(row)))

const send = (reply: FastifyReply, { status = 200 }: Page, text: string): FastifyReply =>
  reply.code(status).headers(pageHeaders).type('text/html; charset=utf-8').send(text)

/**
 * Nothing that is not ours, nothing inline, and no markup out of text (W3C CSP 3, Trusted Types).
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const pageHeaders = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), geolocation=()',
} as const

/** Shows a page that leads to this address. */
type LeadOn = (request: FastifyRequest, reply: FastifyReply, to: string) => FastifyReply

/** Who is signed in, what it may change from where, and how often it may ask. */
function guardPages(app: FastifyInstance, enter: Entering, allowance: Buckets, leadOn: LeadOn): void {
  app.addHook('onRequest', async (request, reply) => {
    demandSameOrigin(request)
    // What a page fetches by itself keeps no session alive.
    const { byScript } = request.routeOptions.config
    const entered = byItself(request) && !byScript ? enter.stillEntered(request) : enter.entered(request)
    if (entered) {
      found.set(request, entered)
      const waitMs = allowance.take(entered.person.id)
      if (waitMs > 0) throw new Problem('too-many-requests', `try again in ${waitMs} ms`, { retryAfterMs: waitMs })
      return
    }
    if (request.routeOptions.config.page === undefined) return
    if (request.method !== 'GET') throw new Problem('authentication-missing', 'nobody is signed in here any more')
    const to = encodeURIComponent(request.url.slice(0, 512))
    // A link in a mail brings no cookie; the same link from a page of ours does.
    if (request.headers['sec-fetch-site'] === 'cross-site') return leadOn(request, reply, `/console/onwards?to=${to}`)
    return reply.redirect(`/console/enter?to=${to}`, 303)
  })
  app.addHook('preValidation', async (request) => {
    const entered = found.get(request)
    // Where one signs in there is no session yet whose token a form could have.
    if (!entered || request.routeOptions.config.page === undefined) return
    if (request.routeOptions.config.byScript) return demandTokenOf(request, entered.session)
    if (request.method !== 'POST') return
    request.body = demandToken((request.body ?? {}) as FormValues, entered.session)
  })
}

/** W3C Fetch Metadata: no navigation, but a script of a page. */
const byItself = ({ headers }: FastifyRequest): boolean => headers['sec-fetch-dest'] === 'empty'

/** The visitor behind a request, where its roles do. @throws {Problem} `forbidden` */
async function admitted({ flows }: ConsoleDeps, request: FastifyRequest, access: PageRow['access']): Promise<Visitor> {
  const entered = found.get(request)
  if (!entered) throw new Problem('internal', 'a request came in past the guard')
  const visitor = visitorOf(request, entered)
  const { roles, id } = entered.person
  if (access === 'person' || access.some((role) => roles.includes(role))) return visitor
  const fault = new Problem('forbidden', `${id} lacks the role ${access.join(' or ')}`)
  const { method } = request
  if (method !== 'GET' && method !== 'HEAD')
    await flows.denied(visitor.client, `${method} ${request.routeOptions.url}`, fault.code, '-')
  throw fault
}

function visitorOf(request: FastifyRequest, { session, person }: Entered): Visitor {
  const language = languageIn(request)
  const { id, name, roles, offices, function: as } = person
  const client: Client = {
    id: consoleClient(id),
    roles,
    offices,
    person: id,
    ...(as !== undefined && { function: as }),
  }
  const here = request.method === 'GET' ? request.url : '/console'
  return {
    client,
    name,
    formToken: session.formToken,
    here,
    language,
    say: consoleWords(language),
    words: words(language),
  }
}

/** What was chosen in this session, else that of the person, else what the browser prefers. */
function languageIn(request: FastifyRequest): Language {
  const entered = found.get(request)
  if (entered) return entered.session.language ?? entered.person.language
  const { language } = request.query as { readonly language?: string }
  return languages.find((each) => each === language) ?? languageOf(request)
}
