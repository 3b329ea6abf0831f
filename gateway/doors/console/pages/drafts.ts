// What waits for a second person: read, approved, returned, changed or withdrawn.
import { randomUUIDv7 } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { DraftView } from '../../../answers/message-answers.ts'
import { decidedOf } from '../../../model/client/decided.ts'
import { jsonSha256 } from '../../../model/json.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { button } from '../components/button.ts'
import { textarea } from '../components/fields/textarea.ts'
import { backLink } from '../components/frame/links.ts'
import { pagination } from '../components/lists/pagination.ts'
import { summaryList } from '../components/lists/summary-list.ts'
import { scrolling, table } from '../components/lists/table.ts'
import { errorSummary } from '../components/notices/error-summary.ts'
import { insetText, tag } from '../components/notices/texts.ts'
import { fieldOf } from '../forms/form-values.ts'
import { type Html, html } from '../html.ts'
import { type ConsoleDeps, idPath, type Page, page, type Shown, type Visit, type Visitor } from '../page.ts'
import { saidIn } from '../said-in.ts'
import { hiddenFields } from '../signing/passkeys.ts'
import { signedBy } from '../signing/signing.ts'
import { caseLink } from './case/names.ts'
import { draftOf, ofDraft } from './compose/composition.ts'
import { documentsOf, documentsTable } from './compose/documents.ts'
import { bodyInWords, namesOf } from './content/body.ts'
import { decidable } from './content/clear-pages.ts'

const query = Type.Object(
  { cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })) },
  { additionalProperties: false },
)
const rowsOfPage = 50
const access = ['submit', 'approve'] as const

export const draftPages = {
  'GET /console/drafts': page({
    access,
    takes: { querystring: query },
    show: (deps) => async (visit) => drafts(deps, visit.visitor, visit.query),
  }),
  'GET /console/drafts/:id': page({
    access,
    takes: { params: idPath },
    show: (deps) => async (visit) => oneDraft(deps, visit.visitor, visit.params.id),
  }),
  'POST /console/drafts/:id': page({
    access,
    takes: { params: idPath },
    show: (deps) => async (visit) => decide(deps, visit, visit.params.id),
  }),
} as const

async function drafts({ flows, timeZone }: ConsoleDeps, visitor: Visitor, ask: Static<typeof query>): Promise<Page> {
  const { say, client, words } = visitor
  const found = await flows.drafts(client, { limit: rowsOfPage, ...ask })
  const next = found.next === null ? undefined : `/console/drafts?${new URLSearchParams({ cursor: found.next })}`
  const head = [say.drafts.message, say.case, say.office, say.drafts.by, say.drafts.since, say.state]
  const asks =
    client.roles.includes('approve') && ask.cursor === undefined ? await asksSection(flows, visitor, timeZone) : ''
  const rows = found.rows.map((row) => [
    { text: html`<a class="govuk-link" href="/console/drafts/${row.draft}">${words.message('', row.type)}</a>` },
    { text: row.case === null ? say.drafts.opens : caseLink(row.case) },
    { text: row.office },
    { text: say.list(row.persons.length > 0 ? row.persons : row.drafters) },
    { text: say.instant(row.draftedAt, timeZone) },
    { text: stateOf(visitor, row) },
  ])
  return {
    title: say.entries.drafts,
    at: 'drafts',
    live: true,
    main: html`<h1 class="govuk-heading-l">${say.entries.drafts}</h1>
${
  rows.length === 0
    ? html`<p class="govuk-body">${say.drafts.nothing}</p>`
    : scrolling(
        say.entries.drafts,
        table({
          ...{ caption: say.drafts.caption, captionClasses: 'govuk-visually-hidden', rows },
          head: head.map((text) => ({ text })),
        }),
      )
}
${next !== undefined && pagination({ label: say.pages, next: { href: next, text: say.nextPage } })}
${asks}`,
  }
}

