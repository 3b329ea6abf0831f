// What a person does for itself: its keys, another language, the way out.
import { record } from '../../../watch/log.ts'
import { languages } from '../../../words/language.ts'
import { summaryList } from '../components/lists/summary-list.ts'
import { ofOurs } from '../entrance/addresses.ts'
import { fieldOf } from '../forms/form-values.ts'
import { html } from '../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../page.ts'
import { registerForm, registrationIn } from '../signing/passkeys.ts'
import { rolesInWords } from './roles.ts'

export const ownPages = {
  'GET /console/me': page({
    access: 'person',
    show:
      (deps) =>
      ({ visitor }) =>
        ownPage(deps, visitor),
  }),
  'POST /console/me/keys': page({
    access: 'person',
    show:
      ({ persons, entering }) =>
      async ({ visitor, form }) => {
        const challenge = fieldOf(form, 'challenge')
        entering.demandGiven(challenge)
        await persons.addKey(visitor.client.person ?? '', challenge, registrationIn(form))
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
  const asked = { say, challenge: entering.challenge(), rpId: persons.rpId, button: say.enrol.register }
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
${registerForm({ ...asked, action: '/console/me/keys', fields: { token: formToken } }, { id, name, known: keys.map((key) => key.id) })}`,
  }
}
