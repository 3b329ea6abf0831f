// A second person decides that another may read: where the terms leave it to one, for one reader,
// use and purpose, until a day, so many times. What it comes to is the flow's decision.
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { decidedOf } from '../../../../model/client/decided.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import { misleads } from '../../../../model/profile/plain-text.ts'
import type { ClearanceAsk } from '../../../../ports/doors/national.ts'
import { button } from '../../components/button.ts'
import { radios } from '../../components/fields/choices.ts'
import { input } from '../../components/fields/input.ts'
import { select } from '../../components/fields/select.ts'
import { textarea } from '../../components/fields/textarea.ts'
import { insetText } from '../../components/notices/texts.ts'
import { type FormValues, fieldOf } from '../../forms/form-values.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, idPath, type Page, page, type Shown, type Visit, type Visitor } from '../../page.ts'
import { type Rows, signedBy } from '../../signing/signing.ts'
import { allowedBy, type Content, itemOf, messageOf, purposeInWords, uses, wayTo } from './asked.ts'

/** What is decided at the desk: what names a recipient or a proceeding is decided by the API. */
export const decidable = [...uses, 'compare', 'annotate', 'extract', 'decide'] as const

/** What the reader was refused, so that nobody has to write it anew. */
const asked = Type.Object(
  {
    reader: Type.Optional(Type.String({ maxLength: 128 })),
    purpose: Type.Optional(Type.String({ maxLength: 64 })),
    use: Type.Optional(Type.String({ maxLength: 16 })),
  },
  { additionalProperties: false },
)
const takes = { params: idPath, querystring: asked } as const
type OfClearance = Visit<typeof takes>

export const clearPages = {
  'GET /console/items/:id/clearance': page({
    access: ['read'],
    takes,
    show: (deps) => async (visit) => clearPage(deps, visit, await itemOf(deps, visit)),
  }),
  'POST /console/items/:id/clearance': page({
    access: ['read'],
    takes,
    show: (deps) => async (visit) => decide(deps, visit, await itemOf(deps, visit)),
  }),
  'GET /console/messages/:id/clearance': page({
    access: ['read'],
    takes,
    show: (deps) => async (visit) => clearPage(deps, visit, (await messageOf(deps, visit)).content),
  }),
  'POST /console/messages/:id/clearance': page({
    access: ['read'],
    takes,
    show: (deps) => async (visit) => decide(deps, visit, (await messageOf(deps, visit)).content),
  }),
} as const

const placeOf = ({ what, id }: Content): string => `/console/${what === 'item' ? 'items' : 'messages'}/${id}/clearance`

/** For whoever may decide it. */
export const clearanceLink = ({ say, client }: Visitor, content: Content): Html | false =>
  client.roles.includes('approve') &&
  html`<p class="govuk-body"><a class="govuk-link" href="${placeOf(content)}">${say.clear.link}</a></p>`

/** For the reader who was told that a person decides: what to give to that person. */
export function askedOf({ say, client }: Visitor, { url, body }: FastifyRequest): Html | undefined {
  const [, place] = /^(\/console\/(?:items|messages)\/[0-9a-f-]{36})(?:\?|$)/.exec(url) ?? []
  if (place === undefined) return undefined
  const form = (body ?? {}) as FormValues
  const [reader, purpose] = [client.person ?? client.id, fieldOf(form, 'purpose')]
  const query = String(new URLSearchParams({ reader, purpose, use: fieldOf(form, 'use') || 'view' }))
  return html`<p class="govuk-body">${say.clear.hand}</p>
<p class="govuk-body"><a class="govuk-link" href="${place}/clearance?${query}">${say.clear.link}</a></p>`
}

async function clearPage(deps: ConsoleDeps, { visitor, query }: OfClearance, content: Content): Promise<Page> {
  const { say, client } = visitor
  const mayClear = client.roles.includes('approve')
  return {
    title: say.clear.title,
    at: 'cases',
    main: html`${wayTo(say, content)}
<h1 class="govuk-heading-l">${say.clear.title}</h1>
<p class="govuk-body">${content.title}</p>
<p class="govuk-body">${say.clear.lead}</p>
${mayClear ? await clearForm(deps, visitor, content, query) : insetText({ text: say.clear.noRole })}`,
  }
}

