// Before it is sent: what leaves, under which terms in plain words, what the partner keeps of them
// by itself and what it only says, who can open it, and whether two persons are needed.
import type { MadeTerms } from '../../../../answers/directory-answers.ts'
import type { Terms } from '../../../../model/terms/vocabulary.ts'
import { termsText } from '../../../../words/terms/text.ts'
import { button, buttonGroup } from '../../components/button.ts'
import { summaryList } from '../../components/lists/summary-list.ts'
import { scrolling, table } from '../../components/lists/table.ts'
import { details, tag, warningText } from '../../components/notices/texts.ts'
import type { FormValues } from '../../forms/form-values.ts'
import { type Html, html } from '../../html.ts'
import type { Page, Visitor } from '../../page.ts'
import { saidIn } from '../../said-in.ts'
import { hiddenFields } from '../../signing/passkeys.ts'
import { bodyInWords, namesOf } from '../content/body.ts'
import { carriedFields, type Written } from './carried.ts'
import type { Composition } from './composition.ts'
import { differencesOf, differencesTable } from './differences.ts'
import { documentsTable } from './documents.ts'

interface Rehearsed extends Written {
  /** As it came, so that it can be gone back to. */
  readonly form: FormValues
  readonly made: MadeTerms
  /** What would come of it. */
  readonly would: { readonly why: string | null }
  /** What the card of the partner says that it keeps, by term. */
  readonly declared: Readonly<Record<string, string>>
}

export function rehearsalPage(visitor: Visitor, composition: Composition, rehearsed: Rehearsed): Page {
  const { say, words, formToken } = visitor
  const { profile, type, action, draft } = composition
  const { body, documents, made, form, carried } = rehearsed
  const { go: _go, token: _token, ...fields } = form
  const again = { ...fields, ...carriedFields({ ...carried, terms: made.sha256 }), token: formToken }
  const name = words.message(profile, type)
  return {
    title: say.rehearsal.title,
    at: 'cases',
    main: html`<h1 class="govuk-heading-l">${say.rehearsal.title}</h1>
<p class="govuk-body">${say.rehearsal.lead}</p>
${summaryList({
  rows: [
    { key: say.rehearsal.message, value: name },
    { key: say.compose.recipient, value: composition.partner },
    { key: say.office, value: composition.office },
    { key: say.rehearsal.opens, value: whoOpens(visitor, made.terms, profile) },
    { key: say.rehearsal.second, value: whySecond(visitor, composition, rehearsed) },
  ],
})}
${made.unmet && documents.length > 0 && warningText({ mark: say.warning, text: say.rehearsal.unmet[made.whereUnmet ?? 'two-persons'] })}
${draft && differencesTable(visitor, composition, differencesOf(draft.body, body))}
<h2 class="govuk-heading-m">${say.rehearsal.says}</h2>
${bodyInWords(visitor, { profile, type, body }, namesOf(visitor, profile, composition.case, documents))}
${documents.length > 0 && html`<h2 class="govuk-heading-m">${say.documents}</h2>${documentsTable(visitor, composition, documents, false)}`}
<h2 class="govuk-heading-m">${say.rehearsal.terms}</h2>
${keptTable(visitor, composition, rehearsed)}
${details({ summary: say.conditions.all, text: html`<pre class="bulla-text" tabindex="0">${termsText(made.terms, visitor.language)}</pre><p class="govuk-hint">SHA-256 <span class="bulla-id">${made.sha256}</span></p>` })}
<form method="post" action="${action}">
${hiddenFields(again)}
${buttonGroup(
  button({
    ...{ text: draft ? say.rehearsal.keep : say.rehearsal.send, name: 'go', value: 'send', preventDoubleClick: true },
  }),
  button({ text: say.rehearsal.back, name: 'go', value: 'change', classes: 'govuk-button--secondary' }),
)}
</form>`,
  }
}

function whoOpens({ say, words }: Visitor, { recipient, terms }: Terms, profile: string): string {
  const offices = terms.flatMap((term) => (term.term === 'recipients' ? term.offices : []))
  const purposes = terms.flatMap((term) => (term.term === 'purpose' ? term.purposes : []))
  const codes = purposes.map((code) => words.code(profile, 'case', '/purposes', code))
  return say.rehearsal.whoOpens(recipient, say.list(offices) || say.none, say.list(codes) || say.none)
}

/** Whether a second person decides, and why: as it would be told when it is sent. */
function whySecond({ say }: Visitor, { profile }: Composition, { would }: Rehearsed): Html | string {
  if (would.why === null) return say.rehearsal.secondNo
  return html`${say.rehearsal.secondYes} ${saidIn(say, would.why, profile)}`
}

/** Term by term: how far it is demanded, and how far the partner says that it goes. */
function keptTable({ say, words }: Visitor, { partner }: Composition, { made, declared }: Rehearsed): Html {
  const secured = (as: string) => words.code('terms', '', '/assurance', as)
  const unmet = new Set(made.unmet?.map(({ term }) => term))
  return scrolling(
    say.rehearsal.terms,
    table({
      ...{ caption: say.rehearsal.kept(partner), captionClasses: 'govuk-table__caption--s', firstIsHeader: true },
      head: [say.rehearsal.term, say.rehearsal.demanded, say.rehearsal.declared].map((text) => ({ text })),
      rows: made.terms.terms.map(({ term, assurance }) => [
        { text: words.term(term) },
        { text: secured(assurance) },
        {
          text: html`${secured(declared[term] ?? 'L')}${unmet.has(term) && html` ${tag({ text: say.rehearsal.less, classes: 'govuk-tag--red' })}`}`,
        },
      ]),
    }),
  )
}
