// Opening a case: under which agreement, with which message, for which office.
import { button } from '../../components/button.ts'
import { radios } from '../../components/fields/choices.ts'
import { input } from '../../components/fields/input.ts'
import { html } from '../../html.ts'
import type { ConsoleDeps, Page, Visitor } from '../../page.ts'

/** One form for each agreement and kind of case: there is nothing to choose that does not fit. */
export async function chooseOpening({ flows }: ConsoleDeps, { client, say, words }: Visitor): Promise<Page> {
  const [lines, agreements] = await Promise.all([flows.profiles(client), flows.agreements(client)])
  const ways = agreements.flatMap(({ id, partner }) =>
    lines.flatMap(({ profile, opens, agreements: under }) =>
      opens !== null && under.includes(id) ? [{ agreement: id, partner, profile, type: opens }] : [],
    ),
  )
  const offices = client.offices === 'all' ? [] : client.offices
  const office = (prefix: string) =>
    offices.length > 1
      ? radios({
          ...{ name: 'office', idPrefix: `${prefix}-office`, fieldset: { legend: say.office } },
          items: offices.map((value, at) => ({ value, text: value, checked: at === 0 })),
        })
      : input({
          ...{ name: 'office', id: `${prefix}-office`, label: say.office, value: offices[0] },
          classes: 'govuk-input--width-10',
        })
  return {
    title: say.compose.open,
    at: 'cases',
    main: html`<h1 class="govuk-heading-l">${say.compose.open}</h1>
${ways.length === 0 && html`<p class="govuk-body">${say.compose.noAgreement}</p>`}
${ways.map(
  ({ agreement, partner, profile, type }, at) => html`<section class="bulla-part">
<h2 class="govuk-heading-m">${words.message(profile, type)}: ${partner}</h2>
<p class="govuk-body">${say.agreement}: ${agreement}</p>
<form method="get" action="/console/compose/new">
<input type="hidden" name="agreement" value="${agreement}">
<input type="hidden" name="type" value="${type}">
${office(`w${at + 1}`)}
${button({ text: html`${say.continue}<span class="govuk-visually-hidden">: ${words.message(profile, type)}, ${partner}</span>` })}
</form>
</section>`,
)}`,
  }
}
