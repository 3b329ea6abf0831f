// What follows a renewal: the key that was replaced is destroyed, with a record of that in the
// evidence; where it was asked for, its certificate is revoked, or the account gets another key.
import { iso } from '../../../crypto/instants.ts'
import { readTlsCertificate } from '../../../crypto/x509/issued.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Revoking, TlsUse } from '../../ports/issuer.ts'
import { record } from '../../watch/log.ts'
import { leavesOf } from '../evidence/leaves.ts'
import { keyDestroyed, type Renewing, reasonOf, revokedNow, triedNow } from './renewing.ts'

/** Also what an earlier start left: destroyed once the doors show the new certificate. */
export async function finishReplaced(deps: Renewing, use: TlsUse): Promise<void> {
  const { keys, log, world } = deps
  const replaced = await keys.unfinished(use)
  if (replaced === undefined) return
  const now = readTlsCertificate(await keys.certificate(use))
  if (readTlsCertificate(deps.presented(use)).sha256 !== now.sha256) {
    await deps.reload()
    if (readTlsCertificate(deps.presented(use)).sha256 !== now.sha256) return
  }
  await keys.destroyReplaced(use)
  const { keySha256, certPem } = replaced
  const certificate = readTlsCertificate(certPem).sha256
  const gone = keyDestroyed({ use, kid: keySha256, at: iso(world.now()) })
  const data = { ...gone, certificate, followedBy: now.sha256 }
  await deps.store.record(leavesOf(world, [{ ...act(deps), data }]))
  record(log, 'key.destroyed', { use, keySha256 })
  await keys.finish(use)
}

/** Asks the CA until it has done it: a certificate whose key is lost stays of use to a thief. */
export async function revokeReplaced(deps: Renewing, use: TlsUse): Promise<void> {
  for (const each of (await deps.states.wish(use))?.revoking ?? [])
    if (!early(deps, each)) await revokeOne(deps, use, each)
}

async function revokeOne(deps: Renewing, use: TlsUse, { certPem, reason }: Revoking): Promise<void> {
  const { states, log, world } = deps
  const issuer = deps.issuers[use]
  const settled = (nextTryAt?: number) => states.changeWish(use, (now) => revokedNow(now, certPem, nextTryAt))
  try {
    if (issuer.revoke === undefined)
      throw new Problem(
        'certificate-not-issued',
        `the issuer ${issuer.kind} revokes nothing; partners learn of it by our card`,
      )
    await issuer.revoke(certPem, reason)
    const { sha256 } = readTlsCertificate(certPem)
    const data = { act: 'tls certificate revoked', use, certificate: sha256, reason }
    await deps.store.record(leavesOf(world, [{ ...act(deps), data }]))
    record(log, 'tls.revoked', { use, issuer: issuer.kind, certificateSha256: sha256, reason })
  } catch (error) {
    if (deps.signal.aborted) return
    record(log, 'tls.revocation.failed', { use, issuer: issuer.kind, problem: reasonOf(error) })
    // What no CA can do is told once.
    if (issuer.revoke !== undefined) return settled(world.now() + againMs)
  }
  await settled()
}

/** Gives the account at the CA a new key, where somebody asked for that. */
export async function renewAccount(deps: Renewing): Promise<void> {
  const { states, log, world } = deps
  const wish = await states.wish('account')
  if (wish === undefined || early(deps, wish)) return
  const settled = (nextTryAt?: number) => states.changeWish('account', (now) => triedNow(now, wish, nextTryAt))
  const issuer = Object.values(deps.issuers).find(({ rollOver }) => rollOver !== undefined)
  try {
    if (issuer?.rollOver === undefined) throw new Problem('certificate-not-issued', 'no issuer here has an account')
    await issuer.rollOver(async (gone) => {
      const drafts = gone.map(({ kid, at }) => ({
        ...act(deps),
        data: keyDestroyed({ use: 'acme-account', kid, at }),
      }))
      await deps.store.record(leavesOf(world, drafts))
    })
    record(log, 'issuer.account.renewed', { issuer: issuer.kind })
  } catch (error) {
    if (deps.signal.aborted) return
    record(log, 'issuer.account.failed', { issuer: issuer?.kind ?? 'none', problem: reasonOf(error) })
    if (issuer !== undefined) return settled(world.now() + againMs)
  }
  await settled()
}

const againMs = 600_000
const early = ({ world }: Renewing, { nextTryAt = 0 }: { readonly nextTryAt?: number }) => world.now() < nextTryAt

const act = ({ world, trust }: Renewing) =>
  ({ at: world.now(), kind: 'operator', case: null, subject: trust().us }) as const
