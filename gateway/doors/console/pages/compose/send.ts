// Sending it, once however often it is pressed; and what came of it.
import type { SubmittedView } from '../../../../answers/message-answers.ts'
import { decidedOf } from '../../../../model/client/decided.ts'
import { type JsonObject, jsonSha256 } from '../../../../model/json.ts'
import type { Client } from '../../../../ports/doors/national.ts'
import type { Idempotency } from '../../../../ports/submitting.ts'
import { panel } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import type { ConsoleDeps, Page, Shown, Visit, Visitor } from '../../page.ts'
import { signedBy } from '../../signing/signing.ts'
import { caseLink } from '../case/names.ts'
import { bodyInWords } from '../content/body.ts'
import type { Written } from './carried.ts'
import type { Composition } from './composition.ts'

export async function sendMessage(
  deps: ConsoleDeps,
  visit: Visit,
  composition: Composition,
  written: Written,
): Promise<Shown> {
  const { body, carried } = written
  const { message, type, draft, case: view } = composition
  const { items, terms } = carried
  const { client } = visit.visitor
  const of = view?.case ?? null
  if (draft) {
    await deps.flows.changeDraft(client, { id: draft.draft, revision: draft.revision }, changesIn(written))
    return { to: `/console/drafts/${draft.draft}` }
  }
  const { agreement, office } = composition
  const ask = askOf(composition, written)
  const asked = { case: of, type, body, items: [...items], terms, agreement, office }
  const signed =
    of === null || message.signedAs === null
      ? client
      : await signedBy(deps, visit, decidedOf.message(message.signedAs, of, ask), of, [
          { key: visit.visitor.say.what, value: visit.visitor.words.message(composition.profile, type) },
          {
            key: visit.visitor.say.sign.says,
            value: bodyInWords(visit.visitor, { profile: composition.profile, type, body }),
          },
        ])
  if ('main' in signed) return signed
  const { answer } = await deps.flows.submit(signed, ask, onceUnder(carried.key, client, asked))
  return sentPage(visit.visitor, answer, of)
}

/** What takes the place of what a draft says, and is rehearsed before. */
export const changesIn = ({ body, carried: { items, terms } }: Pick<Written, 'body' | 'carried'>) => ({
  ...{ body, items },
  ...(terms === '' ? {} : { terms }),
})

/** What is posted, and rehearsed before. */
export function askOf(
  { type, case: view, agreement, office }: Composition,
  { body, carried: { items, terms } }: Pick<Written, 'body' | 'carried'>,
) {
  const answers = view?.next.find((each) => each.type === type)?.answers ?? []
  const inReplyTo = answers.length === 1 ? answers[0] : undefined
  return {
    ...{ case: view?.case ?? null, type, body, items, ...(terms === '' ? {} : { terms }) },
    ...(view ? {} : { agreement, office }),
    ...(inReplyTo !== undefined && { inReplyTo }),
  }
}

/** The same key with another message, or by another person, is another request. */
const onceUnder = (key: string, { person = '' }: Client, asked: JsonObject): Idempotency => ({
  ...{ key, requestSha256: jsonSha256({ person, ...asked }) },
})

/** What is under way, or waits; a draft leads to where it waits. */
function sentPage({ say }: Visitor, answer: SubmittedView, of: string | null): Page {
  const { draft, case: id = of, why, alike = [] } = answer
  const waits = draft !== undefined
  return {
    title: waits ? say.done.waits : say.done.title,
    at: waits ? 'drafts' : 'cases',
    main: html`${panel({ title: waits ? say.done.waits : say.done.title, text: waits ? (why ?? '') : say.done.lead })}
${alike.length > 0 && alikeCases(say, alike)}
<p class="govuk-body">${waits && html`<a class="govuk-link" href="/console/drafts/${draft}">${say.done.toDraft}</a> `}${id !== null && html`<a class="govuk-link" href="/console/cases/${id}">${say.done.toCase}</a>`}</p>`,
  }
}

const alikeCases = (say: Visitor['say'], alike: NonNullable<SubmittedView['alike']>): Html =>
  html`<p class="govuk-body">${say.done.alike}</p><ul class="govuk-list govuk-list--bullet">${alike.map(({ case: id, partner, office }) => html`<li>${caseLink(id)} ${partner} ${office}</li>`)}</ul>`
