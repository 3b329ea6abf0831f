// The form of a message, with what was typed and what is wrong with it.
import type { JsonObject } from '../../../../model/json.ts'
import { type Fault, Problem, problemDetails } from '../../../../model/problems/problems.ts'
import { shapeFaults } from '../../../../model/profile/shape.ts'
import { button } from '../../components/button.ts'
import { backLink } from '../../components/frame/links.ts'
import { errorSummary } from '../../components/notices/error-summary.ts'
import { insetText } from '../../components/notices/texts.ts'
import { byField, placed, summaryOf } from '../../forms/faults.ts'
import type { FormNode } from '../../forms/node.ts'
import { pressedByEnter } from '../../forms/pressed.ts'
import { formFields } from '../../forms/show.ts'
import { attributes, html } from '../../html.ts'
import type { Page, Visitor } from '../../page.ts'
import { saidIn } from '../../said-in.ts'
import { hiddenFields } from '../../signing/passkeys.ts'
import { carriedFields, type Written } from './carried.ts'
import type { Composition } from './composition.ts'
import { documentFields } from './documents.ts'
import { knownIn } from './known.ts'

/** @param refused why it could not go on, where it could not */
export function formPage(visitor: Visitor, composition: Composition, written: Written, refused?: Problem): Page {
  const { say, words, formToken } = visitor
  const { profile, type, message, action, case: view, partner } = composition
  const { body, carried, documents } = written
  const node: FormNode = message.body
  const title = words.message(profile, type)
  const label = (at: string) => ownLabel(say.compose, at) ?? words.field(profile, type, at)
  const faults = placed(say, faultsOf(refused), node, body, ['file', 'kind'])
  const at = byField(faults)
  const sends = message.items !== 'none'
  return {
    title: refused ? `${say.error}: ${title}` : title,
    at: 'cases',
    ...(sends && { upload: true }),
    ...(refused && { status: problemDetails(refused, '').status }),
    main: html`${backLink({ href: view ? `/console/cases/${view.case}` : '/console/cases', text: say.back })}
${refused && (faults.length > 0 ? summaryOf(say, faults, label) : errorSummary({ title: words.problem(refused.code), errors: [{ text: saidIn(say, refused.message, profile) }], description: words.fix(refused.code) }))}
<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">${say.compose.to(partner)} · ${message.paragraphs.map((each) => `12.${each}`).join(', ')}</p>
${composition.draft?.returned && insetText({ text: say.drafts.returnedBy(composition.draft.returned.by, composition.draft.returned.reason) })}
<form${attributes({ method: 'post', action, novalidate: true, ...(sends && inPieces(say.compose.uploadFailed)) })}>
<input type="hidden" name="token" value="${formToken}">
${hiddenFields(carriedFields(carried))}
${pressedByEnter('rehearse')}
${formFields(
  {
    ...{ say, field: (of) => words.field(profile, type, of), code: (of, code) => words.code(profile, type, of, code) },
    ...{ faults: at, known: knownIn(visitor, composition, documents, carried.newId), action },
  },
  node,
  body,
)}
${sends && documentFields(visitor, composition, documents, at)}
${button({ text: say.compose.rehearse, name: 'go', value: 'rehearse' })}
</form>`,
  }
}

/** What assets/upload.js goes by. */
const inPieces = (failed: string) => ({
  ...{ enctype: 'multipart/form-data', 'data-upload': '/console/uploads', 'data-upload-fields': 'kind form' },
  ...{ 'data-item': 'document', 'data-upload-failed': failed },
})

const ownLabel = ({ file, kind }: { readonly file: string; readonly kind: string }, at: string) =>
  at === 'file' ? file : at === 'kind' ? kind : undefined

/** Each with its field; a problem of no field is told by itself. */
function faultsOf(refused: Problem | undefined): readonly Fault[] {
  if (!refused) return []
  if (refused.faults) return refused.faults
  return refused.field === undefined ? [] : [{ field: refused.field, message: refused.message }]
}

/** What of its shape is wrong, before anything is sent. */
export function misshapen({ message, profile }: Composition, body: JsonObject): Problem | undefined {
  const faults = shapeFaults(message.body, body)
  const [first] = faults
  return first && new Problem('body-invalid', `${profile} ${first.field} ${first.message}`, { faults })
}
