// Days and instants as officers of two members read them: each in its own zone.
import type { PartnerView } from '../../../answers/directory-answers.ts'
import { tag } from '../components/notices/texts.ts'
import { type Html, html } from '../html.ts'
import type { ConsoleDeps, Visitor } from '../page.ts'

export type Zones = ReadonlyMap<string, string>

/** Where the days of each partner end, by its code; and ours. */
export async function zonesOf({ flows, member, timeZone }: ConsoleDeps, { client }: Visitor): Promise<Zones> {
  const partners: readonly PartnerView[] = await flows.partners(client)
  return new Map([
    ...partners.map(({ member: code, contact }) => [code, contact.timeZone] as const),
    [member, timeZone],
  ])
}

interface Due {
  readonly dueOn: string | null
  readonly dueAt: string | null
  readonly overdue: boolean
  readonly partner: string
}

/** The day, the instant at which it ends for both, and that it has passed where it has. */
export function dueInWords(due: Due, { say }: Visitor, member: string, zones: Zones): Html {
  const { dueOn, dueAt, overdue, partner } = due
  if (dueOn === null) return html`${say.noDay}`
  const zone = (of: string) => zones.get(of) ?? 'UTC'
  const both = [...new Set([member, partner])].map((of) => `${of}: ${say.instant(dueAt ?? '', zone(of))}`)
  return html`${say.day(dueOn)}${overdue && html` ${tag({ text: say.overdue, classes: 'govuk-tag--red' })}`}${
    dueAt !== null && html`<br><span class="govuk-hint bulla-small">${both.join(' · ')}</span>`
  }`
}
