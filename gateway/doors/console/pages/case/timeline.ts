// What happened in a case, in its order: what crossed, what had no effect, and what is on its way.

import type { CaseView } from '../../../../answers/case-answers.ts'
import type { RegistrationView, TimelineEntry } from '../../../../answers/message-answers.ts'
import { tag } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import type { ConsoleDeps, Visitor } from '../../page.ts'
import { saidIn } from '../../said-in.ts'
import { problemInWords } from '../operator/said.ts'

export const timeline = (deps: ConsoleDeps, visitor: Visitor, { timeline: entries, profile }: CaseView): Html =>
  html`<h2 class="govuk-heading-m">${visitor.say.timeline}</h2>
<ol class="govuk-list bulla-timeline">${entries.map((entry) =>
    'effect' in entry ? message(deps, visitor, entry, profile) : registration(deps, visitor, entry),
  )}</ol>`

function message({ timeZone }: ConsoleDeps, visitor: Visitor, entry: TimelineEntry, profile: string): Html {
  const { say, words } = visitor
  const { message: id, type, direction, from, sentAt, effect, reason, delivery } = entry
  const odd = effect !== 'applied'
  return html`<li><strong><a class="govuk-link" href="/console/messages/${id}">${words.message(profile, type)}</a></strong>
${odd && tag({ text: words.code(profile, 'case', '/effect', effect), classes: 'govuk-tag--yellow' })}
${delivery && tag({ text: say.deliveryStates[delivery.state], classes: delivery.state === 'delivered' ? 'govuk-tag--green' : 'govuk-tag--yellow' })}
<br>${direction === 'in' ? say.received : say.sent} · ${from.member} ${from.office} · <time datetime="${sentAt}">${say.instant(sentAt, timeZone)}</time>
${reason !== undefined && html`<br><span class="govuk-hint bulla-small">${saidIn(say, reason, profile)}</span>`}
${delivery && delivery.problem !== null && html`<br><span class="govuk-hint bulla-small">${problemInWords(visitor, delivery.problem).title}</span>`}</li>`
}

function registration({ timeZone }: ConsoleDeps, { say }: Visitor, entry: RegistrationView): Html {
  const { channel, direction, on, summary, reference, registeredAt, client } = entry
  return html`<li><strong>${say.channels[channel]}</strong> ${tag({ text: say.register.byHand, classes: 'govuk-tag--grey' })}
<br>${direction === 'in' ? say.received : say.sent} · ${say.day(on)} · <time datetime="${registeredAt}">${say.instant(registeredAt, timeZone)}</time> · ${client}
<br>${summary}${reference !== null && html` (${reference})`}</li>`
}