async function clearForm(
  deps: ConsoleDeps,
  visitor: Visitor,
  content: Content,
  { reader, purpose, use = 'view' }: Static<typeof asked>,
): Promise<Html> {
  const { say, formToken } = visitor
  const { purposes } = await allowedBy(deps, visitor, content)
  const choices = decidable.filter((each) => each === use || uses.some((usual) => usual === each))
  const narrow = 'govuk-input--width-10'
  return html`<form method="post" action="${placeOf(content)}">
<input type="hidden" name="token" value="${formToken}">
${input({ name: 'reader', label: say.clear.reader, hint: say.clear.readerHint, value: reader, classes: 'govuk-input--width-20' })}
${select({ name: 'purpose', label: say.clear.purpose, value: purpose, items: purposes.map((value) => ({ value, text: purposeInWords(visitor, content, value) })) })}
${radios({ name: 'use', fieldset: { legend: say.clear.use }, items: choices.map((value) => ({ value, text: say.uses.does[value], checked: value === use })) })}
${input({ name: 'until', label: say.clear.until, hint: say.clear.untilHint, type: 'date', classes: narrow })}
${input({ name: 'uses', label: say.clear.uses, value: '1', inputmode: 'numeric', classes: narrow })}
${textarea({ name: 'reason', label: say.clear.reason, hint: say.clear.reasonHint, rows: 3 })}
${button({ text: say.clear.button, preventDoubleClick: true })}
</form>`
}

async function decide(deps: ConsoleDeps, visit: OfClearance, content: Content): Promise<Shown> {
  const { visitor } = visit
  const ask = askIn(visit.form)
  const { what, id } = content
  const signed = await signedBy(
    deps,
    visit,
    decidedOf.clear(what, id, ask),
    content.case,
    inWords(visitor, content, ask),
  )
  if ('main' in signed) return signed
  const { answer } = await deps.flows.clear(signed, { what, id }, ask)
  const { say } = visitor
  return {
    title: say.clear.title,
    at: 'cases',
    main: html`${wayTo(say, content)}
<h1 class="govuk-heading-l">${say.clear.done}</h1>
<p class="govuk-body">${say.clear.cleared(answer.reader, say.day(answer.until), answer.uses)}</p>`,
  }
}

/** As the API takes it. @throws {Problem} `request-invalid` */
function askIn(form: FormValues): ClearanceAsk {
  const taken = (name: string, pattern: RegExp, wanted: string) => {
    const value = fieldOf(form, name).trim()
    if (pattern.test(value) && misleads(value, { lines: true }) === undefined) return value
    throw new Problem('request-invalid', `${wanted} is expected`, { field: `/${name}` })
  }
  return {
    reader: taken('reader', /^\P{Cc}{1,128}$/u, 'the id of a person'),
    purpose: taken('purpose', /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}$/, 'the code of a purpose'),
    use: decidable.find((use) => use === fieldOf(form, 'use')) ?? 'view',
    until: taken('until', /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'a last day'),
    uses: Number(taken('uses', /^(?:[1-9][0-9]?|100)$/, 'a number from 1 to 100')),
    reason: taken('reason', /^[\s\S]{1,2000}$/, 'a reason of 1 to 2000 characters that are seen'),
  }
}

/** What a person signs who decides it. */
const inWords = (
  visitor: Visitor,
  content: Content,
  { reader, purpose, use, until, uses, reason }: ClearanceAsk,
): Rows => {
  const { say } = visitor
  return [
    { key: say.document, value: content.title },
    { key: say.clear.reader, value: reader },
    { key: say.purpose, value: purposeInWords(visitor, content, purpose) },
    { key: say.read.use, value: say.uses.does[decidable.find((each) => each === use) ?? 'view'] },
    { key: say.clear.until, value: say.day(until) },
    { key: say.clear.uses, value: String(uses) },
    { key: say.clear.reason, value: reason },
  ]
}
