// What is shown to whoever is not signed in yet: the way in, the link that a new person gets, and
// what the gateway promises.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Language, languages } from '../../../model/client/language.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { record } from '../../../watch/log.ts'
import { type ConsoleWords, consoleWords } from '../../../words/console-words.ts'
import { type FormValues, fieldOf } from '../forms/form-values.ts'
import { html } from '../html.ts'
import { startOf } from '../layout.ts'
import type { ConsoleDeps, Page } from '../page.ts'
import { aboutPage } from '../pages/about.ts'
import { rolesInWords } from '../pages/roles.ts'
import { assertionIn, registerForm, registrationIn, signForm } from '../signing/passkeys.ts'
import { ofOurs } from './addresses.ts'
import type { Entered } from './entering.ts'
import { providerPages } from './provider-pages.ts'

interface Shows {
  language(request: FastifyRequest): Language
  show(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply
}

const closed = { additionalProperties: false }
const languageQuery = Type.Object(
  { language: Type.Optional(Type.Enum([...languages])), to: Type.Optional(Type.String({ maxLength: 1_024 })) },
  closed,
)
const linkPath = Type.Object({ link: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) }, closed)
const open = { access: 'open' } as const

const startFor = (entered: Entered | undefined) => (entered ? startOf(entered.person.roles) : '/console/enter')

export function entrance(app: FastifyInstance, deps: ConsoleDeps, shows: Shows): void {
  const { entering } = deps
  app.get('/', { config: open }, async (_request, reply) => reply.redirect('/console', 303))
  app.get('/console', { config: open }, async (request, reply) =>
    reply.redirect(startFor(entering.entered(request)), 303),
  )
  app.get('/console/onwards', { config: open, schema: { querystring: languageQuery } }, async (request, reply) => {
    const { to = '/console' } = request.query as { readonly to?: string }
    const leads = ofOurs(to)
    return reply.redirect(entering.entered(request) ? leads : `/console/enter?to=${encodeURIComponent(leads)}`, 303)
  })
  // What is nowhere is told as a page too.
  app.get('/console/*', { config: open }, async () => {
    throw new Problem('not-found', 'there is no such page')
  })
  app.get('/console/about', { config: open, schema: { querystring: languageQuery } }, async (request, reply) => {
    const language = shows.language(request)
    const file = await deps.logFile('checkpoint')
    const checkpoint = file && new TextDecoder().decode(file.octets)
    return shows.show(request, reply, aboutPage(consoleWords(language), language, checkpoint))
  })
  signInPages(app, deps, shows)
  enrolPages(app, deps, shows)
}

function signInPages(app: FastifyInstance, deps: ConsoleDeps, shows: Shows): void {
  const { entering, persons, problems, signIn } = deps
  const entrancePage = (say: ConsoleWords, to: string, refused?: string): Page => ({
    ...{ title: say.enter.title, passkey: true as const },
    ...(refused !== undefined && { status: 403 }),
    main: html`<h1 class="govuk-heading-l">${say.enter.title}</h1>
${refused !== undefined && html`<div class="govuk-error-summary" role="alert"><h2 class="govuk-error-summary__title">${say.enter.refused}</h2><p class="govuk-body">${refused}</p></div>`}
<p class="govuk-body">${say.enter.lead}</p>
${signForm({ say, challenge: entering.challenge('enter'), rpId: persons.rpId, button: say.enter.passkey, fields: { to } })}
${signIn && html`<p class="govuk-body"><a class="govuk-link" href="/console/oidc/begin?${new URLSearchParams({ to }).toString()}">${say.enter.provider}</a></p>`}`,
  })
  const words = (request: FastifyRequest) => consoleWords(shows.language(request))
  if (signIn) providerPages(app, deps, signIn, { words, show: shows.show, entrancePage, ofOurs })
  app.get('/console/enter', { config: open, schema: { querystring: languageQuery } }, (request, reply) => {
    const { to = '/console' } = request.query as { readonly to?: string }
    return shows.show(request, reply, entrancePage(consoleWords(shows.language(request)), ofOurs(to)))
  })
  app.post('/console/enter', { config: open }, async (request, reply) => {
    const form = (request.body ?? {}) as FormValues
    const say = consoleWords(shows.language(request))
    const to = ofOurs(fieldOf(form, 'to'))
    try {
      const person = await persons.signIn(entering.demandGiven(fieldOf(form, 'challenge'), 'enter'), assertionIn(form))
      entering.begin(reply, person)
      record(problems.log, 'console.entered', { address: request.ip })
      return reply.redirect(to, 303)
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'internal') throw error
      record(problems.log, 'console.refused', { address: request.ip, problem: error.code })
      return shows.show(request, reply, entrancePage(say, to, error.message))
    }
  })
}

function enrolPages(app: FastifyInstance, { entering, persons, problems }: ConsoleDeps, shows: Shows): void {
  const schema = { params: linkPath }
  app.get(
    '/console/enrol/:link',
    { config: open, schema: { ...schema, querystring: languageQuery } },
    (request, reply) => {
      const { link } = request.params as { readonly link: string }
      const say = consoleWords(shows.language(request))
      const person = persons.invited(link)
      if (!person)
        return shows.show(request, reply, {
          ...{ title: say.enrol.gone, status: 404 },
          main: html`<h1 class="govuk-heading-l">${say.enrol.gone}</h1><p class="govuk-body">${say.enrol.goneLead}</p>`,
        })
      const { id, name, offices, roles, keys } = person
      const rows = [
        [say.enrol.person, `${name} (${id})`],
        [say.enrol.offices, offices === 'all' ? say.all : say.list(offices)],
        [say.enrol.roles, say.list(rolesInWords(say, roles))],
      ] as const
      const asked = {
        say,
        challenge: entering.challenge(`enrol ${link}`),
        rpId: persons.rpId,
        button: say.enrol.register,
      }
      return shows.show(request, reply, {
        ...{ title: say.enrol.title, passkey: true },
        main: html`<h1 class="govuk-heading-l">${say.enrol.title}</h1>
<p class="govuk-body">${say.enrol.lead}</p>
<dl class="govuk-summary-list">${rows.map(
          ([key, value]) =>
            html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${key}</dt><dd class="govuk-summary-list__value">${value}</dd></div>`,
        )}</dl>
${registerForm(asked, { id, name, known: keys.map((key) => key.id) })}`,
      })
    },
  )
  app.post('/console/enrol/:link', { config: open, schema }, async (request, reply) => {
    const { link } = request.params as { readonly link: string }
    const form = (request.body ?? {}) as FormValues
    const challenge = entering.demandGiven(fieldOf(form, 'challenge'), `enrol ${link}`)
    const person = await persons.enrol(link, challenge, registrationIn(form))
    entering.begin(reply, person)
    record(problems.log, 'console.entered', { address: request.ip })
    return reply.redirect('/console', 303)
  })
}
