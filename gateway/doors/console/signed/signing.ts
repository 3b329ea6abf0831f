// An act that a person signs: without the signature a page asks for it, with it the act is done.
import type { Client } from '../../../ports/doors/national.ts'
import type { Decided } from '../../../ports/doors/persons.ts'
import { summaryList } from '../components/lists/summary-list.ts'
import { type FormValues, fieldOf } from '../forms.ts'
import { html } from '../html.ts'
import type { ConsoleDeps, Page, Visit } from '../page.ts'
import { assertionIn, signForm } from '../passkeys.ts'

const answers = ['id', 'clientDataJSON', 'authenticatorData', 'signature', 'challenge']

/** The client with which the act may be done; or the page that asks for a signature. */
export async function signedBy(
  { persons }: ConsoleDeps,
  { visitor, form, request }: Visit,
  decided: Decided,
): Promise<Client | Page> {
  const { client, say, formToken } = visitor
  if (!persons.demands(decided.act)) return client
  if (fieldOf(form, 'signature') !== '') return persons.sign(client, decided, assertionIn(form))
  const again: FormValues = Object.fromEntries(Object.entries(form).filter(([name]) => !answers.includes(name)))
  const keys = persons.person(client.person ?? '')?.keys ?? []
  return {
    ...{ title: say.sign.title, passkey: true as const },
    main: html`<h1 class="govuk-heading-l">${say.sign.title}</h1>
<p class="govuk-body">${say.sign.lead}</p>
${summaryList({
  rows: [
    { key: say.sign.act, value: say.sign.acts[decided.act] },
    { key: say.sign.subject, value: html`<span class="bulla-id">${decided.subject}</span>` },
    ...Object.entries(decided.data).map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
  ],
})}
${signForm(
  {
    ...{ say, action: request.url, challenge: persons.challengeOf(decided), rpId: persons.rpId },
    ...{ button: say.sign.button, fields: { ...again, token: formToken } },
  },
  keys.map(({ id }) => id),
)}`,
  }
}