/** Whom terms leave to a second person, each with the form in which it is decided. */
async function asksSection(flows: ConsoleDeps['flows'], visitor: Visitor, timeZone: string): Promise<Html> {
  const { say, client, words } = visitor
  const { rows } = await flows.asks(client, { limit: rowsOfPage })
  const head = [say.clear.reader, say.document, say.clear.purpose, say.clear.use, say.case, say.drafts.since]
  const lines = rows.map(({ profile, case: of, content, what, reader, purpose, use, askedAt, own }) => {
    const query = new URLSearchParams({ reader, purpose, use })
    const place = `/console/${what === 'item' ? 'items' : 'messages'}/${content}/clearance?${query}`
    return [
      { text: reader },
      {
        text:
          own || !decidable.some((each) => each === use)
            ? html`${say.clear.kinds[what]}${own && html` ${tag({ text: say.clear.own, classes: 'govuk-tag--grey' })}`}`
            : html`<a class="govuk-link" href="${place}">${say.clear.kinds[what]}</a>`,
      },
      { text: words.code(profile, 'case', '/purposes', purpose) },
      { text: useInWords(visitor, use) },
      { text: caseLink(of) },
      { text: say.instant(askedAt, timeZone) },
    ]
  })
  const shown = { caption: say.clear.asks, captionClasses: 'govuk-visually-hidden', rows: lines }
  return html`<h2 class="govuk-heading-m">${say.clear.asks}</h2>
${
  lines.length === 0
    ? html`<p class="govuk-body">${say.clear.noAsks}</p>`
    : scrolling(say.clear.asks, table({ ...shown, head: head.map((text) => ({ text })) }))
}`
}

const useInWords = ({ say }: Visitor, use: string): string => {
  const does: Readonly<Record<string, string>> = say.uses.does
  return does[use] ?? use
}

const stateOf = (visitor: Visitor, draft: DraftView): Html => {
  const { say } = visitor
  if (draft.returned) return tag({ text: say.drafts.returned, classes: 'govuk-tag--yellow' })
  return isOwn(visitor, draft)
    ? tag({ text: say.drafts.own, classes: 'govuk-tag--grey' })
    : tag({ text: say.drafts.waits, classes: 'govuk-tag--blue' })
}

/** None of those who wrote at it approves it; who that is, the flow decides. */
const isOwn = ({ client }: Visitor, { persons }: DraftView): boolean =>
  client.person !== undefined && persons.includes(client.person)

