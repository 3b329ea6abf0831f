// What a page is: who may see it, what it takes, and how it is shown. One row a page and method.
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods, RouteOptions } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import type { Language } from '../../model/client/language.ts'
import type { ClientRole } from '../../model/client/roles.ts'
import type { Client, NationalFlows } from '../../ports/doors/national.ts'
import type { OperatorFlows } from '../../ports/doors/operator.ts'
import type { PersonFlows } from '../../ports/doors/persons.ts'
import type { ConsoleWords } from '../../words/console-words.ts'
import type { Words } from '../../words/words.ts'
import type { Resumable } from '../content/resumable.ts'
import type { LogDoor } from '../log-routes.ts'
import type { ProblemDoor } from '../problem-reply.ts'
import { noQuery } from '../query.ts'
import type { Entering } from './entrance/entering.ts'
import type { SignInByProvider } from './entrance/sign-in-by-provider.ts'
import type { FormValues } from './forms/form-values.ts'
import type { Html } from './html.ts'

/** What the pages are given. */
export interface ConsoleDeps extends Resumable {
  readonly flows: NationalFlows
  readonly operator: OperatorFlows
  readonly persons: PersonFlows
  readonly entering: Entering
  /** Files of our evidence log, for everybody. */
  readonly logFile: LogDoor['logFile']
  readonly problems: ProblemDoor
  /** Code of our member, and where its days end (IANA). */
  readonly member: string
  readonly timeZone: string
  readonly nowMs: () => number
  /** A clock that never goes back. */
  readonly elapsedMs: () => number
  /** Whoever else vouches for persons; without one they come in by their passkeys alone. */
  readonly signIn?: SignInByProvider | undefined
  /** Aborted when the door closes: what lasts ends then. */
  readonly closing: AbortSignal
  readonly heartbeatMs: number
}

/** Who looks, and in which words. */
export interface Visitor {
  readonly client: Client
  readonly name: string
  readonly formToken: string
  /** The address of the page, with its query. */
  readonly here: string
  readonly language: Language
  /** Texts of the pages, and of what the profiles name. */
  readonly say: ConsoleWords
  readonly words: Words
}

/** What is shown: the frame around it is the same everywhere. */
export interface Page {
  readonly title: string
  readonly main: Html
  /** 200 when left out. */
  readonly status?: number
  /** The entry of the navigation that it belongs to. */
  readonly at?: string
  /**
   * It is fetched again when something happens, and its main part put in the place of the old one.
   */
  readonly live?: true
  /** Whether it asks for a passkey, or takes documents: what their scripts are for. */
  readonly passkey?: true
  readonly upload?: true
}
/** Where the browser goes instead. */
interface Elsewhere {
  readonly to: string
}

interface PageTakes {
  readonly params?: TSchema
  readonly querystring?: TSchema
  readonly headers?: TSchema
  /** Of what a script sends as JSON: a form has its own fields. */
  readonly body?: TSchema
}
type Taken<T extends PageTakes> = FastifyRequest<{
  Params: T['params'] extends TSchema ? Static<T['params']> : unknown
  Querystring: T['querystring'] extends TSchema ? Static<T['querystring']> : unknown
}>
export interface Visit<T extends PageTakes = PageTakes> {
  readonly visitor: Visitor
  readonly params: Taken<T>['params']
  readonly query: Taken<T>['query']
  /** Of a POST, without the form token. */
  readonly form: FormValues
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export interface PageRow<T extends PageTakes = PageTakes> {
  /** Persons with one of these roles, or every person who is signed in. */
  readonly access: readonly ClientRole[] | 'person'
  /** A script of a page asks for it, as FastifyContextConfig says. */
  readonly byScript?: true
  readonly takes?: T
  show(deps: ConsoleDeps): (visit: Visit<T>) => Shown | Promise<Shown>
}
export type Shown = Page | Elsewhere | FastifyReply

/** The handler sees what the shapes take. */
export const page = <T extends PageTakes>(row: PageRow<T>): PageRow<T> => row

export interface Serving {
  /** Who looks; a problem where the person lacks the role. */
  visitor(request: FastifyRequest, access: PageRow['access']): Promise<Visitor>
  answer(request: FastifyRequest, reply: FastifyReply, visitor: Visitor, shown: Page): FastifyReply
}

/** Registers each page under its name, which is method and path. */
export function registerPages(
  app: FastifyInstance,
  pages: Readonly<Record<string, PageRow>>,
  deps: ConsoleDeps,
  serving: Serving,
): void {
  for (const [name, row] of Object.entries(pages)) {
    const [method, url = ''] = name.split(' ')
    const show = row.show(deps)
    const options: RouteOptions = {
      method: method as HTTPMethods,
      url,
      schema: { querystring: noQuery, ...row.takes },
      // Whoever is not signed in is sent to where one signs in, which the guard of the API cannot.
      config: { access: 'open', page: row.access, ...(row.byScript && { byScript: true }) },
      handler: async (request, reply) => {
        const visitor = await serving.visitor(request, row.access)
        const form = (request.body ?? {}) as FormValues
        const shown = await show({
          visitor,
          params: request.params,
          query: request.query,
          form,
          request,
          reply,
        } as Visit)
        if ('to' in shown) return reply.redirect(shown.to, 303)
        return 'main' in shown ? serving.answer(request, reply, visitor, shown) : shown
      },
    }
    app.route(options)
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a page of the console: who may see it. */
    page?: PageRow['access']
    /** A script asks for it by itself, and a person does it: the form token is in a header. */
    byScript?: true
  }
}

export const idPath = Type.Object(
  { id: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }) },
  { additionalProperties: false },
)
