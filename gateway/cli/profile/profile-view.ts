// A profile as people read it: its rows in words of one language, with what leads out of each
// state, and every field of every body.

import type { Language } from '../../model/client/language.ts'
import type { MessageType, Owes, Profile } from '../../model/profile/profile.ts'
import { otherRole, type Role } from '../../model/role.ts'
import { words } from '../../words/words.ts'

export interface FieldView {
  /** JSON pointer; `*` stands for each entry of a list. */
  readonly pointer: string
  readonly label: string
  readonly form: string
  readonly required: boolean
  readonly paragraph?: string
  readonly describe: string
  readonly codes?: Readonly<Record<string, string>>
}
export interface MessageView {
  readonly type: string
  readonly title: string
  readonly from: Role | 'either'
  readonly opens: boolean
  readonly paragraphs: readonly string[]
  readonly legalIn: readonly string[]
  readonly whileSuspended: boolean
  readonly items: string
  readonly asksFor: readonly string[]
  readonly fields: readonly FieldView[]
}
export interface StateView {
  readonly state: string
  readonly title: string
  readonly describe: string
  readonly pending: boolean
  /** What each side may send there. */
  readonly leads: Readonly<Record<Role, readonly string[]>>
}
export interface ProfileView extends Pick<Profile, 'name' | 'version' | 'title' | 'scope' | 'utilityBlock'> {
  readonly language: Language
  readonly dueDays: number | null
  readonly roles: Profile['roles']
  readonly states: readonly StateView[]
  readonly regions: readonly { readonly region: string; readonly title: string; readonly states: readonly string[] }[]
  readonly messages: readonly MessageView[]
}

export function viewOf(profile: Profile, language: Language): ProfileView {
  const say = words(language)
  const { name, version, title, scope, utilityBlock, dueDays = null, states, regions = {}, messages } = profile
  return {
    name,
    version,
    title,
    scope,
    language,
    utilityBlock,
    dueDays,
    roles: profile.roles,
    states: Object.entries(states).map(([state, { describe, pending }]) => ({
      state,
      title: say.state(name, state),
      describe,
      pending,
      leads: { requesting: legalIn(messages, state, 'requesting'), requested: legalIn(messages, state, 'requested') },
    })),
    regions: Object.entries(regions).map(([region, { describe }]) => ({
      region,
      title: say.region(name, region),
      states: Object.keys(describe).map((state) => `${state} (${say.region(name, region, state)})`),
    })),
    messages: Object.entries(messages).map(([type, message]) => messageView(name, type, message, language)),
  }
}

const legalIn = (messages: Profile['messages'], state: string, role: Role): string[] =>
  Object.entries(messages).flatMap(([type, { from, legalIn }]) =>
    (from === role || from === 'either') && legalIn.includes(state) ? [type] : [],
  )

function messageView(profile: string, type: string, message: MessageType, language: Language): MessageView {
  const { from, opens, paragraphs, legalIn, whileSuspended, items, owes = [], body } = message
  return {
    type,
    title: words(language).message(profile, type),
    from,
    opens: opens === true,
    paragraphs,
    legalIn,
    whileSuspended,
    items,
    asksFor: owes.map((row) => duty(row, from)),
    fields: fieldsOf(body as Node, { profile, type, language }),
  }
}

/** "response or refuse from the requested member within 90 days (treaty, 12.6.1 e)" */
function duty(
  { answeredBy, bySender, days, dueFact, whileOpen, source, paragraph }: Owes,
  from: Role | 'either',
): string {
  const other = from === 'either' ? 'other' : otherRole[from]
  const by = bySender ? 'from the sender itself' : `from the ${other} member`
  const within = days === undefined ? undefined : `within ${days === 1 ? '1 day' : `${days} days`}`
  const said = dueFact === undefined ? undefined : `by its ${dueFact}`
  const when = whileOpen
    ? 'by the due date of the case'
    : [said, within].filter(Boolean).join(', else ') || 'without a day'
  return `${answeredBy.join(' or ')} ${by}${when === 'without a day' ? ', ' : ' '}${when} (${source}${paragraph === undefined ? '' : `, 12.${paragraph}`})`
}

/** JSON Schema as far as it is shown. */
interface Node {
  readonly type?: string
  readonly format?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly description?: string
  readonly paragraph?: string
}
interface Place {
  readonly profile: string
  readonly type: string
  readonly language: Language
}

function fieldsOf({ properties = {}, required = [] }: Node, place: Place, under = ''): FieldView[] {
  return Object.entries(properties).flatMap(([name, node]) => {
    const pointer = `${under}/${name}`
    const inner = node.items ?? node
    const codes = codesOf(inner, pointer, place)
    const field: FieldView = {
      pointer,
      label: words(place.language).field(place.profile, place.type, pointer.replaceAll('/*', '')),
      form: formOf(node),
      required: required.includes(name),
      ...(node.paragraph !== undefined && { paragraph: node.paragraph }),
      describe: node.description ?? '',
      ...(codes && { codes }),
    }
    return [field, ...fieldsOf(inner, place, node.items ? `${pointer}/*` : pointer)]
  })
}

function codesOf(node: Node, pointer: string, { profile, type, language }: Place): Record<string, string> | undefined {
  const { code } = words(language)
  const values = node.enum ?? (typeof node.const === 'string' ? [node.const] : undefined)
  return (
    values &&
    Object.fromEntries(values.map((value) => [value, code(profile, type, pointer.replaceAll('/*', ''), value)]))
  )
}

function formOf({ type, format, items, enum: codes, const: only }: Node): string {
  if (items) return `list of ${formOf(items)}`
  if (codes) return 'code'
  if (only !== undefined) return `always ${JSON.stringify(only)}`
  return { date: 'day', 'date-time': 'instant' }[format ?? ''] ?? forms[type ?? ''] ?? type ?? 'anything'
}
const forms: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'group',
}
