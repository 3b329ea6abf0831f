// The trial CA that vouches for our TLS certificate is replaced by another: for a while our card
// names both, so that partners believe a certificate of either.
import { join } from 'node:path'
import { type Authority, makeCa } from '../../crypto/x509/authority.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { destroyDurably } from '../../disk/destroy.ts'
import { removeDurably } from '../../disk/durable.ts'
import { isThere } from '../../disk/there.ts'
import type { DestroyedKey } from '../ports/installation.ts'
import { refused } from './complaint.ts'
import { caOf, certifyOwnKeys, type Naming } from './own-keys.ts'
import { type Making, placesIn, readGiven, writePublic, writeSecret } from './places.ts'
import { noteDestroyed } from './retired.ts'

type Anchoring = Pick<Making, 'folder' | 'now'>

/** @throws a complaint where a person has to do it, or where it was begun already */
export async function demandAnchorFree({ folder }: Anchoring): Promise<void> {
  const { trialCaKey, nextCaKey, anchor } = placesIn(folder)
  if (!(await isThere(trialCaKey)))
    throw refused(
      'there is no trial CA here, and another CA is for people to choose',
      'lay both CA certificates down for the overlap: bulla keys import tls.pem --anchor both.pem',
      'when every partner holds that card: bulla keys import new-tls.pem --anchor new-ca.pem',
    )
  if (await isThere(nextCaKey))
    throw refused(`a change of the CA has begun already (${nextCaKey})`, 'bulla keys rotate anchor --finish')
  if (!(await isThere(anchor)))
    throw refused('our card names the very TLS certificate, not its CA', 'install a certificate with --anchor first')
}

/** The CA that would come. */
export const anotherCa = (member: string, nowMs: number): Promise<Authority> => makeCa(caOf(member, nowMs))

/** Lays the other CA beside the one in use: our next card names both. */
export async function beginAnchor(member: string, { folder, now }: Anchoring): Promise<void> {
  const { anchor, nextCaKey, nextCaCertificate } = placesIn(folder)
  const { keyPem, certPem } = await anotherCa(member, now())
  await writePublic(nextCaCertificate, certPem)
  await writeSecret(nextCaKey, keyPem)
  await writePublic(anchor, `${(await readGiven(anchor, 'CA certificates')).trimEnd()}\n${certPem}`)
}

/**
 * From now on the other CA alone vouches for us: it certifies our keys anew. It can be begun again
 * after a crash. @returns the file and the CA that are gone; nothing where there was no change
 */
export async function finishAnchor(folder: string, naming: Naming, nowMs: number): Promise<DestroyedKey | undefined> {
  const { anchor, trialCaKey, trialCaCertificate, nextCaKey, nextCaCertificate } = placesIn(folder)
  if (!(await isThere(nextCaKey))) return undefined
  const [keyPem, certPem] = [await readGiven(nextCaKey, 'a CA key'), await readGiven(nextCaCertificate, 'a CA')]
  const { sha256 } = readCertificate(await readGiven(trialCaCertificate, 'the certificate of the trial CA'))
  const at = new Date(nowMs).toISOString()
  const gone = { use: 'anchor', kid: sha256, at, file: join('trial-ca', 'ca.key.pem') }
  await noteDestroyed(folder, [gone])
  await destroyDurably(trialCaKey)
  await writeSecret(trialCaKey, keyPem)
  await writePublic(trialCaCertificate, certPem)
  // Our own systems know the national door by the CA before, until it is renewed.
  await certifyOwnKeys(folder, naming, nowMs, ['tls', 'signing'])
  await writePublic(anchor, certPem)
  await removeDurably(nextCaCertificate)
  await removeDurably(nextCaKey)
  return gone
}
