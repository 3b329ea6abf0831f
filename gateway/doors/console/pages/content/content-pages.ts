// Reading: purpose asked before, obligations shown, and what is only to be looked at shown in a
// frame of its own. Whatever is decided is the flow's decision and stands in its evidence.
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { decidedOf } from '../../../../model/client/decided.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import { leavesCopy } from '../../../../model/terms/vocabulary.ts'
import type { ReleaseAsk, Released } from '../../../../ports/doors/national.ts'
import { guarded, handOver } from '../../../content/hand-over.ts'
import { button } from '../../components/button.ts'
import { checkboxes, radios } from '../../components/fields/choices.ts'
import { select } from '../../components/fields/select.ts'
import { insetText } from '../../components/notices/texts.ts'
import { fieldOf } from '../../forms/form-values.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, idPath, type Page, page, type Shown, type Visit, type Visitor } from '../../page.ts'
import { saidIn } from '../../said-in.ts'
import { type Rows, signedBy } from '../../signing/signing.ts'
import { allowedBy, type Content, itemOf, messageOf, type OfId, purposeInWords, uses, wayTo } from './asked.ts'
import { bodyInWords, namesOf } from './body.ts'
import { clearanceLink } from './clear-pages.ts'

const uuidPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
const releasePath = Type.Object(
  { id: Type.String({ pattern: uuidPattern }), release: Type.String({ pattern: uuidPattern }) },
  { additionalProperties: false },
)

export const contentPages = {
  'GET /console/items/:id': page({
    access: ['read'],
    takes: { params: idPath },
    show: (deps) => async (visit) => askPage(deps, visit.visitor, await itemOf(deps, visit)),
  }),
  'POST /console/items/:id': page({
    access: ['read'],
    takes: { params: idPath },
    show: (deps) => async (visit) => releaseItem(deps, visit, await itemOf(deps, visit)),
  }),
  'GET /console/items/:id/releases/:release': page({
    access: ['release'],
    takes: { params: releasePath },
    show:
      ({ flows, problems }) =>
      async ({ visitor, params, request, reply }) => {
        demandFrame(request)
        const released = await flows.releasedAgain(visitor.client, { item: params.id, release: params.release })
        reply.header('cross-origin-resource-policy', 'same-origin')
        return handOver(problems, { request, reply }, released, policyOf(released))
      },
  }),
  'GET /console/messages/:id': page({
    access: ['read'],
    takes: { params: idPath },
    show: (deps) => async (visit) => messagePage(deps, visit),
  }),
  'POST /console/messages/:id': page({
    access: ['read'],
    takes: { params: idPath },
    show: (deps) => async (visit) => readMessage(deps, visit),
  }),
} as const

/** What it is read for is asked before, and is one of what its terms name. */
async function askPage(deps: ConsoleDeps, visitor: Visitor, content: Content): Promise<Page> {
  const { say, client } = visitor
  const mayRead = client.roles.includes('release')
  return {
    title: content.title,
    at: 'cases',
    main: html`${wayTo(say, content)}
<h1 class="govuk-heading-l">${content.title}</h1>
${mayRead ? await askForm(deps, visitor, content) : insetText({ text: say.read.noRole })}
${clearanceLink(visitor, content)}`,
  }
}

async function askForm(deps: ConsoleDeps, visitor: Visitor, content: Content): Promise<Html> {
  const { say, formToken } = visitor
  const { purposes, copies } = await allowedBy(deps, visitor, content)
  const items = uses.map((value) => ({
    ...{ value, text: say.read.uses[value], hint: say.read.useHints[value], checked: value === 'view' },
  }))
  return html`${insetText({ text: say.read.recorded })}
<form method="post">
<input type="hidden" name="token" value="${formToken}">
${select({ name: 'purpose', label: say.read.purpose, items: purposes.map((value) => ({ value, text: purposeInWords(visitor, content, value) })) })}
${copies && radios({ name: 'use', fieldset: { legend: say.read.use }, items })}
${copies && content.documents && withDocuments(visitor)}
${button({ text: say.read.button, preventDoubleClick: true })}
</form>`
}

const withDocuments = ({ say }: Visitor): Html =>
  checkboxes({
    ...{ name: 'items', fieldset: { legend: say.read.documents } },
    items: [{ value: 'yes', text: say.read.withDocuments, hint: say.read.withDocumentsHint }],
  })

/** What a person signs who reads it. */
const readInWords = (visitor: Visitor, content: Content, { purpose, use }: ReleaseAsk): Rows => [
  { key: visitor.say.document, value: content.title },
  { key: visitor.say.purpose, value: purposeInWords(visitor, content, purpose) },
  { key: visitor.say.read.use, value: visitor.say.read.uses[uses.find((each) => each === use) ?? 'view'] },
]

const askIn = ({ form, visitor }: Visit, content: Content): ReleaseAsk => ({
  purpose: fieldOf(form, 'purpose'),
  matter: content.case,
  use: uses.find((use) => use === fieldOf(form, 'use')) ?? 'view',
  language: visitor.language,
})

