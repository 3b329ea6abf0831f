// What a case holds, as tables: what is wanted, documents, permissions.
import type { CaseView } from '../../../../answers/case-answers.ts'
import { scrolling, table } from '../../components/lists/table.ts'
import { tag } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import type { Visitor } from '../../page.ts'

export const titledTable = (
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
): Html =>
  html`<h2 class="govuk-heading-m">${title}</h2>${scrolling(
    title,
    table({
      ...{ caption: title, captionClasses: 'govuk-visually-hidden', head: head.map((text) => ({ text })) },
      rows: rows.map((cells) => cells.map((text) => ({ text }))),
    }),
  )}`

export function wantedTable({ say, words }: Visitor, { wanted, profile }: CaseView): Html {
  const code = (pointer: string, value: string) => words.code(profile, 'case', pointer, value)
  return titledTable(
    say.wanted,
    [say.document, say.outcome, say.due],
    wanted.map(({ wanted: id, kind, outcome, dueOn, expectedOn, withdrawn }) => [
      `${code('/kind', kind)} (${id})`,
      html`${withdrawn ? say.withdrawn : code('/outcome', outcome)}${expectedOn !== null && html`<br>${say.expectedOn(say.day(expectedOn))}`}`,
      dueOn === null ? say.noDay : say.day(dueOn),
    ]),
  )
}

export function itemsTable({ say, words, client }: Visitor, { items, profile }: CaseView): Html {
  const code = (pointer: string, value: string) => words.code(profile, 'case', pointer, value)
  const mayRead = client.roles.includes('release')
  return titledTable(
    say.documents,
    [say.document, say.direction, say.size, say.verified, say.acceptance, say.read.column],
    items.map((item) => [
      html`${code('/kind', item.kind)}${item.name !== null && html`<br><span class="bulla-small">${item.name}</span>`}`,
      item.direction === 'in' ? say.received : say.sent,
      say.sizes[item.size],
      item.verified === undefined ? say.none : code('/verified', item.verified),
      item.acceptance === undefined ? say.none : code('/acceptance', item.acceptance),
      item.disposed
        ? tag({ text: say.disposed, classes: 'govuk-tag--grey' })
        : item.locked
          ? tag({ text: item.direction === 'out' ? say.lockedThere : say.locked, classes: 'govuk-tag--grey' })
          : mayRead
            ? html`<a class="govuk-link" href="/console/items/${item.item}">${say.read.link}<span class="govuk-visually-hidden"> ${code('/kind', item.kind)}</span></a>`
            : '',
    ]),
  )
}

export function permissionsTable({ say, words }: Visitor, { permissions, profile }: CaseView): Html {
  return titledTable(
    say.permissions,
    [say.permission, say.verdict, say.usesLeft, say.until],
    permissions.map(({ permission, verdict, scope, asked, uses, used, until }) => {
      const { purposes = [], offices = [], disclosure = [], proceedings = [] } = verdict === 'asked' ? asked : scope
      const what = [
        ...purposes.map((purpose) => words.code(profile, 'case', '/purposes', purpose)),
        ...offices,
        ...disclosure.map(({ target, to }) => `${words.code(profile, 'case', '/target', target)}: ${to}`),
        ...proceedings.map(({ kind }) => words.code(profile, 'case', '/proceeding', kind)),
      ]
      return [
        html`${say.list(what) || say.none}<br><span class="bulla-id bulla-small">${permission}</span>`,
        words.code(profile, 'case', '/verdict', verdict),
        uses === null ? say.unlimited : `${uses - (used ?? 0)} / ${uses}`,
        until === null ? say.noDay : say.day(until),
      ]
    }),
  )
}
