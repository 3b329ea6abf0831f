// Sign-in at the console by the identity provider of an administration: rows of the table of
// settings. The secret of our client is a file.
import { type Static, Type } from 'typebox'
import { matching, optional, type Parse, path, proxyUrl } from '../parse.ts'
import type { Setting } from '../setting.ts'
import { clientRoles, closed, officesShape, readShape, seenShape } from '../shapes.ts'

const groupShape = Type.Object(
  {
    claim: Type.String({ pattern: '^[\\x21-\\x7e]{1,100}$' }),
    value: Type.String({ minLength: 1, maxLength: 500 }),
    roles: Type.Array(Type.Enum([...clientRoles]), { minItems: 1, maxItems: clientRoles.length, uniqueItems: true }),
    offices: officesShape,
    function: Type.Optional(seenShape),
  },
  closed,
)
const groupsShape = Type.Array(groupShape, { minItems: 1, maxItems: 1_000 })
type Groups = Static<typeof groupsShape>

/** In bulla.json a list; in the environment its JSON text. */
const groups: Parse<Groups | undefined> = (value) => {
  if (value === undefined) return undefined
  try {
    return readShape(groupsShape, typeof value === 'string' ? value : JSON.stringify(value))
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : 'something else'
    throw new Error(
      `a list such as [{"claim":"groups","value":"customs-valuation","roles":["read"],"offices":["XA000101"]}] (${found})`,
      { cause },
    )
  }
}

/** Whatever reads the answers on the way could sign in as anybody. */
const issuerUrl = matching(
  /^(?:https:\/\/[^\s/?#@]{1,255}|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?)(?:\/[^\s?#]{0,500})?$/,
  'an https URL without user, query and fragment; http on this machine alone',
)
const claimName = matching(/^[\x21-\x7e]{1,100}$/, 'the name of a claim, such as preferred_username')

export const oidcSettings = {
  OIDC_ISSUER: {
    parse: optional(issuerUrl),
    fallback: undefined,
    describe: `Issuer of the OpenID provider of our administration, exactly as it names itself. With it persons sign in at the console by it too; passkeys
      go on, also while it is away.`,
  },
  OIDC_CLIENT_ID: {
    parse: optional(matching(/^[\x21-\x7e]{1,200}$/, 'the id of a client')),
    fallback: undefined,
    describe: 'Id under which the provider knows this gateway. Needed with OIDC_ISSUER.',
  },
  OIDC_SECRET_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe:
      'File that holds the secret of that client, such as keys/oidc.secret. Without it the client is a public one, and PKCE alone proves who asks.',
  },
  OIDC_SCOPE: {
    parse: matching(/^openid(?: [\x21\x23-\x5b\x5d-\x7e]{1,100}){0,20}$/, 'scopes separated by blanks, openid first'),
    fallback: 'openid profile',
    describe: 'Scopes that are asked for. What is read are claims of the signed token alone.',
  },
  OIDC_CLAIM_PERSON: {
    parse: claimName,
    fallback: 'preferred_username',
    describe: `Claim that holds the id of the person, as it stands in evidence: 1 to 64 letters, digits, dots, hyphens, underscores and @. It must be one that
      nobody can choose and that is never given to somebody else.`,
  },
  OIDC_ROLES: {
    parse: groups,
    fallback: undefined,
    describe: `Which groups have which roles and offices: a list of claim, value, roles, offices ("all" or codes) and, for who accepts terms, function. Several
      that fit add up; whoever is in none is refused. Needed with OIDC_ISSUER.`,
  },
  OIDC_CA_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: 'PEM file of the certificates that vouch for the provider, where it is none of the public ones.',
  },
  OIDC_PROXY: {
    parse: optional(proxyUrl),
    fallback: undefined,
    describe:
      'Outbound proxy to the provider, such as http://proxy.example:3128 (CONNECT, without credentials). Variables of the environment reroute nothing.',
  },
} as const satisfies Record<string, Setting<unknown>>