async function releaseItem(deps: ConsoleDeps, visit: OfId, content: Content): Promise<Shown> {
  const { visitor, request, reply } = visit
  const ask = askIn(visit, content)
  const decided = decidedOf.release(content.what, content.id, ask)
  const signed = await signedBy(deps, visit, decided, content.case, readInWords(visitor, content, ask))
  if ('main' in signed) return signed
  const { answer } = await deps.flows.release(signed, content.id, ask)
  if (!answer.shown) return handOver(deps.problems, { request, reply }, answer)
  return shownPage(visitor, content, answer)
}

/** What it says is in a frame without rights; around it stands what its reader must observe. */
function shownPage({ say }: Visitor, content: Content, { name, obligations, release, mediaType }: Released): Page {
  const address = `/console/items/${content.id}/releases/${release}`
  const isPdf = mediaType === 'application/pdf'
  return {
    title: name,
    at: 'cases',
    main: html`${wayTo(say, content)}
<h1 class="govuk-heading-l">${content.title}</h1>
<p class="govuk-body">${name}</p>
${observe(say, obligations)}
<p class="govuk-body">${say.read.onlyShown} ${isPdf ? say.read.onlyShownPdf : say.read.onlyShownOther}</p>
<iframe class="bulla-content" title="${content.title}" src="${address}"${!isPdf && html` sandbox=""`}></iframe>`,
  }
}

const observe = (say: Visitor['say'], obligations: readonly string[]): Html | false =>
  obligations.length > 0 &&
  html`<section class="bulla-observe" aria-label="${say.read.observe}"><h2 class="govuk-heading-s">${say.read.observe}</h2><ul class="govuk-list govuk-list--bullet">${obligations.map((each) => html`<li>${say.duty(each) ?? saidIn(say, each)}</li>`)}</ul></section>`

/** Content is shown by a page of ours, and asked for by nothing else (W3C Fetch Metadata). */
function demandFrame({ headers }: FastifyRequest): void {
  if (headers['sec-fetch-site'] === 'same-origin') return
  throw new Problem('forbidden', 'content is shown within a page of the console, and by no other way')
}

/**
 * For a frame on a page of ours, and for nothing else. A viewer of PDF runs in no sandbox that a
 * page can make; the browser gives it one of its own.
 */
const policyOf = ({ mediaType }: Released): string =>
  `default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'${mediaType === 'application/pdf' ? '' : '; sandbox'}`

/** Our own words one may read; what was received is asked for. */
async function messagePage(deps: ConsoleDeps, visit: OfId): Promise<Page> {
  const { message, profile, content, view } = await messageOf(deps, visit)
  const { say } = visit.visitor
  if (message.direction === 'in' && !message.disposed) return askPage(deps, visit.visitor, content)
  return {
    title: content.title,
    at: 'cases',
    main: html`${wayTo(say, content)}
<h1 class="govuk-heading-l">${content.title}</h1>
${message.body === null ? html`<p class="govuk-body">${say.disposed}</p>` : bodyInWords(visit.visitor, { profile, type: message.type, body: message.body }, namesOf(visit.visitor, profile, view))}`,
  }
}

async function readMessage(deps: ConsoleDeps, visit: OfId): Promise<Shown> {
  const { say } = visit.visitor
  const { message, profile, content, view } = await messageOf(deps, visit)
  const ask = askIn(visit, content)
  if (leavesCopy(ask.use)) return copyMessage(deps, visit, content, ask)
  const decided = decidedOf.release(content.what, content.id, ask)
  const signed = await signedBy(deps, visit, decided, content.case, readInWords(visit.visitor, content, ask))
  if ('main' in signed) return signed
  const { answer } = await deps.flows.readBody(signed, content.id, ask)
  const { body, obligations } = answer
  guarded(visit.reply)
  return {
    title: content.title,
    at: 'cases',
    main: html`${wayTo(say, content)}
<h1 class="govuk-heading-l">${content.title}</h1>
${observe(say, obligations)}
${bodyInWords(visit.visitor, { profile, type: message.type, body }, namesOf(visit.visitor, profile, view))}`,
  }
}

/** An archive of what it says, and of its documents where they are asked for. */
async function copyMessage(deps: ConsoleDeps, visit: OfId, content: Content, asked: ReleaseAsk): Promise<Shown> {
  const { visitor, form, request, reply } = visit
  const ask = { ...asked, items: fieldOf(form, 'items') === 'yes' }
  const inWords: Rows = [
    ...readInWords(visitor, content, ask),
    ...(ask.items ? [{ key: visitor.say.read.documents, value: visitor.say.read.withDocuments }] : []),
  ]
  const decided = decidedOf.release('message', content.id, ask)
  const signed = await signedBy(deps, visit, decided, content.case, inWords)
  if ('main' in signed) return signed
  const { answer } = await deps.flows.readWhole(signed, content.id, ask)
  return handOver(deps.problems, { request, reply }, answer)
}
