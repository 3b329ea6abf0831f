// The two steps of a rotation: new keys beside the old ones with a card that names both, and later
// the end of the old ones. Commands take them, and the running gateway where it rotates by itself.
import { readAboutUs } from '../../../config/about.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { suites } from '../../../crypto/jose/suites.ts'
import { isThere } from '../../../disk/there.ts'
import type { DestroyedKey } from '../../ports/installation.ts'
import { type OwnCard, refreshOwnCard, suiteOf } from '../card/own-card.ts'
import { certifyOwnKeys, namingOf } from '../card/own-keys.ts'
import { type Desk, refused } from '../program/desk.ts'
import { placesIn, readGiven, writeSecret } from '../program/installation.ts'
import { beginAnchor, demandAnchorFree, finishAnchor } from './anchor.ts'
import { destroyRetired, retire, retiredIn } from './retired.ts'

/** What is rotated: keys, and the CA that vouches for our TLS certificate. */
export const keyUses = ['tls', 'signing', 'encryption', 'log'] as const
type KeyUse = (typeof keyUses)[number]
export type Use = KeyUse | 'anchor'

interface Stepping extends Pick<Desk, 'folder' | 'now' | 'readKeys'> {
  readonly member: string
  /** Where the national door listens. */
  readonly nationalHost: string
}

/** @throws a complaint where one of them cannot be replaced now: nothing was changed then */
export async function demandFree(wanted: readonly Use[], making: Pick<Stepping, 'folder' | 'now'>): Promise<void> {
  for (const use of wanted)
    if (use === 'anchor') await demandAnchorFree(making)
    else await demandKeyFree(use, making.folder)
}

/** @throws a complaint where the next key lies elsewhere: the keys are made then, a draft waits */
export async function beginRotation(wanted: readonly Use[], making: Stepping): Promise<OwnCard> {
  const { folder, member, now } = making
  await demandFree(wanted, making)
  for (const use of wanted)
    if (use === 'anchor') await beginAnchor(member, making)
    else await replaceKey(use, folder)
  if (wanted.some(isCertified)) await certifyOwnKeys(folder, await naming(making), now())
  return refreshOwnCard(member, making)
}

/**
 * Destroys what was replaced, and takes it off the card where it is on it.
 * @returns what is gone, and our card now. @throws a complaint where there is nothing to go
 */
export async function finishRotation(
  wanted: readonly Use[],
  making: Stepping,
): Promise<{ readonly gone: readonly DestroyedKey[]; readonly own: OwnCard | undefined }> {
  const { folder, member, now } = making
  const anchor = wanted.includes('anchor') ? await finishAnchor(folder, await naming(making), now()) : undefined
  const gone = [...(await destroyRetired(folder, wanted, now())), ...(anchor ? [anchor] : [])]
  if (gone.length === 0) throw refused('there are no old keys that could go')
  // The others are on no card any more.
  const named = gone.some(({ use }) => use === 'signing' || use === 'encryption' || use === 'anchor')
  return { gone, own: named ? await refreshOwnCard(member, making) : undefined }
}

const naming = async ({ folder, member, nationalHost }: Stepping) =>
  namingOf(member, await readAboutUs(folder), nationalHost)

/** One at a time, so that nobody needs a third key; and where we may certify it ourselves. */
async function demandKeyFree(use: KeyUse, folder: string): Promise<void> {
  const places = placesIn(folder)
  const old = (await retiredIn(folder)).find((each) => each.use === use)
  if (old && use !== 'tls')
    throw refused(`the ${use} key before the present one is still in use (${old.file})`, 'bulla keys rotate --finish')
  if (isCertified(use) && !(await isThere(places.trialCaKey)))
    throw refused(
      `there is no trial CA here that would certify a new ${use} key`,
      `have your CA make one, and take it in: bulla card import <file.p12> --use ${use}`,
    )
  if (use === 'tls' && !(await isThere(places.anchor)))
    throw refused('our card names the very TLS certificate, not its CA', 'install a certificate with --anchor first')
}

async function replaceKey(use: KeyUse, folder: string): Promise<void> {
  const places = placesIn(folder)
  const suite = await suiteOf(await readGiven(places.key('signing'), 'our signing key'))
  const pem = await makeKey(
    { tls: 'P-256', signing: suites[suite].signingKey, encryption: suites[suite].curve, log: 'Ed25519' }[
      use
    ] as 'P-256',
  )
  await retire(use, folder)
  await writeSecret(places.key(use), pem)
}

/** The others have no certificate: our card vouches for them. */
const isCertified = (use: Use): boolean => use === 'tls' || use === 'signing'
