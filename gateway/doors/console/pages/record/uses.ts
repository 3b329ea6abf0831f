// What was done with content of a case, by both sides; what contradicts itself is marked.
import { type Static, Type } from 'typebox'
import type { UsesView } from '../../../../answers/uses-answers.ts'
import { type TermName, termNames } from '../../../../model/terms/vocabulary.ts'
import { backLink } from '../../components/frame/links.ts'
import { pagination } from '../../components/lists/pagination.ts'
import { scrolling, table } from '../../components/lists/table.ts'
import { tag, warningText } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, idPath, type Page, page, type Visitor } from '../../page.ts'

const query = Type.Object(
  { after: Type.Optional(Type.String({ pattern: '^(?:0|[1-9][0-9]{0,9})$' })) },
  { additionalProperties: false },
)
const usesOfPage = 100

export const usesPages = {
  'GET /console/cases/:id/uses': page({
    access: ['read'],
    takes: { params: idPath, querystring: query },
    show: (deps) => async (visit) => usesPage(deps, visit.visitor, visit.params.id, visit.query),
  }),
} as const

async function usesPage(
  { flows, timeZone }: ConsoleDeps,
  visitor: Visitor,
  id: string,
  { after = '0' }: Static<typeof query>,
): Promise<Page> {
  const { say, client } = visitor
  const uses = await flows.uses(client, id, { after: Number(after), limit: usesOfPage })
  const { ours, theirs, partner, findings, next } = uses
  const shown = { visitor, timeZone, findings }
  return {
    title: say.uses.link,
    at: 'cases',
    main: html`${backLink({ href: `/console/cases/${id}`, text: say.back })}
<h1 class="govuk-heading-l">${say.uses.link}</h1>
${findings.length > 0 && found(visitor, uses)}
<h2 class="govuk-heading-m">${say.uses.theirs(partner)}</h2>
<p class="govuk-body">${theirs.signed === null ? say.uses.unsigned : say.uses.signed(String(theirs.signed.count), String(theirs.attested))}${theirs.notYetTold > 0 && html` <strong>${say.count(theirs.notYetTold, say.uses.untold)}</strong>`}</p>
${usesTable(shown, say.uses.theirs(partner), theirs.uses, true)}
${theirs.held !== null && held(visitor, say.uses.holds(partner), theirs.held.contents)}
<h2 class="govuk-heading-m">${say.uses.ours}</h2>
${usesTable(shown, say.uses.ours, ours.uses, false)}
${next !== null && pagination({ label: say.pages, next: { href: `/console/cases/${id}/uses?after=${next}`, text: say.nextPage } })}`,
  }
}

const found = (
  { say }: Visitor,
  { findings, partner }: UsesView,
): Html => html`${warningText({ mark: say.warning, text: say.uses.differs })}
<ul class="govuk-list govuk-list--bullet">${findings.map(
  ({ code, number, id, found: what }) =>
    html`<li>${say.uses.use} ${number}: ${say.uses.findings[code]} (${what}; <span class="bulla-id">${id}</span>)</li>`,
)}</ul>
<p class="govuk-body"><a class="govuk-link" href="/console/partners/${partner}/suspension">${say.operator.suspension.link}</a></p>`

interface Shown {
  readonly visitor: Visitor
  readonly timeZone: string
  readonly findings: UsesView['findings']
}

const isTermName = (name: string): name is TermName => termNames.some((each) => each === name)

function usesTable(
  { visitor, timeZone, findings }: Shown,
  title: string,
  rows: UsesView['theirs']['uses'] | UsesView['ours']['uses'],
  marks: boolean,
): Html {
  const { say, words } = visitor
  if (rows.length === 0) return html`<p class="govuk-body">${say.uses.nothing}</p>`
  const odd = new Set(marks ? findings.map(({ number }) => number) : [])
  const [kinds, does]: readonly Readonly<Record<string, string>>[] = [say.uses.kinds, say.uses.does]
  return scrolling(
    title,
    table({
      ...{ caption: title, captionClasses: 'govuk-visually-hidden' },
      head: [say.uses.use, say.uses.at, say.what, say.purpose, say.uses.reader, say.uses.content].map((text) => ({
        text,
      })),
      rows: rows.map(({ number, content, said }) => [
        {
          text: html`${number}${odd.has(number) && html` ${tag({ text: say.uses.odd, classes: 'govuk-tag--red' })}`}`,
        },
        { text: said === null || !isInstant(said.at) ? say.none : say.instant(said.at, timeZone) },
        {
          text:
            said === null
              ? say.uses.notTold
              : html`${kinds?.[said.kind] ?? said.kind}${said.use !== undefined && ` (${does?.[said.use] ?? said.use})`}${said.term !== undefined && ` · ${isTermName(said.term) ? words.term(said.term) : said.term}`}`,
        },
        { text: said?.purpose === undefined ? say.none : words.code('', 'case', '/purposes', said.purpose) },
        { text: html`<span class="bulla-id">${said?.reader ?? ''}</span> ${said?.office ?? ''}` },
        { text: html`<span class="bulla-id">${content}</span>` },
      ]),
    }),
  )
}

const held = (
  { say }: Visitor,
  title: string,
  contents: NonNullable<UsesView['theirs']['held']>['contents'],
): Html => html`<h2 class="govuk-heading-m">${title}</h2>
${
  contents.length === 0
    ? html`<p class="govuk-body">${say.uses.nothing}</p>`
    : scrolling(
        title,
        table({
          ...{ caption: title, captionClasses: 'govuk-visually-hidden' },
          head: [say.uses.content, say.uses.byNow, say.uses.copies, say.uses.outUntil, say.uses.heldUntil].map(
            (text) => ({ text }),
          ),
          rows: contents.map(({ content, disposed, copies, outUntil, heldUntil }) => [
            { text: html`<span class="bulla-id">${content}</span>` },
            { text: disposed ? say.uses.disposed : say.uses.held },
            { text: String(copies) },
            { text: outUntil === undefined ? say.none : say.day(outUntil) },
            { text: heldUntil === undefined ? say.none : say.day(heldUntil) },
          ]),
        }),
      )
}`

/** The partner writes it. */
const isInstant = (at: string): boolean => !Number.isNaN(Date.parse(at))
