// A letter, an e-mail or a call that belongs to a case, registered by hand.
import { randomUUIDv7 } from 'node:crypto'
import type { CaseView } from '../../../../answers/case-answers.ts'
import { type JsonObject, jsonSha256 } from '../../../../model/json.ts'
import { Problem, problemDetails } from '../../../../model/problems/problems.ts'
import { registrationSchema } from '../../../../model/profile/registration.ts'
import { button } from '../../components/button.ts'
import { backLink } from '../../components/frame/links.ts'
import { byField, placed, summaryOf } from '../../forms/faults.ts'
import { fieldOf } from '../../forms/form-values.ts'
import type { FormNode } from '../../forms/node.ts'
import { pressedByEnter } from '../../forms/pressed.ts'
import { bodyOf } from '../../forms/read.ts'
import { formFields } from '../../forms/show.ts'
import { html } from '../../html.ts'
import { type ConsoleDeps, idPath, type Page, page, type Shown, type Visit, type Visitor } from '../../page.ts'
import { hiddenFields } from '../../signing/passkeys.ts'

const node: FormNode = registrationSchema
const keyForm = /^[0-9a-f-]{36}$/

export const registerPages = {
  'GET /console/cases/:id/register': page({
    access: ['submit'],
    takes: { params: idPath },
    show:
      ({ flows }) =>
      async ({ visitor, params }) =>
        registerPage(visitor, await flows.case(visitor.client, params.id), { body: {}, key: randomUUIDv7() }),
  }),
  'POST /console/cases/:id/register': page({
    access: ['submit'],
    takes: { params: idPath },
    show: (deps) => async (visit) => register(deps, visit, visit.params.id),
  }),
} as const

async function register({ flows }: ConsoleDeps, { visitor, form }: Visit, id: string): Promise<Shown> {
  const { client } = visitor
  const body = bodyOf(node, form)
  const key = keyForm.test(fieldOf(form, 'key')) ? fieldOf(form, 'key') : randomUUIDv7()
  const requestSha256 = jsonSha256({ case: id, person: client.person ?? '', body })
  try {
    await flows.register(client, id, body, { key, requestSha256 })
    return { to: `/console/cases/${id}` }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'body-invalid') throw error
    return registerPage(visitor, await flows.case(client, id), { body, key, refused: error })
  }
}

interface Said {
  readonly body: JsonObject
  readonly key: string
  readonly refused?: Problem
}

function registerPage(visitor: Visitor, view: CaseView, { body, key, refused }: Said): Page {
  const { say, words, formToken } = visitor
  const labels: Readonly<Record<string, string>> = say.register.fields
  const codes: Readonly<Record<string, string>> = { ...say.channels, in: say.received, out: say.sent }
  const field = (at: string) => labels[at.slice(1)] ?? at
  const faults = placed(say, refused?.faults ?? [], node, body, [])
  const types = [...view.legalNext, ...Object.keys(view.notLegal), ...view.timeline.flatMap(({ type }) => type ?? [])]
  const known = [...new Set(types)].map((value) => ({ value, text: words.message(view.profile, value) }))
  const action = `/console/cases/${view.case}/register`
  return {
    title: refused ? `${say.error}: ${say.register.link}` : say.register.link,
    at: 'cases',
    ...(refused && { status: problemDetails(refused, '').status }),
    main: html`${backLink({ href: `/console/cases/${view.case}`, text: say.back })}
${faults.length > 0 && summaryOf(say, faults, field)}
<h1 class="govuk-heading-l">${say.register.link}</h1>
<p class="govuk-body">${say.register.lead}</p>
<form method="post" action="${action}" novalidate>
${hiddenFields({ token: formToken, key })}
${pressedByEnter('register')}
${formFields(
  {
    ...{ say, field, code: (_, code) => codes[code] ?? code, faults: byField(faults), action },
    known: (at) => (at === '/type' && known.length > 0 ? known : undefined),
  },
  node,
  body,
)}
${button({ text: say.register.button, preventDoubleClick: true })}
</form>`,
  }
}
