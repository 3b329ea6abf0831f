// Keys and certificates as tables: what ends first, and how far each key is in its life.
import type { KeysView } from '../../../../answers/operator-answers.ts'
import type { ConsoleWords } from '../../../../words/console-words.ts'
import { tag } from '../../components/notices/texts.ts'
import type { Html } from '../../html.ts'
import type { ConsoleDeps, Visitor } from '../../page.ts'
import { command, identifier, instantIn, titledTable } from './said.ts'

type Validity = KeysView['validities'][number]
type Life = KeysView['keys'][number]

/** @param us our member, whose keys are changed by a command; without it the column is left out */
export function validitiesTable(
  { timeZone }: ConsoleDeps,
  { say }: Visitor,
  rows: readonly Validity[],
  us?: string,
): Html {
  const texts = say.operator.keys
  return titledTable(
    texts.validities,
    [
      ...[say.operator.use, say.operator.member, say.operator.ends, say.operator.left, say.state, texts.id],
      ...(us === undefined ? [] : [say.operator.next]),
    ],
    rows.map((row) => [
      useInWords(say, row.use),
      row.member,
      instantIn(say, row.notAfter, timeZone),
      leftInWords(say, row.days),
      standingOf(say, row.standing),
      identifier(row.id),
      ...(us === undefined ? [] : [renewed(say, row, us)]),
    ]),
    texts.nothing,
  )
}

export const useInWords = (say: ConsoleWords, use: string): string => textOf(say.operator.keys.uses, use)

/** Whole days; what has ended says so. */
const leftInWords = (say: ConsoleWords, days: number): string =>
  days < 0 ? say.operator.ended : say.count(days, say.operator.days)

function standingOf(say: ConsoleWords, standing: string): Html {
  const text = textOf(say.operator.keys.standings, standing)
  const colour =
    standing === 'ended' || standing === 'early' ? 'red' : standing === 'ending' ? 'yellow' : ('grey' as const)
  return tag({ text, classes: standing === 'holds' ? 'govuk-tag--green' : `govuk-tag--${colour}` })
}

/** Which command puts another in its place. */
function renewed(say: ConsoleWords, { member, use }: Validity, us: string): Html | string {
  if (member !== us) return say.operator.keys.theirs
  const line = commandOf[use]
  return line === undefined ? '' : command(line)
}
const commandOf: Readonly<Record<string, string>> = {
  tls: 'bulla keys renew tls',
  national: 'bulla keys renew national',
  signing: 'bulla keys rotate signing',
  encryption: 'bulla keys rotate encryption',
  ca: 'bulla keys rotate anchor',
  crl: 'bulla card renew',
}

export function livesTable({ timeZone }: ConsoleDeps, { say }: Visitor, rows: readonly Life[]): Html {
  const texts = say.operator.keys
  return titledTable(
    texts.lives,
    [say.operator.use, say.operator.member, say.state, say.operator.ends, texts.id],
    rows.map((row) => [
      useInWords(say, row.use),
      row.member,
      textOf(texts.states, row.state),
      row.notAfter === null ? say.never : instantIn(say, row.notAfter, timeZone),
      identifier(row.kid),
    ]),
    texts.nothing,
  )
}

/** What a newer gateway names otherwise stands as it is. */
const textOf = (texts: Readonly<Record<string, string>>, code: string): string =>
  Object.hasOwn(texts, code) ? (texts[code] ?? code) : code
