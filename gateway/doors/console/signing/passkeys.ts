// Forms that a passkey answers: assets/passkey.js asks the browser, fills the fields and sends the
// form. Without scripts they say what is missing.
import type { Assertion, Registration } from '../../../ports/doors/persons.ts'
import type { ConsoleWords } from '../../../words/console-words.ts'
import { button } from '../components/button.ts'
import { insetText } from '../components/notices/texts.ts'
import { type FormValues, fieldOf } from '../forms/form-values.ts'
import { attributes, type Html, html, type Piece } from '../html.ts'

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
  form(asked, 'get', {
    ...{ challenge: asked.challenge, rpId: asked.rpId, userVerification: 'required' },
    allowCredentials: allowed.map(credential),
  })

interface Registering {
  readonly id: string
  readonly name: string
  /** Ids of the keys that the person has already: none of their devices is asked again. */
  readonly known: readonly string[]
}

/** A key that the browser finds by itself, for one of the two kinds of signature that we verify. */
export const registerForm = (asked: Asked, { id, name, known }: Registering): Html =>
  form(asked, 'create', {
    ...{ challenge: asked.challenge, rp: { id: asked.rpId, name: `${asked.say.product} ${asked.rpId}` } },
    user: { id: Buffer.from(id).toString('base64url'), name: id, displayName: name },
    pubKeyCredParams: [-7, -8].map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: known.map(credential),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  })

const credential = (id: string) => ({ type: 'public-key', id })

/** Where the answer of the browser holds what each field takes. */
const answers = {
  get: {
    id: 'id',
    clientDataJSON: 'response.clientDataJSON',
    authenticatorData: 'response.authenticatorData',
    signature: 'response.signature',
  },
  create: { clientDataJSON: 'response.clientDataJSON', attestationObject: 'response.attestationObject' },
} as const

/** @param options as WebAuthn Level 3 writes them in JSON */
function form(
  { say, action, challenge, button: text, fields = {} }: Asked,
  kind: 'get' | 'create',
  options: object,
): Html {
  const own = attributes({ method: 'post', action, 'data-passkey': kind, 'data-options': JSON.stringify(options) })
  return html`<form${own}>
${hiddenFields({ challenge, ...fields })}
${Object.entries(answers[kind]).map(([name, from]) => html`<input type="hidden" name="${name}" data-from="${from}">\n`)}
<div data-passkey-failed hidden tabindex="-1">${insetText({ text: say.enter.cancelled })}</div>
<div data-passkey-missing hidden tabindex="-1">${insetText({ text: say.enter.noPasskeys })}</div>
<noscript>${insetText({ text: say.enter.needsScript })}</noscript>
${button({ text })}
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
