// Sign-in by an identity provider: a real one, and one that lies.
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import type { SignInByProvider } from '../../../../gateway/doors/console/entrance/sign-in-by-provider.ts'
import type { Person } from '../../../../gateway/model/client/person.ts'
import { Problem } from '../../../../gateway/model/problems/problems.ts'
import type { IdentityProvider } from '../../../../gateway/ports/doors/identity.ts'
import { doorOf } from '../../../support/console/desk.ts'
import {
  type Hostile,
  hostileProvider,
  type Lies,
  providerAt,
  realProvider,
  redirectUri,
  walked,
} from '../../../support/console/openid-providers.ts'
import { unaskedNational, unaskedOperator, unaskedPersons } from '../../../support/console/unasked-flows.ts'

const rules: SignInByProvider['rules'] = {
  person: 'preferred_username',
  groups: [
    { claim: 'groups', value: 'valuation', roles: ['read', 'release'], offices: ['XA000101'] },
    { claim: 'groups', value: 'contact', roles: ['submit'], offices: ['XA000102'] },
  ],
}

interface Desk {
  readonly app: FastifyInstance
  elapsed: number
  known: Person | undefined
}

async function desk(t: Test, provider: IdentityProvider): Promise<Desk> {
  const made: Desk = {
    elapsed: 0,
    known: undefined,
    app: await doorOf(t, {
      ...{ flows: unaskedNational, operator: unaskedOperator },
      persons: { ...unaskedPersons, person: () => made.known },
      ...{ signIn: { provider, rules }, nowMs: Date.now, elapsedMs: () => made.elapsed },
    }),
  }
  return made
}

const cookiesOf = ({ headers }: LightMyRequestResponse): string[] => [headers['set-cookie'] ?? []].flat().map(String)
const cookieIn = (answer: LightMyRequestResponse, name: string): string =>
  cookiesOf(answer)
    .find((each) => each.startsWith(`${name}=`) && !each.includes('Max-Age=0'))
    ?.split(';', 1)[0] ?? ''

const begin = async ({ app }: Desk, to = '/console/me') => {
  const answer = await app.inject({ url: `/console/oidc/begin?to=${encodeURIComponent(to)}` })
  return { answer, cookie: cookieIn(answer, '__Host-bulla-sign-in'), to: String(answer.headers.location) }
}
const back = ({ app }: Desk, query: string, cookie: string) =>
  app.inject({ url: `/console/oidc/callback?${query}`, headers: { cookie, 'sec-fetch-site': 'cross-site' } })

t.test('a person whom a real provider vouches for is signed in, with the roles of its groups', async (t) => {
  const claims = { preferred_username: 'Anna', name: 'Anna Á.', locale: 'fr-BE', groups: ['valuation', 'contact', 'x'] }
  const of = await desk(t, providerAt(await realProvider(t, 'sub-1', claims)))
  const entrance = await of.app.inject({ url: '/console/enter?to=%2Fconsole%2Fme' })
  t.match(entrance.body, 'href="/console/oidc/begin?to=%2Fconsole%2Fme"', 'a link begins it, and no form')
  const { answer, cookie, to } = await begin(of)
  t.equal(answer.statusCode, 303)
  t.match(
    cookiesOf(answer)[0],
    /^__Host-bulla-sign-in=[\w-]{43}; Max-Age=600; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
  )
  const asked = new URL(to).searchParams
  t.strictSame(
    [asked.get('response_type'), asked.get('code_challenge_method'), asked.get('redirect_uri')],
    ['code', 'S256', redirectUri],
  )
  for (const name of ['state', 'nonce', 'code_challenge']) t.ok((asked.get(name) ?? '').length >= 43, name)
  const { search } = await walked(to)
  const entered = await back(of, search.slice(1), cookie)
  t.equal(entered.statusCode, 200, 'not a redirect: its request would come without the cookie')
  t.equal(entered.headers['refresh'], '0; url=/console/me')
  t.match(entered.body, 'href="/console/me"', 'for whoever is not led on')
  t.ok(cookiesOf(entered).some((each) => each.startsWith('__Host-bulla-sign-in=; Max-Age=0')))
  const session = cookieIn(entered, '__Host-bulla')
  t.ok(cookiesOf(entered).some((each) => each.startsWith('__Host-bulla=') && each.endsWith('SameSite=Strict')))
  const me = await of.app.inject({ url: '/console/me', headers: { cookie: session } })
  t.equal(me.statusCode, 200)
  for (const said of ['Anna Á.', '(anna)', 'lang="fr"', 'XA000101', 'XA000102']) t.match(me.body, said)
  const again = await back(of, search.slice(1), cookie)
  t.equal(again.statusCode, 403, 'the same answer a second time')
  t.match(again.body, 'was answered already')
  t.equal(cookieIn(again, '__Host-bulla'), '')
})

