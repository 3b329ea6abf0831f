import type { Fault } from '../../model/problems/problems.ts'
import type { CaseCore } from '../../model/profile/case-core.ts'
import type { BodyContext } from '../../model/profile/profile.ts'
import { differenceFaults } from './differences.ts'
import type { MatchBody } from './match.ts'

const paragraph = '12.1'

/** The lines of the declaration as it was last amended. */
export const declaredLines = ({ items }: CaseCore): string[] =>
  Object.keys(items).filter((id) => items[id]?.outcome !== 'removed')

export const matchFaults = (body: MatchBody, context: BodyContext): Fault[] => [
  ...body.differences.flatMap((row, index) => differenceFaults(row, `/differences/${index}`)),
  ...repeated(body),
  ...undeclared(body, context),
  ...unexplained(body),
  ...dates(body, context),
]

function repeated({ lines }: MatchBody): Fault[] {
  return lines.flatMap(({ line }, index) =>
    lines.findIndex((other) => other.line === line) === index
      ? []
      : [{ field: `/lines/${index}/line`, paragraph, message: `${line} is compared twice in this message` }],
  )
}

/** Only what the case declares is compared; not checked where the case is not known. */
function undeclared({ lines }: MatchBody, { state }: BodyContext): Fault[] {
  if (state === undefined || state.state === 'none') return []
  const known = declaredLines(state)
  return lines.flatMap(({ line }, index) =>
    known.includes(line)
      ? []
      : [
          {
            field: `/lines/${index}/line`,
            paragraph,
            message: `${line} is not declared in this case; declared are ${known.join(', ')}`,
          },
        ],
  )
}

/** A line that differs says in what, a line that matches has no difference, and each difference is about a line compared. */
function unexplained({ lines, differences }: MatchBody): Fault[] {
  const outcomes = new Map<string, string>(lines.map(({ line, outcome }) => [line, outcome]))
  const silent = lines.flatMap(({ line, outcome }, index) =>
    outcome === 'matched' || differences.some((each) => each.line === line)
      ? []
      : [{ field: `/lines/${index}/outcome`, paragraph, message: `says ${outcome}, but no difference names ${line}` }],
  )
  const stray = differences.flatMap(({ line }, index) => {
    const outcome = line === undefined ? undefined : outcomes.get(line)
    if (line === undefined || (outcome !== undefined && outcome !== 'matched')) return []
    const found = outcome === undefined ? 'is not among the lines compared' : 'is said to match'
    return [{ field: `/differences/${index}/line`, paragraph, message: `${line} ${found}` }]
  })
  return [...silent, ...stray]
}

const dates = ({ importDeclaration: { lodgedOn } }: MatchBody, { localDate }: BodyContext): Fault[] =>
  localDate === undefined || lodgedOn <= localDate
    ? []
    : [{ field: '/importDeclaration/lodgedOn', paragraph, message: 'lies after the day of the message' }]
