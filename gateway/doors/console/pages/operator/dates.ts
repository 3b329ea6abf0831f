// The wall of dates: everything that ends or is due, by day, the earliest first. Whoever runs the
// gateway sees keys, lists, cards, absences and deliveries; whoever reads cases, clocks and
// retention of its offices.
import type { HeldList } from '../../../../answers/overview-answers.ts'
import { scrolling, table } from '../../components/lists/table.ts'
import type { Text } from '../../components/markup.ts'
import { tag } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { saidIn } from '../../said-in.ts'
import { caseLink } from '../case/names.ts'
import { useInWords } from './key-tables.ts'
import { identifier } from './said.ts'

export const datesPages = {
  'GET /console/dates': page({
    access: ['operate', 'read'],
    show: (deps) => async (visit) => datesPage(deps, visit.visitor),
  }),
} as const

interface Dated {
  /** Day, and the instant where one is known. */
  readonly day: string
  readonly kind: keyof Visitor['say']['operator']['dates']['kinds']
  readonly what: Text
  readonly member: string
}
interface Found {
  readonly rows: readonly Dated[]
  /** There is more than was looked at. */
  readonly more: boolean
}

const mostOfAKind = 200

async function datesPage(deps: ConsoleDeps, visitor: Visitor): Promise<Page> {
  const { say, client } = visitor
  const [operates, reads] = (['operate', 'read'] as const).map((role) => client.roles.includes(role))
  const parts = await Promise.all([
    ...(operates ? [ofKeys(deps, visitor), ofLines(deps, visitor), ofDeliveries(deps, visitor)] : []),
    ...(reads ? [ofClocks(deps, visitor), ofHeld(deps, visitor)] : []),
  ])
  const rows = parts.flatMap((part) => part.rows).toSorted((one, other) => (one.day < other.day ? -1 : 1))
  const texts = say.operator.dates
  return {
    title: texts.title,
    at: 'dates',
    live: true,
    main: html`<h1 class="govuk-heading-l">${texts.title}</h1>
${rows.length === 0 ? html`<p class="govuk-body">${texts.nothing}</p>` : wall(deps, visitor, rows)}
${parts.some(({ more }) => more) && html`<p class="govuk-body">${texts.more}</p>`}
${!reads && html`<p class="govuk-body">${texts.parts}</p>`}`,
  }
}

function wall(deps: ConsoleDeps, { say }: Visitor, rows: readonly Dated[]): Html {
  const texts = say.operator.dates
  const today = dayIn(deps, deps.nowMs())
  return scrolling(
    texts.caption,
    table({
      ...{ caption: texts.caption, captionClasses: 'govuk-visually-hidden', firstIsHeader: true },
      head: [say.due, say.what, say.operator.member, say.case].map((text) => ({ text })),
      rows: rows.map(({ day, kind, what, member }) => [
        {
          text: html`${say.day(day)}${day < today && html` ${tag({ text: texts.past, classes: 'govuk-tag--red' })}`}${day === today && html` ${tag({ text: say.today, classes: 'govuk-tag--yellow' })}`}`,
        },
        { text: texts.kinds[kind] },
        { text: member },
        { text: what },
      ]),
    }),
  )
}

/** The day of an instant where our member is. */
const dayIn = ({ timeZone }: ConsoleDeps, at: string | number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(at))

async function ofKeys(deps: ConsoleDeps, { say }: Visitor): Promise<Found> {
  const { validities } = await deps.operator.keys()
  const rows = validities
    .filter(({ standing }) => standing !== 'replaced')
    .map(({ notAfter, use, member, id }) => ({
      day: dayIn(deps, notAfter),
      kind: use === 'crl' ? ('crl' as const) : ('key' as const),
      what: html`${useInWords(say, use)} ${identifier(id)}`,
      member,
    }))
  return { rows, more: false }
}

async function ofLines(deps: ConsoleDeps, { say }: Visitor): Promise<Found> {
  const [{ cards }, { partners }] = await Promise.all([deps.operator.waitingCards(), deps.operator.status()])
  const waiting = cards
    .filter(({ state }) => state === 'waiting')
    .map(({ until, member, card }) => ({
      ...{ day: dayIn(deps, until), kind: 'card' as const, member },
      what: html`<a class="govuk-link" href="/console/cards/${card}">${say.operator.cards.decide}<span class="govuk-visually-hidden"> (${member})</span></a>`,
    }))
  const away = partners.flatMap(({ awayUntil, member }) =>
    awayUntil === null ? [] : [{ day: dayIn(deps, awayUntil), kind: 'absence' as const, what: '', member }],
  )
  return { rows: [...waiting, ...away], more: false }
}

/** What waits is lost at the end of the day on which it expires. */
async function ofDeliveries(deps: ConsoleDeps, visitor: Visitor): Promise<Found> {
  const { rows, next } = await deps.operator.deliveries({ state: 'waiting', limit: mostOfAKind })
  return {
    rows: rows.map(({ expiresAt, partner, delivery, detail }) => ({
      ...{ day: dayIn(deps, expiresAt), kind: 'delivery' as const, member: partner },
      what: html`<a class="govuk-link" href="/console/deliveries?state=waiting&amp;partner=${partner}">${visitor.say.operator.deliveries.delivery}</a> ${identifier(delivery)}${detail !== null && html`<br>${saidIn(visitor.say, detail)}`}`,
    })),
    more: next !== null,
  }
}

async function ofClocks({ flows }: ConsoleDeps, { client, say }: Visitor): Promise<Found> {
  const found = await Promise.all(
    (['us', 'partner'] as const).map((by) => flows.due(client, { by, limit: mostOfAKind })),
  )
  return {
    rows: found.flatMap(({ rows }) =>
      rows.flatMap((row) =>
        row.dueOn === null
          ? []
          : [
              {
                ...{ day: row.dueOn, kind: 'clock' as const, member: row.member },
                what: html`${say.duties[row.what]} ${caseLink(row.case)}`,
              },
            ],
      ),
    ),
    more: found.some(({ next, truncated }) => next !== null || truncated),
  }
}

async function ofHeld({ flows }: ConsoleDeps, { client }: Visitor): Promise<Found> {
  const held = await flows.held(client, {})
  return {
    rows: held.rows.slice(0, mostOfAKind).flatMap(daysOf),
    more: held.next !== null || held.rows.length > mostOfAKind,
  }
}

function daysOf({ disposeBy, holdUntil, outUntil, partner, case: of }: HeldList['rows'][number]): Dated[] {
  const what = caseLink(of)
  const all = [
    { day: disposeBy, kind: 'retention' },
    { day: holdUntil, kind: 'hold' },
    { day: outUntil, kind: 'copies' },
  ] as const
  return all.flatMap(({ day, kind }) => (day === null ? [] : [{ day, kind, what, member: partner }]))
}