t.test('keys of persons.json under the same id are the keys of the session, as they are now', async (t) => {
  const of = await desk(
    t,
    providerAt(await realProvider(t, 'anna', { preferred_username: 'anna', groups: ['valuation'] })),
  )
  const { cookie, to } = await begin(of)
  const session = cookieIn(await back(of, (await walked(to)).search.slice(1), cookie), '__Host-bulla')
  const look = async () => (await of.app.inject({ url: '/console/me', headers: { cookie: session } })).body
  t.notMatch(await look(), '2026')
  of.known = {
    ...{ id: 'anna', name: 'Other', offices: 'all', roles: ['operate'], language: 'es' },
    keys: [{ id: 'credential-1', algorithm: 'ES256', spki: 'a', registeredAt: '2026-11-20T08:00:00.000Z' }],
  }
  const body = await look()
  t.match(body, '2026', 'its keys')
  t.notMatch(body, 'Other', 'and nothing else of that entry')
  t.equal((await of.app.inject({ url: '/console/keys', headers: { cookie: session } })).statusCode, 403)
})

t.test('whoever is in no group of the table is told why, and is not signed in', async (t) => {
  const of = await desk(t, providerAt(await realProvider(t, 'anna', { preferred_username: 'anna', groups: ['x'] })))
  const { cookie, to } = await begin(of)
  const refused = await back(of, (await walked(to)).search.slice(1), cookie)
  t.equal(refused.statusCode, 403)
  t.match(refused.body, 'no group of anna has a role here')
  t.match(refused.body, 'data-passkey', 'a passkey still does')
  t.equal(cookieIn(refused, '__Host-bulla'), '')
})

/** Comes back from a provider that lies. */
async function lied(t: Test, lies: Lies, change: (query: URLSearchParams) => void = () => undefined) {
  const hostile = await hostileProvider(t)
  const of = await desk(t, providerAt(hostile.issuer))
  hostile.lies = lies
  return { of, hostile, answer: await cameBack(of, hostile, change) }
}

async function cameBack(of: Desk, hostile: Hostile, change: (query: URLSearchParams) => void = () => undefined) {
  const { answer, cookie, to } = await begin(of)
  if (answer.statusCode !== 303) return answer
  const asked = new URL(to).searchParams
  hostile.nonce = asked.get('nonce') ?? ''
  const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: hostile.issuer })
  change(query)
  return back(of, query.toString(), cookie)
}

t.test('the provider that lies is believed where it says the truth', async (t) => {
  const { answer, of } = await lied(t, {})
  t.equal(answer.statusCode, 200, answer.body)
  const session = cookieIn(answer, '__Host-bulla')
  const look = () => of.app.inject({ url: '/console/me', headers: { cookie: session } })
  t.equal((await look()).statusCode, 200)
  of.elapsed = 59_000
  t.equal((await look()).statusCode, 200)
})

t.test('the session ends with the token, however it is used', async (t) => {
  const nowS = Math.floor(Date.now() / 1_000)
  const { answer, of } = await lied(t, { claims: { exp: nowS + 30 } })
  const session = cookieIn(answer, '__Host-bulla')
  const look = () => of.app.inject({ url: '/console/me', headers: { cookie: session } })
  t.equal((await look()).statusCode, 200)
  of.elapsed = 31_000
  t.equal((await look()).statusCode, 303, 'signed out')
})

const nowS = () => Math.floor(Date.now() / 1_000)
const dead: Readonly<Record<string, Lies>> = {
  'a token for another sign-in': { claims: { nonce: 'another' } },
  'a token without a nonce': { claims: { nonce: undefined } },
  'a token of another issuer': { claims: { iss: 'https://other.example' } },
  'a token for another client': { claims: { aud: 'other' } },
  'a token for several, of another': { claims: { aud: ['bulla-xa', 'other'], azp: 'other' } },
  'a token that has ended': { claims: { exp: nowS() - 120 } },
  'a token that has no end': { claims: { exp: undefined } },
  'a token of the future': { claims: { nbf: nowS() + 600 } },
  'a token that nobody signed': { header: { alg: 'none' }, unsigned: true },
  'a token signed with our secret': { header: { alg: 'HS256' } },
  'a token of another key': { otherKey: true },
  'a token of a key that is not published': { header: { kid: 'other' } },
  'a token with a header that must be understood': { header: { crit: ['x'], x: 1 } },
  'no token': {
    answers: { '/token': (to) => to.writeHead(200, json).end('{"access_token":"a","token_type":"bearer"}') },
  },
  'a person without a name': { claims: { preferred_username: undefined } },
  'a person whose name is none': { claims: { preferred_username: '../etc' } },
  'a person who is several': { claims: { preferred_username: ['anna', 'otto'] } },
  'an error of the token endpoint': {
    answers: { '/token': (to) => to.writeHead(400, json).end('{"error":"invalid_grant","error_description":"<b>"}') },
  },
}
const json = { 'content-type': 'application/json' }
for (const [what, lies] of Object.entries(dead))
  t.test(`${what} lets nobody in`, async (t) => {
    const { answer } = await lied(t, lies)
    t.equal(answer.statusCode, 403)
    t.match(answer.body, 'data-passkey')
    t.equal(cookieIn(answer, '__Host-bulla'), '')
    t.notMatch(answer.body, '<b>')
  })

