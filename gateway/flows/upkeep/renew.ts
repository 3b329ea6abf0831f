// Renews the TLS certificates of both doors: looks whether it is time, has the issuer make one,
// holds that against what was asked for, puts it in its place, and destroys the key before it.
// Whatever fails leaves the certificate in force and is told.
import { CryptoError } from '../../../crypto/fault.ts'
import { iso } from '../../../crypto/instants.ts'
import {
  demandNationalChain,
  demandPartnerChain,
  plainChain,
  readTlsCertificate,
  type TlsCertificate,
} from '../../../crypto/x509/issued.ts'
import { Problem } from '../../model/problems/problems.ts'
import type {
  Issuer,
  RenewalState,
  RenewalStates,
  RenewalWindow,
  RenewalWish,
  TlsUse,
  Wished,
} from '../../ports/issuer.ts'
import { record } from '../../watch/log.ts'
import { pauseMs, renewalAt } from './renewal-times.ts'
import { type Renewing, reasonOf, wishedStill, wishedToo } from './renewing.ts'
import { finishReplaced, renewAccount, revokeReplaced } from './replaced.ts'

const uses = ['tls', 'national'] as const

/**
 * One look at both certificates; to be taken again and again. Fails for none of them. Where several
 * nodes share an installation one renews at a time, so that nothing is ordered twice.
 */
export const renewTls = (deps: Renewing): Promise<void> => deps.states.alone(() => look(deps))

async function look(deps: Renewing): Promise<void> {
  await renewAccount(deps)
  for (const use of uses) {
    if (deps.signal.aborted) return
    await finishReplaced(deps, use)
    await lookAfter(deps, use)
    await revokeReplaced(deps, use)
  }
}

/** Asks for a renewal as soon as possible; the running gateway, or the next start, does it. */
export const wantRenewal = (states: RenewalStates, of: Wished, wish: RenewalWish): Promise<void> =>
  states.changeWish(of, (now) => wishedToo(now, wish))

/** Why a certificate could not be renewed, for readiness and `bulla check`. */
export async function renewalReasons(states: RenewalStates): Promise<string[]> {
  const reasons: string[] = []
  for (const use of uses) {
    const state = await states.read(use)
    if (state?.problem !== undefined)
      reasons.push(
        `our certificate ${use} could not be renewed, ${state.failures} times: ${state.problem}; next try ${iso(state.nextTryAt)}`,
      )
  }
  return reasons
}

interface Due {
  readonly use: TlsUse
  readonly issuer: Issuer
  readonly certPem: string
  readonly certificate: TlsCertificate
  readonly state: RenewalState
}

async function lookAfter(deps: Renewing, use: TlsUse): Promise<void> {
  const { world, states, issuers, keys } = deps
  const certPem = await keys.certificate(use)
  const certificate = readTlsCertificate(certPem)
  const known = await states.read(use)
  const state =
    known?.certificateSha256 === certificate.sha256
      ? known
      : { certificateSha256: certificate.sha256, failures: 0, nextTryAt: 0 }
  const due = { use, issuer: issuers[use], certPem, certificate, state }
  const wish = await states.wish(use)
  const asked = wish?.renew === true && wish.at > (state.triedAt ?? 0)
  if (world.now() < state.nextTryAt && !asked) return
  if (wish?.renew) return renew(deps, due, wish)
  const advised = await withAdvice(deps, due)
  if (world.now() >= (advised.renewAt ?? 0)) await renew(deps, { ...due, state: advised }, wish)
}

/** Asks the CA again when it said so, and keeps what it said. */
async function withAdvice(deps: Renewing, { use, issuer, certPem, certificate, state }: Due): Promise<RenewalState> {
  const now = deps.world.now()
  if (state.renewAt !== undefined && now < (state.askAgainAt ?? Infinity)) return state
  const window = await advice(deps, { use, issuer, certPem })
  const { askAgainMs } = window ?? {}
  const asked = issuer.suggestedWindow === undefined ? {} : { askAgainAt: askAgainMs ?? now + unadvisedMs }
  const renewAt = renewalAt({ certificate, issuer, window, issuedAt: state.issuedAt })
  const advised = { ...state, renewAt, ...asked }
  await deps.states.save(use, advised)
  return advised
}

/** A CA that gives no advice is asked again after so long. */
const unadvisedMs = 3_600_000

