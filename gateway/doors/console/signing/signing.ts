// An act that a person signs: without the signature a page asks for it, with it the act is done.
import type { Deciding } from '../../../model/client/decided.ts'
import type { Client } from '../../../ports/doors/national.ts'
import { summaryList } from '../components/lists/summary-list.ts'
import { details } from '../components/notices/texts.ts'
import { type FormValues, fieldOf } from '../forms/form-values.ts'
import { html } from '../html.ts'
import type { ConsoleDeps, Page, Visit } from '../page.ts'
import { assertionIn, signForm } from './passkeys.ts'

/** Rows of a list of what is known. */
export type Rows = Parameters<typeof summaryList>[0]['rows']

/** What the page that asks adds to the form, and the form of the act does not know. */
const answers = ['id', 'clientDataJSON', 'authenticatorData', 'signature', 'challenge', 'signedAt']

/**
 * The client with which the act may be done; or the page that asks for a signature, and sends the
 * same form again with it.
 * @param inWords what is decided, for the one who signs it; the octets that are signed stand below
 */
export async function signedBy(
  { persons, nowMs }: ConsoleDeps,
  { visitor, form, request }: Visit,
  deciding: Deciding,
  caseId: string | null,
  inWords: Rows = [],
): Promise<Client | Page> {
  const { client, say, formToken } = visitor
  if (!persons.demands(deciding.act)) return client
  if (fieldOf(form, 'signature') !== '') {
    const decided = { ...deciding, case: caseId, at: fieldOf(form, 'signedAt') }
    return persons.sign(client, decided, assertionIn(form))
  }
  const at = new Date(nowMs()).toISOString()
  const again: FormValues = Object.fromEntries(Object.entries(form).filter(([name]) => !answers.includes(name)))
  const keys = persons.person(client.person ?? '')?.keys ?? []
  const shown = Object.entries(deciding.data).map(([key, value]) => ({
    key,
    value: html`<span class="bulla-id">${typeof value === 'string' ? value : JSON.stringify(value)}</span>`,
  }))
  return {
    ...{ title: say.sign.title, passkey: true as const },
    main: html`<h1 class="govuk-heading-l">${say.sign.title}</h1>
<p class="govuk-body">${say.sign.lead}</p>
${summaryList({
  rows: [{ key: say.sign.act, value: say.sign.acts[deciding.act] }, ...inWords],
})}
${details({
  summary: say.sign.exactly,
  text: summaryList({
    rows: [{ key: say.sign.subject, value: html`<span class="bulla-id">${deciding.subject}</span>` }, ...shown],
  }),
})}
${
  keys.length === 0
    ? html`<p class="govuk-body">${say.sign.noKey} <a class="govuk-link" href="/console/me">${say.me.title}</a></p>`
    : signForm(
        {
          ...{ say, action: request.url, challenge: persons.challengeOf({ ...deciding, case: caseId, at }) },
          ...{ rpId: persons.rpId, button: say.sign.button, fields: { ...again, token: formToken, signedAt: at } },
        },
        keys.map(({ id }) => id),
      )
}`,
  }
}
