// `bulla cases show`: one case with everything that is wanted, owed, given and permitted in it, and
// its timeline.
import { isJsonObject, type JsonObject } from '../../../crypto/json.ts'
import type { CaseView } from '../../answers/case-answers.ts'
import type { Duty } from '../../answers/case-parts.ts'
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { languageOf } from '../program/language.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { dueText, objectsIn, section, textsIn, type Wording, wording } from '../program/rows.ts'
import { plain } from '../program/table.ts'

export const caseShow: Command = {
  usage: 'cases show <id>',
  summary: 'show a case: what is wanted, owed, given and permitted, what is legal next, its timeline',
  options: doorOptions,
  wants: { roles: ['read'] },
  examples: [
    'bulla cases show 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111',
    'bulla cases show 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --language fr',
  ],
  async run(words, desk) {
    return withDoor(words, desk, async (door) => {
      const found = await door.cases.show(operand(words, 0))
      desk.say(...caseLines(found, wording(languageOf(words, desk))))
      return done(found)
    })
  },
}

function caseLines(found: CaseView, say: Wording): string[] {
  const profile = found['profile']
  const next = textsIn(found['legalNext']).map((type) => say.message(profile, type))
  const regions = Object.entries(isJsonObject(found['regions']) ? found['regions'] : {})
  const regionText = ([region, state]: [string, JsonObject[string]]) =>
    `${say.region(profile, region)} ${say.region(profile, region, state)}`
  return [
    `case ${plain(found['case'])} with ${plain(found['partner'])} under ${plain(found['agreement'])}, ${plain(profile)}`,
    `  our part: ${say.role(found['role'])}, office ${plain(found['office'])}`,
    `  state ${say.state(profile, found['state'])}, due ${dueText(found)}`,
    ...(regions.length === 0 ? [] : [`  ${regions.map(regionText).join(', ')}`]),
    ...pairLines(found),
    `  we may send ${next.join(', ') || 'nothing now'}`,
    ...sectionsOf(found, say),
  ]
}

/** What is wanted, owed, given and permitted, and the timeline, each as a table. */
function sectionsOf(found: CaseView, say: Wording): string[] {
  const profile = found['profile']
  const code = (name: string, row: JsonObject) => say.code(profile, name, row[name])
  return [
    ...section(
      'WANTED',
      ['ID', 'KIND', 'OUTCOME', 'SINCE', 'DUE', 'EXPECTED'],
      objectsIn(found['wanted']).map((row) => [
        plain(row['wanted']),
        code('kind', row),
        `${code('outcome', row)}${row['withdrawn'] === true ? ' WITHDRAWN' : ''}`,
        ...['since', 'dueOn', 'expectedOn'].map((name) => plain(row[name])),
      ]),
    ),
    ...section(
      'OWED',
      ['BY', 'WHAT', 'DUE', 'SET BY', 'PARAGRAPH', 'ASKED IN'],
      objectsIn(found['owed']).map((row) => [
        plain(row['member']),
        whatIsOwed(row, profile, say),
        dueText(row),
        code('source', row),
        plain(row['paragraph']),
        plain(row['message']),
      ]),
    ),
    ...section(
      'ITEMS',
      ['ITEM', 'WAY', 'KIND', 'SIZE', 'MARKS', 'NAME'],
      objectsIn(found['items']).map((row) => [
        plain(row['item']),
        plain(row['direction']),
        code('kind', row),
        plain(row['bytes'] ?? row['size']),
        marksOf(row, (name) => code(name, row)) || '-',
        plain(row['name']),
      ]),
    ),
    ...section(
      'PERMISSIONS',
      ['PERMISSION', 'VERDICT', 'USES', 'UNTIL', 'ITEMS'],
      objectsIn(found['permissions']).map((row) => [
        plain(row['permission']),
        code('verdict', row),
        row['uses'] === null ? '-' : `${plain(row['used'])} of ${plain(row['uses'])}`,
        plain(row['until']),
        textsIn(row['items']).join(' ') || '-',
      ]),
    ),
    ...section(
      'TIMELINE',
      ['WHEN', 'WAY', 'TYPE', 'EFFECT', 'DELIVERY', 'MESSAGE'],
      objectsIn(found['timeline']).map((row) => timelineRow(row, profile, say)),
    ),
  ]
}

/** What holds beside the case: suspended obligations, an agreed limit, discretion. */
function pairLines(found: CaseView): string[] {
  const { suspension, limit, discretionary } = found as Record<string, unknown>
  return [
    ...(discretionary === true
      ? ['  execution is at discretion (12.7.2, 12.8): two persons decide on whatever leaves']
      : []),
    ...(isObject(suspension)
      ? [
          `  ${plain(suspension['by'])} has suspended its obligations since ${plain(suspension['on'])} (${plain(suspension['thread'])})`,
        ]
      : []),
    ...(isObject(limit)
      ? [
          `  agreed limit: ${plain(limit['perMonth'])} cases a month until ${plain(limit['until'])} (${plain(limit['thread'])})`,
        ]
      : []),
  ]
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The types that settle it, or what is to be done without one. */
export const whatIsOwed = (row: Duty, profile: JsonObject[string] | undefined, say: Wording): string =>
  textsIn(row['answeredBy'])
    .map((type) => say.message(profile, type))
    .join(' or ') || (row['what'] === 'disposal' ? say.message(profile, 'disposal') : plain(row['what']))

const marksOf = (row: JsonObject, code: (name: string) => string): string =>
  [
    ...(row['verified'] === undefined ? [] : [code('verified')]),
    ...(row['trueCopy'] === true ? ['true copy'] : []),
    ...(row['locked'] === true ? ['LOCKED'] : []),
    ...(row['disposed'] === true ? ['DISPOSED'] : []),
  ].join(', ')

/** A message, or what was registered by hand: that has no effect and no delivery. */
function timelineRow(row: JsonObject, profile: JsonObject[string] | undefined, say: Wording): string[] {
  if (row['registration'] !== undefined)
    return [
      plain(row['on']),
      plain(row['direction']),
      say.message(profile, row['type']),
      'registered',
      plain(row['channel']),
      plain(row['reference'] ?? row['registration']),
    ]
  const delivery = row['delivery']
  return [
    plain(row['sentAt']),
    plain(row['direction']),
    say.message(profile, row['type']),
    say.code(profile, 'effect', row['effect']),
    plain(isJsonObject(delivery) ? delivery['state'] : null),
    plain(row['message']),
  ]
}
