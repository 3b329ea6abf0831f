// The kinds of exchange as data: what national systems build their forms, lists and reminders from.
import type { JsonObject } from '../../../crypto/json.ts'
import type { MessageTypeView, ProfileLine, ProfileView } from '../../answers/profile-answers.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { AgreedNumbers } from '../../model/profile/agreed-numbers.ts'
import { type ExampleSchema, exampleOf } from '../../model/profile/example-of.ts'
import type { MessageType, Profile } from '../../model/profile/profile.ts'
import { profiles } from '../../profiles/all.ts'
import { openingTypeOf } from '../cases/cases.ts'
import type { Trust } from '../trust/trust.ts'

/** What is on the line alone reaches no national system. */
const shown = (profile: Profile): profile is Profile & { readonly scope: 'case' | 'members' } =>
  profile.scope !== 'line'

/** One line for each profile, with the agreements under which its cases are opened. */
export const profileLines = (trust: Trust): ProfileLine[] =>
  [...profiles.values()].filter(shown).map((profile) => ({
    profile: profile.name,
    version: profile.version,
    title: profile.title,
    scope: profile.scope,
    opens: openingTypeOf(profile.name) ?? null,
    messages: Object.keys(profile.messages),
    agreements: agreementsOf(trust, profile).map(({ agreement }) => agreement),
  }))

/** @throws {Problem} `not-found` */
export function profileView(trust: Trust, name: string): ProfileView {
  const profile = profiles.get(name)
  if (!profile || !shown(profile)) {
    const known = [...profiles.values()].filter(shown).map((each) => each.name)
    throw new Problem('not-found', `there is no profile ${name}; known are ${known.join(', ')}`)
  }
  const { version, title, scope, utilityBlock, roles, dueDays = null, states, regions = {}, messages } = profile
  return {
    profile: name,
    version,
    title,
    scope,
    opens: openingTypeOf(name) ?? null,
    utilityBlock,
    roles,
    dueDays,
    agreements: agreementsOf(trust, profile),
    states,
    regions,
    messages: Object.fromEntries(
      Object.entries(messages).map(([type, message]) => [type, messageView(profile, message)]),
    ),
  }
}

/** The numbers that an agreement sets in place of the profile's own. */
const agreementsOf = ({ agreements }: Trust, { name, scope }: Profile) =>
  [...agreements.values()]
    .filter(({ agreement }) => scope === 'members' || agreement.profiles.includes(name))
    .map(({ agreement: { id, parameters }, partner }) => {
      const { dueDays, answerWithinDays = {} }: AgreedNumbers = parameters
      return { agreement: id, partner, dueDays, answerWithinDays, fourEyes: parameters.fourEyes }
    })

function messageView({ scope }: Profile, message: MessageType): MessageTypeView {
  const { title, from, paragraphs, opens, legalIn, whileSuspended, fourEyes, items, signedAs, owes = [] } = message
  return {
    title,
    from,
    opens: opens === true,
    paragraphs,
    legalIn,
    whileSuspended,
    fourEyes: fourEyes ?? (scope === 'case' && from !== 'requesting' ? 'at-discretion' : null),
    items,
    signedAs: signedAs ?? null,
    owes,
    body: schemaOfBody(message),
    example: exampleOfBody(message),
  }
}

/** JSON Schema of a body, as JSON and nothing else. */
export const schemaOfBody = ({ body }: MessageType): JsonObject => plain(body)

/** A body to begin with: the example of its profile, or one out of the examples of its fields. */
export const exampleOfBody = (message: MessageType): JsonObject =>
  exampleOf(schemaOfBody(message) as ExampleSchema) as JsonObject

/** Free of what the type system hung on it. */
const plain = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject
