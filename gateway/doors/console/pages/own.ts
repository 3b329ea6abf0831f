// What a person does for itself: its keys, another language, the way out.

import { languages } from '../../../model/client/language.ts'
import type { Assertion } from '../../../ports/doors/persons.ts'
import { record } from '../../../watch/log.ts'
import { summaryList } from '../components/lists/summary-list.ts'
import { ofOurs } from '../entrance/addresses.ts'
import { type FormValues, fieldOf } from '../forms/form-values.ts'
import { html } from '../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../page.ts'
import { registerForm, registrationIn, signForm } from '../signing/passkeys.ts'
import { rolesInWords } from './roles.ts'

export const ownPages = {
  'GET /console/me': page({
    access: 'person',
    show:
      (deps) =>
      ({ visitor }) =>
        ownPage(deps, visitor),
  }),
  // Whoever has a session shows by a key that it holds that it is that person, and makes another.
  'POST /console/me/keys/new': page({
    access: 'person',
    show:
      (deps) =>
      ({ visitor, form }) =>
        newKeyPage(deps, visitor, form),
  }),
  'POST /console/me/keys': page({
    access: 'person',
    show:
      ({ persons, entering }) =>
      async ({ visitor: { client }, form }) => {
        const person = client.person ?? ''
        const [made, held] = [fieldOf(form, 'challenge'), fieldOf(form, 'heldChallenge')]
        await persons.addKey(
          person,
          { challenge: entering.demandGiven(made, `new key ${person}`), registration: registrationIn(form) },
          { challenge: entering.demandGiven(held, `held key ${person}`), assertion: heldIn(form) },
        )
        return { to: '/console/me' }
      },
  }),
  'POST /console/language': page({
    access: 'person',
    show:
      ({ entering }) =>
      ({ form, request }) => {
        const wanted = languages.find((each) => each === fieldOf(form, 'language'))
        const entered = entering.entered(request)
        if (entered && wanted) entered.session.language = wanted
        return { to: ofOurs(fieldOf(form, 'here')) }
      },
  }),
  'POST /console/leave': page({
    access: 'person',
    show:
      ({ entering, problems }) =>
      ({ request, reply }) => {
        entering.leave(request, reply)
        record(problems.log, 'console.left', { reason: 'signed out' })
        return { to: '/console/enter' }
      },
  }),
} as const

function ownPage({ persons, entering, timeZone }: ConsoleDeps, { client, name, say, formToken }: Visitor): Page {
  const { person: id = '', offices, roles, function: as } = client
  const keys = persons.person(id)?.keys ?? []
  const challenge = entering.challenge(`held key ${id}`)
  const asked = { say, challenge, rpId: persons.rpId, button: say.me.another }
  return {
    ...{ title: say.me.title, passkey: true as const },
    main: html`<h1 class="govuk-heading-l">${say.me.title}</h1>
${summaryList({
  rows: [
    { key: say.enrol.person, value: `${name} (${id})` },
    { key: say.enrol.offices, value: offices === 'all' ? say.all : say.list(offices) },
    { key: say.enrol.roles, value: say.list(rolesInWords(say, roles)) },
    { key: say.me.function, value: as ?? say.none },
  ],
})}
<h2 class="govuk-heading-m">${say.me.keys}</h2>
<p class="govuk-body">${say.me.lead}</p>
${
  keys.length > 0 &&
  summaryList({
    rows: keys.map((key) => ({
      key: html`<span class="bulla-id">${key.id.slice(0, 16)}</span>`,
      value: `${key.algorithm}, ${say.instant(key.registeredAt, timeZone)}`,
    })),
  })
}
${
  keys.length > 0 &&
  signForm(
    { ...asked, action: '/console/me/keys/new', fields: { token: formToken } },
    keys.map((key) => key.id),
  )
}`,
  }
}

/** What the key that is held said, carried to where the new one is registered. */
const held = {
  id: 'heldId',
  clientDataJSON: 'heldClientData',
  authenticatorData: 'heldData',
  signature: 'heldSignature',
}

const heldIn = (form: FormValues): Assertion => ({
  id: fieldOf(form, held.id),
  clientDataJSON: fieldOf(form, held.clientDataJSON),
  authenticatorData: fieldOf(form, held.authenticatorData),
  signature: fieldOf(form, held.signature),
})

function newKeyPage(
  { persons, entering }: ConsoleDeps,
  { client, name, say, formToken }: Visitor,
  form: FormValues,
): Page {
  const { person: id = '' } = client
  const said = Object.entries(held).map(([from, to]) => [to, fieldOf(form, from)])
  const fields = { token: formToken, heldChallenge: fieldOf(form, 'challenge'), ...Object.fromEntries(said) }
  const challenge = entering.challenge(`new key ${id}`)
  return {
    ...{ title: say.me.another, passkey: true as const },
    main: html`<h1 class="govuk-heading-l">${say.me.another}</h1>
<p class="govuk-body">${say.me.newLead}</p>
${registerForm(
  { say, challenge, rpId: persons.rpId, button: say.enrol.register, action: '/console/me/keys', fields },
  { id, name, known: (persons.person(id)?.keys ?? []).map((key) => key.id) },
)}`,
  }
}
