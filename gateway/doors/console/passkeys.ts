// Forms that a passkey answers: assets/passkey.js asks the browser, fills the fields and sends the
// form. Without scripts the form says what is missing.
import type { Assertion, Registration } from '../../ports/doors/persons.ts'
import type { ConsoleWords } from '../../words/console/console-words.ts'
import { type FormValues, fieldOf } from './forms.ts'
import { attributes, type Html, html, type Piece } from './html.ts'

interface Asked {
  readonly say: ConsoleWords
  /** Where the form goes; its own address when left out. */
  readonly action?: string
  /** base64url */
  readonly challenge: string
  readonly rpId: string
  readonly button: string
  /** Other fields of the form, by name. */
  readonly fields?: FormValues
}

/** Any passkey of this host, or one of those named. @param allowed ids of credentials, base64url */
export const signForm = (asked: Asked, allowed: readonly string[] = []): Html =>
  form(asked, ['id', 'clientDataJSON', 'authenticatorData', 'signature'], {
    'data-passkey': 'get',
    'data-allow': allowed.join(' ') || undefined,
  })

/** @param person id and name, shown by the browser; `known` are keys that it has already */
export const registerForm = (
  asked: Asked,
  { id, name, known }: { readonly id: string; readonly name: string; readonly known: readonly string[] },
): Html =>
  form(asked, ['clientDataJSON', 'attestationObject'], {
    'data-passkey': 'create',
    'data-user-id': id,
    'data-user-name': name,
    'data-exclude': known.join(' ') || undefined,
  })

function form(
  { say, action, challenge, rpId, button, fields = {} }: Asked,
  answers: readonly string[],
  own: Readonly<Record<string, string | undefined>>,
): Html {
  const asks = { 'data-challenge': challenge, 'data-rp-id': rpId, ...own }
  const says = { 'data-waiting': say.enter.waiting, 'data-cancelled': say.enter.cancelled }
  return html`<form${attributes({ method: 'post', action, ...asks, ...says })}>
${hiddenFields({ challenge, ...fields })}
${answers.map((name) => html`<input type="hidden" name="${name}">`)}
<p class="govuk-body" data-passkey-status role="status"></p>
<button class="govuk-button" data-module="govuk-button" type="submit" hidden>${button}</button>
<noscript><p class="govuk-body">${say.enter.needsScript}</p></noscript>
</form>`
}

export const hiddenFields = (fields: FormValues): Piece =>
  Object.entries(fields).map(([name, value]) =>
    [value].flat().map((each) => html`<input type="hidden" name="${name}" value="${each}">\n`),
  )

export const assertionIn = (form: FormValues): Assertion => ({
  id: fieldOf(form, 'id'),
  clientDataJSON: fieldOf(form, 'clientDataJSON'),
  authenticatorData: fieldOf(form, 'authenticatorData'),
  signature: fieldOf(form, 'signature'),
})

export const registrationIn = (form: FormValues): Registration => ({
  clientDataJSON: fieldOf(form, 'clientDataJSON'),
  attestationObject: fieldOf(form, 'attestationObject'),
})
