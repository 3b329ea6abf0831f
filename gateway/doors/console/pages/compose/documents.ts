// Documents of a message that is being written: uploaded under its terms, told, and taken out
// again.

import type { MadeTerms } from '../../../../answers/directory-answers.ts'
import type { ItemView } from '../../../../answers/item-answers.ts'
import type { JsonObject } from '../../../../model/json.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import { longestItemName, shortened } from '../../../../model/profile/item-name.ts'
import { fits } from '../../../../model/profile/shape.ts'
import { protectionSchema } from '../../../../model/terms/vocabulary.ts'
import { button } from '../../components/button.ts'
import { radios } from '../../components/fields/choices.ts'
import { fieldset } from '../../components/fields/fieldset.ts'
import { fileUpload } from '../../components/fields/file-upload.ts'
import { input } from '../../components/fields/input.ts'
import { select } from '../../components/fields/select.ts'
import { scrolling, table } from '../../components/lists/table.ts'
import type { Text } from '../../components/markup.ts'
import { type FormValues, fieldOf } from '../../forms/form-values.ts'
import { filesIn, mostFormMebibytes } from '../../forms/multipart.ts'
import { codesOf, type FormNode, membersOf } from '../../forms/node.ts'
import { type Html, html } from '../../html.ts'
import type { ConsoleDeps, Visit, Visitor } from '../../page.ts'
import type { Composition } from './composition.ts'

/** Those that were uploaded for it; one that was purged meanwhile is not there. */
export async function documentsOf(
  { flows }: ConsoleDeps,
  { client }: Visitor,
  ids: readonly string[],
): Promise<readonly ItemView[]> {
  const found: ItemView[] = []
  for (const id of ids) {
    const item = await flows.item(client, id).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'not-found') return undefined
      throw error
    })
    if (item) found.push(item)
  }
  return found
}

/** The terms that hold for it, which are made where they were not. */
export async function termsOf(
  { flows }: ConsoleDeps,
  { client }: Visitor,
  { agreement, case: view, profile }: Composition,
  body: JsonObject,
): Promise<MadeTerms> {
  const { protection, purpose } = body
  const codes = membersOf(purpose)['codes']
  const purposes = Array.isArray(codes) ? codes.filter((each) => typeof each === 'string') : []
  const made = await flows.makeTerms(client, {
    agreement,
    ...(view ? { case: view.case } : { profile }),
    ...(!view && purposes.length > 0 && { purposes }),
    ...(fits(protectionSchema, protection) && { protection }),
  })
  return made.answer
}

/**
 * @returns ids of what was uploaded
 * @throws {Problem} of whatever the flow refuses, and `request-invalid` where nothing was chosen
 */
export async function uploaded(
  { flows }: ConsoleDeps,
  { visitor, form, request }: Visit,
  terms: string,
): Promise<readonly string[]> {
  const files = filesIn(request, 'file')
  if (files.length === 0) throw new Problem('request-invalid', 'Choose a document first', { field: 'file' })
  const kind = demandKind(form)
  const as = fieldOf(form, 'form') === 'paper' ? 'paper' : 'electronic'
  const ids: string[] = []
  for (const { name, mediaType, octets } of files) {
    const ask = { terms, kind, form: as, mediaType, name: shortened(name, longestItemName) } as const
    ids.push((await flows.upload(visitor.client, ask, once(octets))).answer.item)
  }
  return ids
}

/** What the documents are. @throws {Problem} `request-invalid` where nothing was said */
export function demandKind(form: FormValues): string {
  const kind = fieldOf(form, 'kind').trim()
  if (kindForm.test(kind)) return kind
  throw new Problem('request-invalid', 'Say what the document is', { field: 'kind' })
}
const kindForm = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}$/

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets
}

/** The documents so far, and a place for another one; assets/upload.js shows its progress. */
export function documentFields(
  visitor: Visitor,
  composition: Composition,
  documents: readonly ItemView[],
  faults: ReadonlyMap<string, Text>,
): Html {
  const { say } = visitor
  const error = (name: string) => {
    const text = faults.get(name)
    return text === undefined ? undefined : { text, mark: say.error }
  }
  const kinds = kindsOf(composition)
  const label = (code: string) => visitor.words.code(composition.profile, 'case', '/kind', code)
  const content = html`${documents.length > 0 && documentsTable(visitor, composition, documents, true)}
${
  kinds.length > 0
    ? select({
        ...{ name: 'kind', label: say.compose.kind, error: error('kind') },
        items: [{ value: '', text: say.form.choose }, ...kinds.map((value) => ({ value, text: label(value) }))],
      })
    : input({ name: 'kind', label: say.compose.kind, error: error('kind'), classes: 'govuk-input--width-20' })
}
${radios({
  ...{ name: 'form', fieldset: { legend: say.compose.as }, classes: 'govuk-radios--inline' },
  items: (['electronic', 'paper'] as const).map((value) => ({
    ...{ value, text: say.compose.filed[value] },
    checked: value === 'electronic',
  })),
})}
${fileUpload({
  ...{ name: 'file', label: say.compose.file, multiple: true, error: error('file') },
  hint: say.compose.fileHint(String(mostFormMebibytes)),
})}
<p class="govuk-error-message" hidden tabindex="-1" data-upload-told></p>
<progress class="bulla-progress" hidden aria-label="${say.compose.progress}"></progress>
${button({ text: say.compose.upload, name: 'go', value: 'upload', classes: 'govuk-button--secondary', attributes: { formaction: `${composition.action}#documents` } })}`
  return fieldset({
    ...{ legend: say.documents, legendClasses: 'govuk-fieldset__legend--m', attributes: { id: 'documents' } },
    content,
  })
}

/** What a document may be: as it is wanted, or as the fields of the message name it. */
function kindsOf({ case: view, message }: Composition): readonly string[] {
  const named = (node: FormNode): readonly string[] =>
    Object.entries(node.properties ?? {}).flatMap(([name, member]) => [
      ...(name === 'kind' ? (codesOf(member) ?? []) : []),
      ...named(member),
      ...named(member.items ?? {}),
    ])
  const node: FormNode = message.body
  return [...new Set([...(view?.wanted ?? []).map(({ kind }) => kind), ...named(node)])]
}

/** @param canGo whether they can be taken out again */
export function documentsTable(
  { say, words }: Visitor,
  { profile, action }: Composition,
  documents: readonly ItemView[],
  canGo: boolean,
): Html {
  const taken = ({ item, name, kind }: ItemView) =>
    button({
      ...{ name: 'go', value: `leave-out ${item}`, classes: 'govuk-button--secondary bulla-change' },
      text: html`${say.compose.leaveOut}<span class="govuk-visually-hidden">: ${name ?? kind}</span>`,
      attributes: { formaction: `${action}#documents` },
    })
  return scrolling(
    say.documents,
    table({
      ...{ caption: say.documents, captionClasses: 'govuk-visually-hidden' },
      head: [say.document, say.compose.name, say.size, ...(canGo ? [say.held.next] : [])].map((text) => ({ text })),
      rows: documents.map((each) => [
        { text: words.code(profile, 'case', '/kind', each.kind) },
        { text: each.name ?? say.none },
        { text: each.bytes === null ? say.sizes[each.size] : say.bytes(each.bytes) },
        ...(canGo ? [{ text: taken(each) }] : []),
      ]),
    }),
  )
}