const changes: Readonly<Record<string, (query: URLSearchParams) => void>> = {
  'another state': (query) => query.set('state', 'other'),
  'no state': (query) => query.delete('state'),
  'a state twice': (query) => query.append('state', 'other'),
  'the issuer of another provider (RFC 9207)': (query) => query.set('iss', 'https://other.example'),
  'no issuer, where the provider names itself': (query) => query.delete('iss'),
  'an error in the place of a code': (query) => {
    query.delete('code')
    query.set('error', 'access_denied')
  },
  'no code': (query) => query.delete('code'),
  'a query without an end': (query) => query.set('x', 'a'.repeat(9_000)),
}
for (const [what, change] of Object.entries(changes))
  t.test(`an answer with ${what} lets nobody in`, async (t) => {
    const { answer } = await lied(t, {}, change)
    t.equal(answer.statusCode, 403)
    t.equal(cookieIn(answer, '__Host-bulla'), '')
  })

t.test('what another browser began is answered in none', async (t) => {
  const hostile = await hostileProvider(t)
  const of = await desk(t, providerAt(hostile.issuer))
  const [one, two] = [await begin(of), await begin(of)]
  const asked = new URL(one.to).searchParams
  hostile.nonce = asked.get('nonce') ?? ''
  const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: hostile.issuer }).toString()
  for (const cookie of [two.cookie, '', `${one.cookie}; ${two.cookie}`, '__Host-bulla-sign-in=x']) {
    const answer = await back(of, query, cookie)
    t.equal(answer.statusCode, 403, cookie)
    t.equal(cookieIn(answer, '__Host-bulla'), '')
  }
  t.equal((await back(of, query, one.cookie)).statusCode, 200, 'only where it was begun')
  const late = await begin(of)
  of.elapsed = 10 * 60_000
  t.match((await back(of, query, late.cookie)).body, 'took more than ten minutes')
})

const broken: Readonly<Record<string, Lies>> = {
  'is broken': { answers: { '/.well-known/openid-configuration': (to) => to.writeHead(500).end() } },
  'leads elsewhere': {
    answers: {
      '/.well-known/openid-configuration': (to) => to.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    },
  },
  'never ends': {
    answers: {
      '/.well-known/openid-configuration': (to) => to.writeHead(200, json).end(`{"a":"${'a'.repeat(2 ** 21)}"}`),
    },
  },
  'speaks nonsense': {
    answers: { '/.well-known/openid-configuration': (to) => to.writeHead(200, json).end('<html>') },
  },
  'is another': { metadata: { issuer: 'http://127.0.0.1:1' } },
}
const said: Readonly<Record<string, string>> = {
  'is broken': 'answers 500',
  'leads elsewhere': 'answers 302, and redirects are not followed',
  'never ends': 'answers with more than 1048576 octets',
  'speaks nonsense': 'gave an answer that does not hold',
  'is another': 'gave an answer that does not hold',
}
for (const [what, lies] of Object.entries(broken))
  t.test(`of a provider that ${what} it is said what happened, and a passkey still does`, async (t) => {
    const { answer, of, hostile } = await lied(t, lies)
    t.equal(answer.statusCode, 403)
    t.match(answer.body, /data-passkey/)
    t.match(answer.body, said[what])
    hostile.lies = {}
    t.equal((await cameBack(of, hostile)).statusCode, 200, 'and it is asked anew')
  })

t.test('a provider that is down says so; whoever comes is not kept from its passkey', async (t) => {
  const of = await desk(t, providerAt('http://127.0.0.1:1'))
  const { answer } = await begin(of, 'https://other.example/')
  t.match(answer.body, /http:\/\/127\.0\.0\.1:1 does not answer: ECONNREFUSED/)
  t.match(answer.body, 'data-passkey')
  t.match(answer.body, 'value="/console"', 'an address that is not ours is not gone to')
  await t.rejects(providerAt('http://127.0.0.1:1').begin(), { code: 'provider-failed' })
})

t.test('without a provider there is no such way', async (t) => {
  const app = await doorOf(t, { flows: unaskedNational, operator: unaskedOperator, persons: unaskedPersons })
  t.notMatch((await app.inject({ url: '/console/enter' })).body, 'oidc')
  t.equal((await app.inject({ url: '/console/oidc/begin' })).statusCode, 404)
})

t.test('a fault of ours is no word of the provider', async (t) => {
  const of = await desk(t, {
    begin: async () => {
      throw new Problem('internal', 'a fault')
    },
    finish: async () => {
      throw new Error('a fault')
    },
  })
  t.equal((await begin(of)).answer.statusCode, 500)
})
