// The person that an identity provider vouches for: made of its claims by a table of ours, in which
// several groups add up. Whoever is in none of them is nobody here.

import type { JsonObject } from '../json.ts'
import { Problem } from '../problems/problems.ts'
import { personForm, readPerson } from './actor.ts'
import { languages } from './language.ts'
import type { Person } from './person.ts'
import { type ClientRole, countingRoles } from './roles.ts'

/** A group of the provider, and what it makes of a person. */
interface IdentityRule {
  /** Name of the claim, and one of its values. */
  readonly claim: string
  readonly value: string
  readonly roles: readonly ClientRole[]
  readonly offices: readonly string[] | 'all'
  /** In which function terms are accepted. */
  readonly function?: string
}

export interface IdentityRules {
  /** The claim that holds the id of the person. */
  readonly person: string
  readonly groups: readonly IdentityRule[]
}

/** @throws {Problem} `identity-refused` */
export function personOf(claims: JsonObject, { person: named, groups }: IdentityRules): Person {
  const id = readPerson(textOf(claims, named))
  if (id === undefined)
    throw new Problem(
      'identity-refused',
      `the claim ${named} of the identity provider holds no id of a person, expected ${personForm}; the setting OIDC_CLAIM_PERSON names the claim`,
    )
  const fitting = groups.filter(({ claim, value }) => valuesOf(claims, claim).includes(value))
  if (fitting.length === 0)
    throw new Problem(
      'identity-refused',
      `no group of ${id} has a role here; the setting OIDC_ROLES says which groups have`,
    )
  const as = fitting.find((rule) => rule.function !== undefined)?.function
  return {
    id,
    name: nameOf(claims) ?? id,
    // Groups add up, and whoever runs the gateway deals with no case.
    roles: countingRoles([...new Set(fitting.flatMap(({ roles }) => roles))]),
    offices: officesOf(fitting),
    ...(as !== undefined && { function: as }),
    language: languageOf(textOf(claims, 'locale')),
    keys: [],
  }
}

function officesOf(rules: readonly IdentityRule[]): readonly string[] | 'all' {
  const all = rules.map(({ offices }) => offices)
  return all.includes('all') ? 'all' : [...new Set(all.flat())]
}

const own = (claims: JsonObject, name: string) => (Object.hasOwn(claims, name) ? claims[name] : undefined)

function textOf(claims: JsonObject, name: string): string {
  const value = own(claims, name)
  return typeof value === 'string' ? value : ''
}

/** A claim is one text, or a list of them. */
const valuesOf = (claims: JsonObject, name: string): readonly unknown[] => [own(claims, name)].flat()

/** As it is shown, where it is letters that are seen. */
function nameOf(claims: JsonObject): string | undefined {
  const name = textOf(claims, 'name').trim()
  return /^[^\p{Cc}\p{Cf}]{1,200}$/u.test(name) ? name : undefined
}

const languageOf = (locale: string): Person['language'] =>
  languages.find((each) => new RegExp(`^${each}(?:[-_]|$)`, 'i').test(locale)) ?? 'en'
