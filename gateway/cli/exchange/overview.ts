// `bulla queue`, `bulla workload`, `bulla statistics`: all cases together.
import { isJsonObject, type JsonObject } from '../../../crypto/json.ts'
import type { Command } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { languageOf } from '../program/language.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { dueText, objectsIn, wording } from '../program/rows.ts'
import { plain, table } from '../program/table.ts'
import { pageAsked, pageOptions, rowsOf, sayMore } from './deliveries.ts'

export const queue: Command = {
  usage: 'queue',
  summary: 'list what waits for our answer, in the order in which it is to be answered',
  details: `Cases within agreed limits first, among them in the order that the asking member gave, then by due date. Nothing is refused
because of its place.`,
  options: [...pageOptions(200, 500), ...doorOptions],
  wants: { roles: ['read'] },
  examples: ['bulla queue', 'bulla queue --json'],
  async run(words, desk) {
    const say = wording(languageOf(words, desk))
    return withDoor(words, desk, async (door) => {
      const found = await door.overview.queue(pageAsked(words, 500))
      desk.say(
        ...table(
          ['PLACE', 'CASE', 'WITH', 'OFFICE', 'STATE', 'DUE', 'PRIORITY', 'LIMIT'],
          rowsOf(found).map((row) => [
            plain(row['place']),
            plain(row['case']),
            plain(row['partner']),
            plain(row['office']),
            say.state(row['profile'], row['state']),
            dueText(row),
            plain(row['priority']),
            row['beyondLimit'] === true ? 'beyond' : 'within',
          ]),
        ),
      )
      sayMore(found, desk)
      return done(found)
    })
  },
}

export const showWorkload: Command = {
  usage: 'workload',
  summary: 'show for each partner how much there is to answer, and how much of agreed limits is used',
  options: doorOptions,
  wants: { roles: ['read'] },
  examples: ['bulla workload', 'bulla workload --json'],
  async run(words, desk) {
    return withDoor(words, desk, async (door) => {
      const found = await door.overview.workload()
      const partners = objectsIn(found['partners'])
      desk.say(
        `month ${plain(found['month'])}`,
        ...table(
          ['WITH', 'TO ANSWER', 'OVERDUE', 'THEY ASKED', 'WE ASKED', 'THEIR LIMIT', 'OUR LIMIT'],
          partners.map((row) => [
            ...['partner', 'toAnswer', 'overdue', 'openedThisMonth', 'askedThisMonth'].map((name) => plain(row[name])),
            useOf(row['limit']),
            useOf(row['ourLimit']),
          ]),
        ),
      )
      for (const use of [found['capacity'], ...partners.flatMap(({ limit, ourLimit }) => [limit, ourLimit])])
        if (isJsonObject(use) && use['warning'] !== undefined) desk.note(`note: ${plain(use['warning'])}`)
      return done(found)
    })
  },
}

const useOf = (limit: JsonObject[string] | undefined): string =>
  isJsonObject(limit) ? `${plain(limit['used'])} of ${plain(limit['perMonth'])}` : '-'

export const showStatistics: Command = {
  usage: 'statistics',
  summary: 'print how many cases there are, with whom and in which state, for a report',
  details: 'Counts only: no trader, office or case stands in them.',
  options: [
    { flags: '--since <day>', describe: 'first day of what counts as opened (default: the first of the year)' },
    { flags: '--csv', describe: 'print a table of comma-separated values (RFC 4180)' },
    ...doorOptions,
  ],
  wants: { roles: ['read', 'operate'], any: true },
  examples: ['bulla statistics', 'bulla statistics --since 2026-01-01 --csv > 2026.csv'],
  async run(words, desk) {
    const since = { since: words.text('since') }
    const say = wording(languageOf(words, desk))
    return withDoor(words, desk, async (door) => {
      const found = await door.overview.statistics(since)
      if (words.flag('csv')) {
        const csv = await door.overview.statisticsCsv(since)
        desk.say(...csv.split('\r\n').slice(0, -1))
        return done(found)
      }
      desk.say(
        ...table(
          ['WITH', 'AGREEMENT', 'PROFILE', 'WE ARE', 'STATE', 'CASES', 'OPENED', 'OVERDUE'],
          rowsOf(found).map((row) => [
            plain(row['partner']),
            plain(row['agreement']),
            plain(row['profile']),
            say.role(row['role']),
            say.state(row['profile'], row['state']),
            ...['cases', 'opened', 'overdue'].map((name) => plain(row[name])),
          ]),
        ),
      )
      return done(found)
    })
  },
}
