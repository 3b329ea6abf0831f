// Identity providers on this machine: a real one, and one that lies as a test wants it.
import { createSign, generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import Provider from 'oidc-provider'
import type { Test } from 'tap'
import { openIdProvider } from '../../../adapters/identity/openid.ts'
import type { IdentityProvider } from '../../../gateway/ports/doors/identity.ts'

export const redirectUri = 'https://desk.xa.example/console/oidc/callback'
export const clientId = 'bulla-xa'
export const clientSecret = 'a secret of sixteen and more'

export const providerAt = (issuer: string, nowMs: () => number = Date.now): IdentityProvider =>
  openIdProvider({ issuer, clientId, clientSecret, redirectUri, scope: 'openid profile', timeoutMs: 5_000, nowMs })

async function listening(t: Test, server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

const signingKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** The package of panva: whoever comes is signed in as `account` at once. */
export async function realProvider(t: Test, account: string, claims: object): Promise<string> {
  let answer = (_request: IncomingMessage, response: ServerResponse): unknown => response.writeHead(503).end()
  const issuer = await listening(
    t,
    createServer((request, response) => answer(request, response)),
  )
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/who' },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'locale', 'groups'] },
    cookies: { keys: ['a key of the test'] },
    jwks: { keys: [{ ...signingKeys.privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'a' }] },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub, ...claims }) }),
    async loadExistingGrant() {
      const grant = new provider.Grant({ accountId: account, clientId })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })
  const usual = provider.callback()
  answer = (request, response) =>
    request.url === '/who'
      ? provider.interactionFinished(request, response, { login: { accountId: account } })
      : usual(request, response)
  return issuer
}

/** A browser at the provider: it follows where it is led, until that is an address of ours. */
export async function walked(from: string): Promise<URL> {
  const jar = new Map<string, string>()
  for (let [at, times] = [from, 0]; times < 10; times += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } })
    await answer.arrayBuffer()
    for (const each of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      jar.set(name, value)
    }
    const to = new URL(answer.headers.get('location') ?? '/', at)
    if (to.href.startsWith(redirectUri)) return to
    at = to.href
  }
  throw new Error('the provider did not lead back')
}

/** What is wrong with it; the rest is as it must be. */
export interface Lies {
  readonly header?: object
  readonly claims?: object
  /** Signs with a key that it does not publish. */
  readonly otherKey?: true
  readonly unsigned?: true
  readonly metadata?: object
  /** Answers for one path instead. */
  readonly answers?: Readonly<Record<string, (response: ServerResponse) => void>>
}

const elliptic = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const [published, other] = [elliptic(), elliptic()]
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

export interface Hostile {
  readonly issuer: string
  lies: Lies
  /** Of the sign-in under way, as its address said. */
  nonce: string
}

export async function hostileProvider(t: Test): Promise<Hostile> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const instead = hostile.lies.answers?.[path]
    if (instead) return instead(response)
    const body = usualAnswer(path, hostile)
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}))
  })
  const hostile: Hostile = { issuer: await listening(t, server), lies: {}, nonce: '' }
  return hostile
}

function usualAnswer(path: string, { issuer, lies, nonce }: Hostile): object | undefined {
  if (path === '/.well-known/openid-configuration')
    return {
      ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
      ...{ jwks_uri: `${issuer}/keys`, response_types_supported: ['code'], subject_types_supported: ['public'] },
      ...{ id_token_signing_alg_values_supported: ['ES256'], authorization_response_iss_parameter_supported: true },
      ...lies.metadata,
    }
  if (path === '/keys')
    return { keys: [{ ...published.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256', use: 'sig' }] }
  if (path !== '/token') return undefined
  const nowS = Math.floor(Date.now() / 1_000)
  const claims = {
    ...{ iss: issuer, aud: clientId, sub: 'anna', nonce, iat: nowS, exp: nowS + 600 },
    ...{ preferred_username: 'Anna', groups: ['valuation'] },
    ...lies.claims,
  }
  const signed = `${encoded({ alg: 'ES256', kid: 'k', ...lies.header })}.${encoded(claims)}`
  const { privateKey: key } = lies.otherKey ? other : published
  const signature = lies.unsigned
    ? ''
    : createSign('sha256').update(signed).sign({ key, dsaEncoding: 'ieee-p1363' }, 'base64url')
  return { access_token: 'a', token_type: 'bearer', id_token: `${signed}.${signature}` }
}