async function oneDraft(deps: ConsoleDeps, visitor: Visitor, id: string, refused?: Problem): Promise<Page> {
  const { flows, timeZone } = deps
  const { say, words, client } = visitor
  const draft = await draftOf(flows, client, id)
  const composition = await ofDraft(flows, client, draft)
  const documents = await documentsOf(deps, visitor, draft.items)
  const { profile, type } = composition
  const title = words.message(profile, type)
  return {
    title,
    at: 'drafts',
    main: html`${backLink({ href: '/console/drafts', text: say.back })}
${refused && errorSummary({ title: say.problem, errors: [{ text: saidIn(say, refused.message), ...(refused.field !== undefined && { href: `#${refused.field}` }) }] })}
<h1 class="govuk-heading-l">${title} ${stateOf(visitor, draft)}</h1>
${draft.returned && insetText({ text: say.drafts.returnedBy(draft.returned.by, draft.returned.reason) })}
${summaryList({
  rows: [
    { key: say.case, value: draft.case === null ? say.drafts.opens : caseLink(draft.case) },
    { key: say.partner, value: composition.partner },
    { key: say.office, value: draft.office },
    { key: say.drafts.by, value: say.list(draft.persons.length > 0 ? draft.persons : draft.drafters) },
    { key: say.drafts.since, value: say.instant(draft.draftedAt, timeZone) },
    { key: say.drafts.revision, value: String(draft.revision) },
  ],
})}
${draft.type === 'suspend' && html`<p class="govuk-body"><a class="govuk-link" href="/console/partners/${composition.partner}/suspension">${say.operator.suspension.link}</a></p>`}
${draft.revision > 1 && html`<p class="govuk-body">${say.drafts.changedSince}</p>`}
<h2 class="govuk-heading-m">${say.rehearsal.says}</h2>
${bodyInWords(visitor, { profile, type, body: draft.body }, namesOf(visitor, profile, composition.case, documents))}
${documents.length > 0 && html`<h2 class="govuk-heading-m">${say.documents}</h2>${documentsTable(visitor, composition, documents, false)}`}
${choices(visitor, draft, refused)}`,
  }
}

/** What this person may do with it; where it may not approve, why. */
function choices(visitor: Visitor, draft: DraftView, refused: Problem | undefined): Html {
  const { say, client, formToken } = visitor
  const own = isOwn(visitor, draft)
  const approves = client.roles.includes('approve')
  const why = own ? say.drafts.notOwn : draft.returned ? say.drafts.changeFirst : undefined
  const form = (content: Html): Html => html`<form method="post" novalidate>
${hiddenFields({ token: formToken, revision: String(draft.revision), key: randomUUIDv7() })}
${content}
</form>`
  const error = refused?.field === 'reason' ? { text: saidIn(say, refused.message), mark: say.error } : undefined
  const press = (go: string, text: string, classes = 'govuk-button--secondary') =>
    button({ text, name: 'go', value: go, classes, preventDoubleClick: true })
  return html`<h2 class="govuk-heading-m">${say.drafts.decide}</h2>
${approves && why !== undefined && insetText({ text: why })}
${approves && why === undefined && form(press('approve', say.drafts.approve, ''))}
${approves && !own && form(html`${textarea({ name: 'reason', label: say.drafts.reason, error, rows: 3 })}${press('return', say.drafts.giveBack)}`)}
${client.roles.includes('submit') && html`<p class="govuk-body"><a class="govuk-link" href="/console/drafts/${draft.draft}/compose">${say.drafts.change}</a></p>`}
${(own || approves) && form(press('withdraw', say.drafts.withdraw, 'govuk-button--warning'))}`
}

const keyForm = /^[0-9a-f-]{36}$/

async function decide(deps: ConsoleDeps, visit: Visit, id: string): Promise<Shown> {
  const { flows } = deps
  const { form, visitor } = visit
  const at = { id, revision: Number(/^[1-9]\d{0,8}$/.exec(fieldOf(form, 'revision'))?.[0] ?? 0) }
  switch (fieldOf(form, 'go')) {
    case 'approve':
      return approve(deps, visit, at)
    case 'return': {
      const reason = fieldOf(form, 'reason').trim()
      const wrong = reason === '' || reason.length > 4_000
      if (wrong)
        return oneDraft(
          deps,
          visitor,
          id,
          new Problem('request-invalid', 'Say why, in at most 4000 characters', { field: 'reason' }),
        )
      demandRole(visitor, 'approve')
      await flows.returnDraft(visitor.client, at, reason)
      return { to: '/console/drafts' }
    }
    case 'withdraw':
      await flows.withdrawDraft(visitor.client, at)
      return { to: '/console/drafts' }
    default:
      return { to: `/console/drafts/${id}` }
  }
}

/**
 * What the API asks by its access, where one page has several acts.
 * @throws {Problem} `forbidden`
 */
function demandRole({ client }: Visitor, role: 'approve'): void {
  if (!client.roles.includes(role)) throw new Problem('forbidden', `${client.person} lacks the role ${role}`)
}

async function approve(deps: ConsoleDeps, visit: Visit, at: { readonly id: string; readonly revision: number }) {
  const { visitor, form } = visit
  demandRole(visitor, 'approve')
  const draft = await draftOf(deps.flows, visitor.client, at.id)
  if (draft.revision !== at.revision)
    throw new Problem('draft-changed', `draft ${at.id} is at revision ${draft.revision}, not at ${at.revision}`)
  const { profile, case: view } = await ofDraft(deps.flows, visitor.client, draft)
  const names = namesOf(visitor, profile, view, await documentsOf(deps, visitor, draft.items))
  const { say, words } = visitor
  const client = await signedBy(
    deps,
    visit,
    decidedOf.approve(draft.draft, draft.revision, draft),
    draft.case,
    // What a second person signs is what it reads.
    [
      { key: say.what, value: words.message(profile, draft.type) },
      { key: say.sign.says, value: bodyInWords(visitor, { profile, type: draft.type, body: draft.body }, names) },
    ],
  )
  if ('main' in client) return client
  const key = fieldOf(form, 'key')
  const idempotency = keyForm.test(key) ? { key, requestSha256: requestOf(visitor, at) } : null
  const { answer } = await deps.flows.approveDraft(client, at, idempotency)
  return { to: answer.case === undefined ? '/console/drafts' : `/console/cases/${answer.case}` }
}

const requestOf = ({ client }: Visitor, { id, revision }: { readonly id: string; readonly revision: number }) =>
  jsonSha256({ person: client.person ?? '', draft: id, revision })
