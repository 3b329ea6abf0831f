// The two steps of a rotation: new keys beside the old ones with a card that names both, and later
// the end of the old ones. Commands take them, and the running gateway where it rotates by itself.
import { readAboutUs } from '../../config/about.ts'
import { makeKey } from '../../crypto/jose/engine.ts'
import { suites } from '../../crypto/jose/suites.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { isThere } from '../../disk/there.ts'
import { type FileText, writeTogether } from '../../disk/together.ts'
import type { DestroyedKey } from '../ports/installation.ts'
import { beginAnchor, demandAnchorFree, finishAnchor } from './anchor.ts'
import { refused } from './complaint.ts'
import { unnamedIn } from './dates.ts'
import { type OwnCard, refreshOwnCard, suiteOf } from './own-card.ts'
import { certified, type NamingSettings, namingOf, writeRequest } from './own-keys.ts'
import { certificatesIn, changeKeys, type Making, placesIn, readGiven } from './places.ts'
import { asRetired, destroyRetired, retiredIn } from './retired.ts'

/** What is rotated: keys, and the CA that vouches for our TLS certificate. */
export const keyUses = ['tls', 'signing', 'encryption', 'log'] as const
type KeyUse = (typeof keyUses)[number]
export type Use = KeyUse | 'anchor'

interface Stepping extends Making {
  readonly member: string
  readonly settings: NamingSettings
}

/** @throws a complaint where one of them cannot be replaced now: nothing was changed then */
export async function demandFree(
  wanted: readonly Use[],
  making: Pick<Stepping, 'folder' | 'now' | 'readKeys'>,
): Promise<void> {
  await demandFinished(wanted, making)
  for (const use of wanted)
    if (use === 'anchor') await demandAnchorFree(making)
    else await demandKeyFree(use, making.folder)
}

/** @throws a complaint where the next key lies elsewhere: the keys are made then, a draft waits */
export const beginRotation = (wanted: readonly Use[], making: Stepping): Promise<OwnCard> =>
  changeKeys(making.folder, `rotation of ${wanted.join(' ')}`, () => begin(wanted, making))

async function begin(wanted: readonly Use[], making: Stepping): Promise<OwnCard> {
  const { folder, member } = making
  await demandFree(wanted, making)
  const files: FileText[] = []
  for (const use of wanted)
    if (use === 'anchor') await beginAnchor(member, making)
    else files.push(...(await asRetired(use, folder)), ...(await newKey(use, making)))
  if (files.length > 0) await writeTogether(placesIn(folder).keys, 'rotation', files)
  // Whoever takes requests/ to a CA next has the keys in use certified, and not those that go.
  for (const use of wanted) if (isCertified(use)) await writeRequest(use, await naming(making), folder)
  return refreshOwnCard(member, making)
}

interface Finished {
  readonly gone: readonly DestroyedKey[]
  /** Our card now, where it is another. */
  readonly own: OwnCard | undefined
}

/**
 * Destroys what was replaced, and takes it off the card where it is on it.
 * @throws a complaint where there is nothing to go
 */
export const finishRotation = (wanted: readonly Use[], making: Stepping): Promise<Finished> =>
  changeKeys(making.folder, `end of the ${wanted.join(' ')} keys before`, () => finish(wanted, making))

async function finish(wanted: readonly Use[], making: Stepping): Promise<Finished> {
  const { folder, member, now } = making
  await demandNamed(wanted, making)
  const anchor = wanted.includes('anchor') ? await finishAnchor(folder, await naming(making), now()) : undefined
  // The national door has no step of its own: nobody keeps what its key sealed.
  const uses = wanted.includes('tls') ? [...wanted, 'national'] : wanted
  const gone = [...(await destroyRetired(folder, uses, now())), ...(anchor ? [anchor] : [])]
  if (gone.length === 0) throw refused('there are no old keys that could go')
  // The others are on no card any more.
  const named = gone.some(({ use }) => use === 'signing' || use === 'encryption' || use === 'anchor')
  return { gone, own: named ? await refreshOwnCard(member, making) : undefined }
}

