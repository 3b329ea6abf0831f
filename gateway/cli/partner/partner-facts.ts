// `bulla partner facts`: what a person knows of a partner before it suspends.
import type { BeforeSuspension, SuspendedCase } from '../../answers/overview-answers.ts'
import { pageAsked, pageOptions, sayMore } from '../exchange/deliveries.ts'
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'

export const partnerFacts: Command = {
  usage: 'partner facts <member>',
  summary: 'show what was given to a partner and is there, what is open, and what goes on flowing, before you suspend',
  details: `THERE is what the partner has not disposed of, HERE what it gave and we hold. Nothing is suspended by it. A person suspends: obligations with
"bulla send suspend" (duties flow on), or the exchange with "bulla partner suspend" (nothing does).`,
  options: [...pageOptions(20, 100), ...doorOptions],
  wants: { roles: ['operate', 'read'], any: true },
  examples: ['bulla partner facts XB', 'bulla partner facts XB --json'],
  async run(words, desk) {
    const member = operand(words, 0)
    return withDoor(words, desk, async (door) => {
      const facts = await door.directory.beforeSuspension(member, pageAsked(words, 100))
      desk.say(...standing(facts), '')
      desk.say(
        ...table(
          ['CASE', 'OFFICE', 'STATE', 'GIVEN', 'THERE', 'HERE', `${member} OWES`, 'WE OWE', 'BREACH', 'CONTRADICTIONS'],
          facts.rows.map(lineOf),
        ),
      )
      for (const { profile, flows, rests } of facts.kinds)
        desk.say(
          '',
          `${profile}, once our obligations rest`,
          `  flows on  ${flows.join(', ')}`,
          `  rests     ${rests.join(', ')}`,
        )
      sayMore(facts, desk)
      return done({ ...facts })
    })
  },
}

const standing = ({ partner, exchange, whole, ours, theirs }: BeforeSuspension): string[] => [
  `the exchange with ${partner} is ${exchange}`,
  ours ? `our obligations to it rest since ${ours.on} (${ours.thread})` : 'our obligations to it hold',
  theirs ? `its obligations to us rest since ${theirs.on} (${theirs.thread})` : 'its obligations to us hold',
  ...(whole ? [] : ['only the cases of your offices are shown; whoever runs the gateway sees those of all']),
]

const lineOf = (row: SuspendedCase): string[] => [
  ...[row.case, row.office, row.state, row.given, row.there, row.held].map(plain),
  ...[false, true].map((ours) => owedIn(row, ours)),
  ...[row.breach, row.contradictions].map(plain),
]

function owedIn({ owed }: SuspendedCase, ours: boolean): string {
  const of = owed.filter((duty) => duty.ours === ours)
  const overdue = of.filter((duty) => duty.overdue).length
  return overdue > 0 ? `${of.length} (${overdue} OVERDUE)` : String(of.length)
}
