// What happened and can be proved: the log in its order, the store held against it, and the proof
// of one message. Salts, marks and what is sealed are shown on no page.
import { type Static, Type } from 'typebox'
import type {
  EvidenceCheck,
  EvidenceLine,
  LogProof,
  WitnessesView,
  WitnessView,
} from '../../../../answers/operator-answers.ts'
import type { Json, JsonObject } from '../../../../model/json.ts'
import { button } from '../../components/button.ts'
import { input } from '../../components/fields/input.ts'
import { backLink } from '../../components/frame/links.ts'
import { pagination } from '../../components/lists/pagination.ts'
import { summaryList } from '../../components/lists/summary-list.ts'
import { tag, warningText } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { asSaid, command, identifier, instantIn, titledTable } from './said.ts'

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const closed = { additionalProperties: false }
const after = Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Literal('')]))
const listQuery = Type.Object({ case: Type.Optional(Type.String({ pattern: `^(?:${uuid})?$` })), after }, closed)
const checkQuery = Type.Object({ after }, closed)
const proofQuery = Type.Object({ message: Type.String({ pattern: `^${uuid}$` }) }, closed)
const rowsOfPage = 100
const rowsOfCheck = 1_000

export const evidencePages = {
  'GET /console/evidence': page({
    access: ['operate'],
    takes: { querystring: listQuery },
    show: (deps) => async (visit) => evidencePage(deps, visit.visitor, visit.query),
  }),
  'GET /console/evidence/check': page({
    access: ['operate'],
    takes: { querystring: checkQuery },
    show: (deps) => async (visit) =>
      checkPage(
        visit.visitor,
        await deps.operator.checkEvidence({ after: visit.query.after || 0, limit: rowsOfCheck }),
      ),
  }),
  'GET /console/evidence/proof': page({
    access: ['operate'],
    takes: { querystring: proofQuery },
    show: (deps) => async (visit) => proofPage(visit.visitor, await deps.operator.proof(visit.query.message)),
  }),
  'GET /console/evidence/witnesses': page({
    access: ['operate'],
    show: (deps) => async (visit) => witnessesPage(deps, visit.visitor, await deps.operator.witnesses()),
  }),
} as const

async function evidencePage(deps: ConsoleDeps, visitor: Visitor, asked: Static<typeof listQuery>): Promise<Page> {
  const { say } = visitor
  const texts = say.operator.evidence
  const of = asked.case ?? ''
  const from = asked.after || 0
  const rows = await deps.operator.evidence({ after: from, limit: rowsOfPage, ...(of !== '' && { case: of }) })
  const last = rows.at(-1)?.seq
  const more = rows.length === rowsOfPage && last !== undefined
  return {
    title: say.entries.evidence,
    at: 'evidence',
    main: html`<h1 class="govuk-heading-l">${say.entries.evidence}</h1>
<form method="get" action="/console/evidence" class="bulla-filter">
${input({ name: 'case', label: say.case, value: of, hint: texts.caseHint, spellcheck: false })}
${input({ name: 'after', label: texts.after, value: String(from), inputmode: 'numeric', classes: 'govuk-input--width-10' })}
${button({ text: say.show, classes: 'govuk-button--secondary' })}
</form>
${evidenceTable(deps, visitor, rows)}
${more && pagination({ label: say.pages, next: { href: `/console/evidence?${new URLSearchParams({ case: of, after: String(last) })}`, text: say.nextPage } })}
<h2 class="govuk-heading-m">${texts.check}</h2>
<p class="govuk-body">${texts.checkLead}</p>
${button({ text: texts.check, href: '/console/evidence/check', classes: 'govuk-button--secondary' })}
<h2 class="govuk-heading-m">${texts.witnesses}</h2>
<p class="govuk-body">${texts.witnessesLead}</p>
${button({ text: texts.witnesses, href: '/console/evidence/witnesses', classes: 'govuk-button--secondary' })}
<h2 class="govuk-heading-m">${texts.proof}</h2>
<p class="govuk-body">${texts.proofLead}</p>
<form method="get" action="/console/evidence/proof">
${input({ name: 'message', label: texts.message, spellcheck: false })}
${button({ text: texts.prove, classes: 'govuk-button--secondary' })}
</form>`,
  }
}

function evidenceTable({ timeZone }: ConsoleDeps, { say }: Visitor, rows: readonly EvidenceLine[]): Html {
  const texts = say.operator.evidence
  return titledTable(
    texts.caption,
    [texts.number, texts.when, texts.kind, texts.subject, texts.data, texts.leaf],
    rows.map((row) => [
      String(row.seq),
      instantIn(say, row.at, timeZone),
      asSaid(row.kind),
      html`${identifier(row.subject)}${row.case !== null && html`<br><span class="govuk-hint bulla-small">${say.case} ${identifier(row.case)}</span>`}`,
      members(row.data),
      identifier(row.leaf),
    ]),
    texts.nothing,
  )
}