async function advice(
  { log, signal }: Renewing,
  { use, issuer, certPem }: Pick<Due, 'use' | 'issuer' | 'certPem'>,
): Promise<RenewalWindow | undefined> {
  try {
    return await issuer.suggestedWindow?.(certPem)
  } catch (error) {
    // Half of its life will do.
    if (!signal.aborted) record(log, 'tls.renewal.unadvised', { use, issuer: issuer.kind, problem: reasonOf(error) })
    return undefined
  }
}

async function renew(deps: Renewing, due: Due, wish: RenewalWish | undefined): Promise<void> {
  const { world, log, states } = deps
  const { use, issuer, state, certPem } = due
  const failures = state.failures + 1
  const triedAt = world.now()
  const failed = (saidMs?: number) => {
    const nextTryAt = Math.round(world.now() + pauseMs(failures, world.random(), saidMs))
    return { ...state, failures, triedAt, nextTryAt }
  }
  // Written before, so that a gateway that dies over it does not ask for one after the other.
  await states.save(use, failed())
  try {
    const sha256 = await replace(deps, due)
    await states.save(use, { certificateSha256: sha256, failures: 0, nextTryAt: 0, triedAt, issuedAt: world.now() })
    if (wish !== undefined) await states.changeWish(use, (now) => wishedStill(now, wish, certPem))
    await finishReplaced(deps, use)
  } catch (error) {
    if (deps.signal.aborted) return states.save(use, state)
    const problem = reasonOf(error)
    const now = failed(error instanceof Problem ? error.retryAfterMs : undefined)
    await states.save(use, { ...now, problem })
    const { nextTryAt } = now
    record(log, 'tls.renewal.failed', { use, issuer: issuer.kind, problem, failures, nextTryAt: iso(nextTryAt) })
  }
}

/** From the request to the door. @returns SHA-256 of the new certificate */
async function replace(deps: Renewing, due: Due): Promise<string> {
  const { log, keys, trust, signal } = deps
  const { use, issuer, certPem } = due
  const { keySha256, request } = await keys.requesting(use, issuer.freshKey)
  const { card, us } = trust()
  const hosts = hostsOf(deps, due)
  const chains = await issuer.issue({
    ...{ use, hosts, request, signal, replaces: certPem },
    name: use === 'tls' ? `${us} gateway` : `${us} national door`,
    trustDomain: use === 'tls' ? card.trustDomain : undefined,
  })
  const chain = fitting(deps, use, chains, { keySha256, hosts })
  await keys.place(use, chain, keySha256)
  await deps.reload()
  const { sha256, notAfterMs } = readTlsCertificate(chain)
  const about = { use, issuer: issuer.kind, certificateSha256: sha256, notAfter: iso(notAfterMs) }
  record(log, 'tls.renewed', about)
  return sha256
}

function hostsOf({ trust, nationalNames }: Renewing, { use, issuer, certificate }: Due): readonly string[] {
  if (use === 'national') return nationalNames ?? certificate.hosts
  const endpoint = new URL(trust().card.endpoint).hostname.replaceAll(/[[\]]/g, '')
  return issuer.provesNames ? [endpoint] : [...new Set([endpoint, ...certificate.hosts])]
}

/**
 * The first chain that is what was asked for. @throws {Problem} `certificate-not-issued`: why not
 */
function fitting(
  { world, trust }: Renewing,
  use: TlsUse,
  chains: readonly string[],
  asked: { readonly keySha256: string; readonly hosts: readonly string[] },
): string {
  const { tls, trustDomain } = trust().card
  const card = { ...tls, trustDomain, anchors: tls.anchors.map((der) => new Uint8Array(Buffer.from(der, 'base64'))) }
  const demanded = { ...asked, nowMs: world.now() }
  const reasons: string[] = []
  for (const chain of chains) {
    try {
      if (use === 'tls') demandPartnerChain(chain, demanded, card)
      else demandNationalChain(chain, demanded)
      return plainChain(chain)
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error
      reasons.push(error.message)
    }
  }
  const what =
    use === 'tls' ? 'what was issued is nothing that partners take' : 'what was issued is not what was asked for'
  throw new Problem('certificate-not-issued', `${what}: ${reasons[0] ?? 'there is no certificate'}`)
}
