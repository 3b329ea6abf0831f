// `bulla cases next`: what may be sent in a case, and why nothing else; a body to begin with.
import { isJsonObject, type JsonObject } from '../../../crypto/json.ts'
import type { CaseView } from '../../answers/case-answers.ts'
import { refused } from '../../installation/complaint.ts'
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { languageOf } from '../program/language.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { objectsIn, section, textsIn, type Wording, wording } from '../program/rows.ts'
import { plain, table } from '../program/table.ts'

export const caseNext: Command = {
  usage: 'cases next <id>',
  summary: 'show what may be sent next in a case, with its paragraphs, and why nothing else may',
  details: `With --skeleton a body to begin with is printed as JSON: the example that its profile gives. Change it to what the case
is about, and send it with "bulla send".`,
  options: [
    { flags: '--skeleton <type>', describe: 'print a body of this message type, and nothing else' },
    ...doorOptions,
  ],
  wants: { roles: ['read'] },
  examples: [
    'bulla cases next 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111',
    'bulla cases next 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --skeleton response > response.json',
  ],
  async run(words, desk) {
    const type = words.text('skeleton')
    return withDoor(words, desk, async (door) => {
      const query = type === undefined ? {} : { schemas: true }
      const found = await door.cases.show(operand(words, 0), query)
      if (type !== undefined) {
        const body = skeletonOf(found, type)
        desk.say(...JSON.stringify(body, null, 2).split('\n'))
        return done({ type, body })
      }
      desk.say(...nextLines(found, wording(languageOf(words, desk))))
      return done({ case: found['case'] ?? null, next: found['next'] ?? [], notLegal: found['notLegal'] ?? {} })
    })
  },
}

function skeletonOf(found: CaseView, type: string): JsonObject {
  const message = objectsIn(found['next']).find((each) => each['type'] === type)
  if (message) return isJsonObject(message['example']) ? ofThisCase(message['example'], found) : {}
  const why = isJsonObject(found['notLegal']) ? found['notLegal'][type] : undefined
  throw refused(
    why === undefined ? `this case has no message type ${JSON.stringify(type)} of ours` : `${type}: ${plain(why)}`,
    `now there are ${textsIn(found['legalNext']).join(', ') || 'none'}`,
  )
}

/** An example with the dates of this case where it has its own. */
function ofThisCase(example: JsonObject, found: CaseView): JsonObject {
  const opening = objectsIn(found['timeline']).find(({ storedAt }) => storedAt !== undefined)
  const dates: JsonObject = { dueOn: found['dueOn'] ?? null, receivedAt: opening?.['storedAt'] ?? null }
  const known = Object.entries(dates).filter(([name, date]) => name in example && date !== null)
  return { ...example, ...Object.fromEntries(known) }
}

function nextLines(found: CaseView, say: Wording): string[] {
  const profile = found['profile']
  const next = objectsIn(found['next'])
  const others = isJsonObject(found['notLegal']) ? Object.entries(found['notLegal']) : []
  return [
    `case ${plain(found['case'])} is ${say.state(profile, found['state'])}`,
    ...(next.length === 0 ? ['nothing may be sent now'] : []),
    ...(next.length === 0
      ? []
      : table(
          ['TYPE', 'IS CALLED', 'PARAGRAPHS', 'DOCUMENTS', 'SECOND PERSON'],
          next.map((row) => [
            plain(row['type']),
            called(row, profile, say),
            textsIn(row['paragraphs']).join(', ') || '-',
            plain(row['items']),
            plain(row['secondPerson']),
          ]),
        )),
    ...section(
      'NOT NOW',
      ['TYPE', 'WHY'],
      others.map(([type, why]) => [type, plain(why)]),
    ),
  ]
}

/** Its title in words of the language, else as the profile has it. */
function called(row: JsonObject, profile: JsonObject[string] | undefined, say: Wording): string {
  const word = say.message(profile, row['type'])
  return word === row['type'] ? plain(row['title']) : word
}