/** What opens or vouches for something here, and means nothing to whoever reads. */
const kept: ReadonlySet<string> = new Set(['secret', 'key', 'salt', 'mark'])

const members = (data: JsonObject): Html =>
  html`<dl class="bulla-data">${Object.entries(data)
    .filter(([name, value]) => !kept.has(name) && !isSealed(value))
    .map(([name, value]) => html`<dt>${name}</dt><dd>${inside(value)}</dd>`)}</dl>`

const isSealed = (value: Json): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'secret' in value

function inside(value: Json): Html {
  if (Array.isArray(value)) return html`${value.map((each, at) => html`${at > 0 && ', '}${inside(each)}`)}`
  if (typeof value === 'object' && value !== null) return members(value)
  return html`<span class="bulla-id">${String(value)}</span>`
}

function checkPage({ say }: Visitor, { checked, last, size, done, faults }: EvidenceCheck): Page {
  const texts = say.operator.evidence
  return {
    title: texts.check,
    at: 'evidence',
    main: html`${backLink({ href: '/console/evidence', text: say.entries.evidence })}
<h1 class="govuk-heading-l">${texts.check}</h1>
<p class="govuk-body">${say.count(checked, texts.checked)} ${texts.upTo(String(last), String(size))}</p>
${
  faults.length === 0
    ? html`<p class="govuk-body">${tag({ text: texts.sound, classes: 'govuk-tag--green' })}</p>`
    : html`${warningText({ text: texts.faults, mark: say.warning })}${titledTable(
        texts.faults,
        [texts.number, say.operator.found],
        faults.map(({ seq, found }) => [String(seq), asSaid(found)]),
        texts.sound,
      )}`
}
${done ? html`<p class="govuk-body">${texts.whole}</p>` : button({ text: texts.further, href: `/console/evidence/check?after=${last}` })}`,
  }
}

/** The text that anybody may have; with the salt it would say what the leaf holds. */
function proofPage({ say }: Visitor, { message, index, entry, proof }: LogProof): Page {
  const texts = say.operator.evidence
  return {
    title: texts.proof,
    at: 'evidence',
    main: html`${backLink({ href: '/console/evidence', text: say.entries.evidence })}
<h1 class="govuk-heading-l">${texts.proof}</h1>
${summaryList({
  rows: [
    { key: texts.message, value: identifier(message) },
    { key: texts.index, value: String(index) },
    { key: texts.leaf, value: identifier(entry) },
  ],
})}
<h2 class="govuk-heading-m">${texts.asText}</h2>
<pre class="bulla-said" tabindex="0" role="region" aria-label="${texts.asText}">${proof}</pre>
<p class="govuk-body">${texts.proofCommand} ${command(`bulla evidence proof ${message}`)}</p>`,
  }
}

function witnessesPage({ timeZone }: ConsoleDeps, { say }: Visitor, { published, witnesses }: WitnessesView): Page {
  const texts = say.operator.evidence
  const spoken = (of: WitnessView['cosigned']): Html =>
    of === null
      ? html`${say.never}`
      : html`${instantIn(say, of.at, timeZone)}<br><span class="govuk-hint bulla-small">${texts.entries}: ${of.size}</span>`
  const owed = ({ owedSince, state }: WitnessView): Html => {
    if (state === 'suspended') return html`${texts.notAsked}`
    return owedSince === null
      ? tag({ text: texts.owesNone, classes: 'govuk-tag--green' })
      : html`<strong>${instantIn(say, owedSince, timeZone)}</strong>`
  }
  return {
    title: texts.witnesses,
    at: 'evidence',
    main: html`${backLink({ href: '/console/evidence', text: say.entries.evidence })}
<h1 class="govuk-heading-l">${texts.witnesses}</h1>
<p class="govuk-body">${texts.witnessesLead}</p>
${
  published === null
    ? html`<p class="govuk-body">${texts.unpublished}</p>`
    : summaryList({
        rows: [
          { key: texts.published, value: instantIn(say, published.at, timeZone) },
          { key: texts.entries, value: String(published.size) },
          { key: texts.stamped, value: published.stamped ? say.yes : texts.notStamped },
        ],
      })
}
${titledTable(
  texts.witnessesCaption,
  [say.partner, texts.cosigned, texts.owedSince, texts.ofTheirs],
  witnesses.map((each) => [each.member, spoken(each.cosigned), owed(each), spoken(each.ofTheirs)]),
  texts.noWitness,
)}`,
  }
}