/** Until our card names the new keys partners know the old ones alone. @throws a complaint */
async function demandNamed(wanted: readonly Use[], making: Stepping): Promise<void> {
  const unnamed = (await unnamedIn(making)).filter((use) => wanted.includes(use))
  if (unnamed.length > 0)
    throw refused(
      `our card does not name the new ${unnamed.join(', ')} key yet`,
      'bulla card refresh, or have the draft signed that waits for the next key; then wait until partners hold the card',
    )
}

const naming = async ({ folder, member, settings }: Stepping) => namingOf(member, await readAboutUs(folder), settings)

/** One at a time, so that nobody needs a third key. */
async function demandFinished(wanted: readonly Use[], making: Pick<Making, 'folder' | 'readKeys'>): Promise<void> {
  const old = (await retiredIn(making.folder)).filter(({ use }) => use !== 'tls' && wanted.some((each) => each === use))
  if (old.length === 0) return
  const uses = [...new Set(old.map(({ use }) => use))]
  const unnamed = (await unnamedIn(making)).filter((use) => uses.includes(use))
  const which =
    uses.length === 1
      ? `the ${uses[0]} key before the present one is`
      : `the ${uses.join(', ')} keys before the present ones are`
  throw refused(
    `${which} still in use (${old.map(({ file }) => file).join(', ')})`,
    // A rotation that was broken off before its card.
    ...(unnamed.length > 0
      ? [`our card does not name the new ${unnamed.join(', ')} key yet, so first: bulla card refresh`]
      : []),
    `once partners hold our card: bulla keys rotate ${uses.length === 1 ? uses[0] : 'all'} --finish`,
  )
}

/** Where we may certify it ourselves. */
async function demandKeyFree(use: KeyUse, folder: string): Promise<void> {
  const places = placesIn(folder)
  if (isCertified(use) && !(await isThere(places.trialCaKey)))
    throw refused(
      `there is no trial CA here that would certify a new ${use} key`,
      `bulla keys request ${use}, have it signed, and take it in: bulla keys import <file>`,
    )
  if (use === 'tls' && !(await isThere(places.anchor)))
    throw refused('our card names the very TLS certificate, not its CA', 'install a certificate with --anchor first')
  if (isCertified(use) && !(await isNamed(places)))
    throw refused(
      `the trial CA that lies here is none of those that our card names, so partners would not take a ${use} key that it certifies`,
      'move trial-ca/ away; nothing of it is in use',
      `bulla keys request ${use}, have it signed, and take it in: bulla keys import <file>`,
    )
}

/** Our card names the trial CA, or no CA at all. */
async function isNamed({ anchor, trialCaCertificate }: ReturnType<typeof placesIn>): Promise<boolean> {
  if (!(await isThere(anchor))) return true
  const trial = readCertificate(await readGiven(trialCaCertificate, 'the certificate of the trial CA')).sha256
  const named = certificatesIn(await readGiven(anchor, 'CA certificates'))
  return named.some((pem) => readCertificate(pem).sha256 === trial)
}

/** A new key as it lies in keys/, with its certificate where it needs one. */
async function newKey(use: KeyUse, making: Stepping): Promise<FileText[]> {
  const { folder, now } = making
  const suite = suites[await suiteOf(await readGiven(placesIn(folder).key('signing'), 'our signing key'))]
  const kinds = { tls: 'P-256', signing: suite.signingKey, encryption: suite.curve, log: 'Ed25519' } as const
  const text = await makeKey(kinds[use])
  const key = { name: `${use}.key.pem`, text, secret: true }
  if (!isCertified(use)) return [key]
  const certificate = await certified(use, text, { folder, naming: await naming(making), nowMs: now() })
  return [{ name: `${use}.cert.pem`, text: certificate, secret: false }, key]
}

/** The others have no certificate: our card vouches for them. */
const isCertified = (use: Use): use is 'tls' | 'signing' => use === 'tls' || use === 'signing'
