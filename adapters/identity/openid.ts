// Sign-in by an OpenID provider: authorization code with PKCE, state and nonce (OpenID Connect Core
// 1.0 §3.1, RFC 7636, RFC 9207). The signature of the token is verified as well, also where TLS
// alone would do.
import * as openid from 'openid-client'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { Identity, IdentityProvider, SignInKept } from '../../gateway/ports/doors/identity.ts'
import type { Reached } from '../http/asking.ts'
import { boundedFetch } from './bounded-fetch.ts'

interface OpenIdOptions extends Reached {
  /** Exactly as its metadata names it. */
  readonly issuer: string
  readonly clientId: string
  /** Without one the client is public, and PKCE alone proves who asks. */
  readonly clientSecret?: string
  /** Where the provider sends browsers back to. */
  readonly redirectUri: string
  readonly scope: string
  readonly nowMs: () => number
}

/** Metadata of the provider is asked for anew after so long; its keys whenever one is not known. */
const metadataMs = 3_600_000

export function openIdProvider(options: OpenIdOptions): IdentityProvider {
  const { redirectUri, scope, nowMs } = options
  let known: { readonly config: Promise<openid.Configuration>; readonly untilMs: number } | undefined
  /** Asked for once, however many sign in; a failure is forgotten. */
  const configured = (): Promise<openid.Configuration> => {
    if (known && nowMs() < known.untilMs) return known.config
    const config = discovered(options)
    const asked = { config, untilMs: nowMs() + metadataMs }
    known = asked
    config.catch(() => {
      if (known === asked) known = undefined
    })
    return config
  }
  return {
    async begin() {
      const config = await configured().catch(asFailed)
      const kept = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      }
      const to = openid.buildAuthorizationUrl(config, {
        ...{ redirect_uri: redirectUri, scope, state: kept.state, nonce: kept.nonce },
        ...{ code_challenge: await openid.calculatePKCECodeChallenge(kept.verifier), code_challenge_method: 'S256' },
      })
      return { to: to.href, kept }
    },
    async finish(kept, query) {
      const config = await configured().catch(asFailed)
      return identityIn(await granted(config, kept, `${redirectUri}?${query}`))
    },
  }
}

async function discovered(options: OpenIdOptions): Promise<openid.Configuration> {
  const { issuer, clientId, clientSecret, timeoutMs } = options
  const server = new URL(issuer)
  const config = await openid.discovery(
    server,
    clientId,
    {},
    clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret),
    {
      timeout: timeoutMs / 1_000,
      [openid.customFetch]: boundedFetch(options),
      // Without TLS on this machine alone.
      execute: [
        openid.enableNonRepudiationChecks,
        ...(server.protocol === 'http:' ? [openid.allowInsecureRequests] : []),
      ],
    },
  )
  const named = config.serverMetadata().issuer
  if (new URL(named).href === server.href) return config
  throw new Problem('provider-failed', `${issuer} says that it is ${named.slice(0, 200)}; OIDC_ISSUER names the issuer`)
}

async function granted(config: openid.Configuration, { state, nonce, verifier }: SignInKept, url: string) {
  if (!URL.canParse(url)) throw new Problem('identity-refused', 'the answer of the identity provider is no address')
  try {
    return await openid.authorizationCodeGrant(config, new URL(url), {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    })
  } catch (error) {
    throw asRefused(error)
  }
}

function identityIn(answer: Awaited<ReturnType<typeof openid.authorizationCodeGrant>>): Identity {
  const claims = answer.claims()
  if (!claims) throw new Problem('identity-refused', 'the identity provider gave no token of the person')
  return { claims: JSON.parse(JSON.stringify(claims)) as Identity['claims'], untilMs: claims.exp * 1_000 }
}

/** Whoever cannot be asked has failed, whatever it was. */
function asFailed(error: unknown): never {
  throw problemIn(error) ?? new Problem('provider-failed', `the identity provider ${saidBy(error)}`, { cause: error })
}

const asRefused = (error: unknown): Problem =>
  problemIn(error) ?? new Problem('identity-refused', `the identity provider ${saidBy(error)}`, { cause: error })

/** Ours, as the package handed it on. */
function problemIn(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  return error instanceof Error && error.cause !== undefined ? problemIn(error.cause) : undefined
}

/** Codes alone: what the provider wrote around them may say anything. */
function saidBy(error: unknown): string {
  if (error instanceof openid.AuthorizationResponseError || error instanceof openid.ResponseBodyError)
    return `answers ${plain(error.error)}`
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const said = cause instanceof Error ? cause.message : 'something else'
  return `gave an answer that does not hold: ${plain(said)}${code && ` (${plain(code)})`}`
}

const plain = (text: string): string => text.replaceAll(/[^ -~]/g, '?').slice(0, 200)
