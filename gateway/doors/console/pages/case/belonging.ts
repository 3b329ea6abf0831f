// To whom a case belongs: the person of its office that works on it, and the office.
import { button } from '../../components/button.ts'
import { input } from '../../components/fields/input.ts'
import { details } from '../../components/notices/texts.ts'
import { fieldOf } from '../../forms/form-values.ts'
import { type Html, html } from '../../html.ts'
import { idPath, page, type Visitor } from '../../page.ts'

const mayMove = ['submit', 'approve'] as const

export const belongingPages = {
  'POST /console/cases/:id/assignment': page({
    access: mayMove,
    takes: { params: idPath },
    show:
      ({ flows }) =>
      async ({ visitor, params, form }) => {
        await flows.assign(visitor.client, params.id, fieldOf(form, 'person').trim() || null)
        return { to: `/console/cases/${params.id}` }
      },
  }),
  'POST /console/cases/:id/office': page({
    access: mayMove,
    takes: { params: idPath },
    show:
      ({ flows }) =>
      async ({ visitor, params, form }) => {
        await flows.handOver(visitor.client, params.id, fieldOf(form, 'office').trim())
        const { offices } = visitor.client
        // Whoever gave it away may not see it any more.
        const isSeen = offices === 'all' || offices.includes(fieldOf(form, 'office').trim())
        return { to: isSeen ? `/console/cases/${params.id}` : '/console/cases' }
      },
  }),
} as const

/** Forms for both, where the person may. */
export function belonging(visitor: Visitor, id: string, assigned: string | null): Html | false {
  const { say, client, formToken } = visitor
  if (!mayMove.some((role) => client.roles.includes(role))) return false
  const token = html`<input type="hidden" name="token" value="${formToken}">`
  return details({
    summary: say.belonging.title,
    text: html`<form method="post" action="/console/cases/${id}/assignment">${token}
${input({ name: 'person', label: say.belonging.person, value: assigned ?? client.person ?? '', hint: say.belonging.personHint, classes: 'govuk-input--width-20' })}
${button({ text: say.belonging.assign, classes: 'govuk-button--secondary' })}</form>
<form method="post" action="/console/cases/${id}/office">${token}
${input({ name: 'office', label: say.belonging.office, hint: say.belonging.officeHint, classes: 'govuk-input--width-20' })}
${button({ text: say.belonging.hand, classes: 'govuk-button--secondary' })}</form>`,
  })
}
