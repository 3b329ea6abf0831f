// Keys and certificates, what ends first on top, with the command that changes each; and the
// rehearsal of a card that comes next.
import type { KeysView, Rehearsal } from '../../../../answers/operator-answers.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import { textarea } from '../../components/fields/textarea.ts'
import { backLink } from '../../components/frame/links.ts'
import { summaryList } from '../../components/lists/summary-list.ts'
import { fieldOf } from '../../forms/form-values.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { livesTable, validitiesTable } from './key-tables.ts'
import { asSaid, changing, command, instantIn, lastingInWords, titledTable } from './said.ts'

export const keysPages = {
  'GET /console/keys': page({
    access: ['operate'],
    show: (deps) => async (visit) => keysPage(deps, visit.visitor, await deps.operator.keys()),
  }),
  'POST /console/keys/rehearsal': page({
    access: ['operate'],
    show:
      ({ operator }) =>
      async ({ visitor, form }) => {
        const card = fieldOf(form, 'card').trim()
        if (!/^[A-Za-z0-9_.-]{16,65536}$/.test(card))
          throw new Problem('request-invalid', 'a card as "bulla keys rotate --rehearse" writes it is expected', {
            field: '/card',
          })
        return rehearsalPage(visitor, await operator.rehearse(card))
      },
  }),
} as const

function keysPage(deps: ConsoleDeps, visitor: Visitor, keys: KeysView): Page {
  const { say } = visitor
  const texts = say.operator.keys
  return {
    title: say.entries.keys,
    at: 'keys',
    live: true,
    main: html`<h1 class="govuk-heading-l">${say.entries.keys}</h1>
${validitiesTable(deps, visitor, keys.validities, keys.member)}
${livesTable(deps, visitor, keys.keys)}
${holdersTable(deps, visitor, keys)}
${listsTable(deps, visitor, keys)}
${onCommandLine(visitor)}
<h2 class="govuk-heading-m">${texts.rehearsal}</h2>
<p class="govuk-body">${texts.rehearsalLead}</p>
${changing(visitor, '/console/keys/rehearsal', texts.ask, textarea({ name: 'card', label: texts.rehearsalCard, spellcheck: false, autocomplete: 'off' }))}`,
  }
}

function holdersTable({ timeZone }: ConsoleDeps, { say }: Visitor, { partners }: KeysView): Html {
  const { card, holdsOurs, nothing } = say.operator.partners
  return titledTable(
    say.operator.keys.holders,
    [say.partner, card, holdsOurs, say.operator.since],
    partners.map((row) => [
      row.member,
      String(row.card),
      row.holdsOurs === null ? say.unknownYet : String(row.holdsOurs),
      row.since === null ? say.unknownYet : instantIn(say, row.since, timeZone),
    ]),
    nothing,
  )
}

function listsTable({ timeZone }: ConsoleDeps, { say }: Visitor, { lists }: KeysView): Html {
  const { lists: title, authority, number, source, nothing } = say.operator.keys
  return titledTable(
    title,
    [authority, say.operator.member, number, source, say.operator.ends],
    lists.map((row) => [row.authority, row.member, row.number, row.source, instantIn(say, row.nextUpdate, timeZone)]),
    nothing,
  )
}

const onCommandLine = ({ say }: Visitor): Html => {
  const texts = say.operator.keys
  return html`<h2 class="govuk-heading-m">${texts.commands}</h2>
<p class="govuk-body">${say.operator.commandHint}</p>
${summaryList({
  rows: [
    { key: texts.plan, value: command('bulla keys rotate all --plan') },
    { key: texts.rehearse, value: command('bulla keys rotate all --rehearse') },
    { key: texts.rotate, value: command('bulla keys rotate all') },
    { key: texts.finish, value: command('bulla keys rotate all --finish') },
    { key: texts.revoke, value: command('bulla keys revoke <use>') },
  ],
})}`
}

function rehearsalPage({ say }: Visitor, { partners }: Rehearsal): Page {
  const texts = say.operator.keys
  return {
    title: texts.said,
    at: 'keys',
    main: html`${backLink({ href: '/console/keys', text: say.entries.keys })}
<h1 class="govuk-heading-l">${texts.said}</h1>
${titledTable(
  texts.said,
  [say.partner, say.verdict, say.operator.found, texts.today, texts.within],
  partners.map((row) => [
    row.member,
    texts.outcomes[row.outcome],
    asSaid(row.found),
    String(row.deliveredToday),
    row.acknowledgedSeconds === null ? say.unknownYet : lastingInWords(say, row.acknowledgedSeconds),
  ]),
  say.operator.partners.nothing,
)}`,
  }
}
