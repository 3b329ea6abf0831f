// `bulla profile list | show`: the kinds of exchange this gateway knows, out of the same tables
// that it works by.

import { refused } from '../../installation/complaint.ts'
import { type Language, languages } from '../../model/client/language.ts'
import { profiles } from '../../profiles/all.ts'
import { type Command, choice, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { table } from '../program/table.ts'
import { type FieldView, type MessageView, type ProfileView, type StateView, viewOf } from './profile-view.ts'

const about = { case: 'a declaration', members: 'the two members', line: 'the line' } as const

export const profileList: Command = {
  usage: 'profile list',
  summary: 'list the kinds of exchange this gateway knows',
  examples: ['bulla profile list', 'bulla profile list --json'],
  async run(_, desk) {
    const rows = [...profiles.values()].map(({ name, version, scope, title, messages }) => ({
      name,
      version,
      scope,
      title,
      messages: Object.keys(messages),
    }))
    desk.say(
      ...table(
        ['PROFILE', 'VERSION', 'ABOUT', 'TITLE'],
        rows.map(({ name, version, scope, title }) => [name, version, about[scope], title]),
      ),
    )
    return done({ profiles: rows })
  },
}

export const profileShow: Command = {
  usage: 'profile show <name>',
  summary: 'print a profile: what it is for, its states, its messages with every field, deadlines and answers owed',
  details: `Labels and codes are in the language asked for; what a profile says of itself is English. JSON pointers are as in the
body of a message; "*" stands for each entry of a list.`,
  options: [{ flags: '--language <code>', describe: 'en, fr or es (default: en)' }],
  examples: [
    'bulla profile show tfa12',
    'bulla profile show tfa12 --language fr',
    'bulla profile show workload --json',
  ],
  async run(words, desk) {
    const name = operand(words, 0)
    const profile = profiles.get(name)
    if (!profile)
      throw refused(
        `there is no profile ${JSON.stringify(name)}; expected one of ${[...profiles.keys()].join(', ')}`,
        '"bulla profile list" shows them with their titles',
      )
    const language: Language = choice(words, 'language', languages) ?? 'en'
    const view = viewOf(profile, language)
    desk.say(...profileLines(view))
    return done(view)
  },
}

const profileLines = (view: ProfileView): string[] => [
  `${view.name} ${view.version}  ${view.title}`,
  '',
  ...blockLines(view),
  ...section(
    'ROLES',
    Object.entries(view.roles).map(([role, describe]) => `${role}  ${describe}`),
  ),
  ...section('STATES', view.states.flatMap(stateLines)),
  ...section(
    'BESIDE THE STATE',
    view.regions.map(({ region, title, states }) => `${region}  ${title}: ${states.join(', ')}`),
  ),
  ...section('MESSAGES', view.messages.flatMap(messageLines)),
]

function blockLines({ scope, dueDays, utilityBlock }: ProfileView): string[] {
  const { legalBasis, purpose, data, triggers, serviceLevels, targets = [], protection } = utilityBlock
  return [
    ['about', about[scope]],
    ['legal basis', legalBasis],
    ['purpose', purpose],
    ...data.map((each, index) => [index === 0 ? 'data' : '', each]),
    ...triggers.map((each, index) => [index === 0 ? 'triggers' : '', each]),
    ...serviceLevels.map((each, index) => [index === 0 ? 'service levels' : '', each]),
    ...targets.map((each, index) => [index === 0 ? 'our targets' : '', each]),
    ['protection', protection],
    ['due', dueDays === null ? 'no day by which an answer is due' : `${dueDays} days from the date of the request`],
  ].map(([name = '', text]) => `${name.padEnd(14)}  ${text}`)
}

function stateLines({ state, title, describe, pending, leads }: StateView): string[] {
  const sends = (['requesting', 'requested'] as const).flatMap((role) =>
    leads[role].length > 0 ? [`    ${role} may send ${leads[role].join(', ')}`] : [],
  )
  return [
    `${state}  ${title}${pending ? ', waiting for an answer' : ''}`,
    `    ${describe}`,
    ...(sends.length > 0 ? sends : ['    nothing leads out of it']),
  ]
}

function messageLines(message: MessageView): string[] {
  const { type, title, from, opens, paragraphs, legalIn, whileSuspended, items, asksFor, fields } = message
  return [
    `${type}  ${title}`,
    `    sent by    ${from === 'either' ? 'either member' : `the ${from} member`}${opens ? '; opens a case' : ''}`,
    ...(paragraphs.length > 0 ? [`    paragraphs ${paragraphs.map((each) => `12.${each}`).join(', ')}`] : []),
    ...(legalIn.length > 0 ? [`    legal in   ${legalIn.join(', ')}`] : []),
    `    suspended  ${whileSuspended ? 'keeps flowing' : 'rests'} while obligations are suspended`,
    `    documents  ${items === 'none' ? 'carries none' : items}`,
    ...asksFor.map((each) => `    asks for   ${each}`),
    ...fieldTable(fields).map((line) => `    ${line}`),
    '',
  ]
}

function fieldTable(fields: readonly FieldView[]): string[] {
  if (fields.length === 0) return []
  const rows = fields.flatMap(({ pointer, label, form, required, paragraph, codes = {} }) => [
    [pointer, required ? 'must' : 'may', form, paragraph === undefined ? '' : `12.${paragraph}`, label],
    ...Object.entries(codes).map(([code, meaning]) => ['', '', '', '', `  ${code}: ${meaning}`]),
  ])
  return table(['FIELD', '', 'FORM', 'PARAGRAPH', 'LABEL'], rows)
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`.trimEnd())]
