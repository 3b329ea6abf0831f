// The banner that stays in sight on a case: for what, by whom, until when, and what needs a
// permission.
import type { CaseView } from '../../../../answers/case-answers.ts'
import type { CaseTerms } from '../../../../answers/terms-answers.ts'
import { conditions } from '../../components/frame/conditions.ts'
import { type Html, html } from '../../html.ts'
import type { Visitor } from '../../page.ts'

export function conditionsOf(visitor: Visitor, view: CaseView, { blocks }: CaseTerms): Html {
  const { say } = visitor
  const bound = blocks.filter(({ direction }) => direction === 'in')
  const all = `/console/cases/${view.case}/terms`
  if (bound.length === 0)
    return conditions(
      say.conditions.label,
      html`<p class="govuk-body">${blocks.length === 0 ? say.conditions.none : say.conditions.oursAlone} <a class="govuk-link" href="${all}">${say.conditions.all}</a></p>`,
    )
  return conditions(
    say.conditions.label,
    html`${bound.map((block) => blockLine(visitor, view, block))}<p class="govuk-body"><a class="govuk-link" href="${all}">${say.conditions.all}</a></p>`,
  )
}

function blockLine({ say, words }: Visitor, view: CaseView, block: CaseTerms['blocks'][number]): Html {
  const { provider, purposes, offices, readUntil, excluded, rows, binds } = block
  const unverified = view.items.some(
    ({ item, verified }) => verified === 'unverified' && binds.some(({ id }) => id === item),
  )
  const asks = rows.filter(({ permission }) => permission).map(({ title }) => title)
  const purpose = purposes.map((code) => words.code(view.profile, 'case', '/purposes', code))
  const proceeding = (code: string) => words.code(view.profile, 'case', '/proceeding', code)
  const lines = [
    [say.conditions.from, provider],
    [say.conditions.purpose, say.list(purpose) || say.none],
    [say.conditions.offices, say.list(offices) || say.none],
    [say.conditions.until, readUntil === null ? say.unknownYet : say.day(readUntil)],
    ...(asks.length > 0 ? ([[say.conditions.permission, say.list(asks)]] as const) : []),
    ...(excluded.length > 0 ? ([[say.conditions.excluded, say.list(excluded.map(proceeding))]] as const) : []),
  ] as const
  return html`<dl class="bulla-conditions__list">${lines.map(
    ([key, value]) => html`<div><dt>${key}</dt><dd>${value}</dd></div>`,
  )}</dl>${unverified && html`<p class="govuk-body"><strong>${say.conditions.unverified}</strong></p>`}`
}
