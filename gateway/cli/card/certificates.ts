// Takes a certificate from outside into keys/, after every check that a partner would make of it.
import { rm } from 'node:fs/promises'
import { readAboutUs } from '../../../config/about.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { importSigningKey } from '../../../crypto/jose/engine.ts'
import type { CertificateUse } from '../../../crypto/x509/authority.ts'
import { isOverKey, readAnchor, serverPath, signingPath } from '../../../crypto/x509/certificates.ts'
import type { CertificatePath } from '../../../crypto/x509/path/path.ts'
import { verifyPeerCertificate } from '../../../crypto/x509/peer-certificate.ts'
import type { Certificate } from '../../../crypto/x509/x509.ts'
import { isThere } from '../../../disk/there.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import { suiteOf } from '../../installation/own-card.ts'
import { placesIn, readGiven, writePublic, writeSecret } from '../../installation/places.ts'
import { retire } from '../../installation/retired.ts'
import type { Desk } from '../program/desk.ts'

/** Certificates from outside for one use; `keyPem` where a key came with them. */
interface Given {
  readonly use: CertificateUse
  /** What a person calls it: the name of the file. */
  readonly from: string
  readonly certificates: readonly Certificate[]
  readonly keyPem?: string
  /** CA certificates that our card shall name, for `tls`. */
  readonly anchors?: readonly Certificate[]
}

interface Placed {
  readonly use: CertificateUse
  readonly subject: string
  readonly notAfter: string
  /** How partners will know the TLS certificate. */
  readonly known?: 'by its CA' | 'by its pin'
}

/** A certificate that passed every check and is not written yet. */
export interface Checked {
  readonly placed: Placed
  /** Writes it; a key that is replaced is kept as `<use>-<n>`. */
  place(): Promise<void>
}

type Place = Pick<Desk, 'folder' | 'now'>

/** Checks and writes nothing. @throws a complaint that says what the certificate lacks. */
export async function checkCertificate(given: Given, desk: Place): Promise<Checked> {
  const keyPem = given.keyPem ?? (await readGiven(placesIn(desk.folder).key(given.use), 'our private key'))
  const faults: unknown[] = []
  for (const leaf of leavesOver(keyPem, given)) {
    try {
      return await checks[given.use](leaf, { given, keyPem, desk })
    } catch (error) {
      faults.push(error)
    }
  }
  throw faults[0]
}

interface Checking {
  readonly given: Given
  readonly keyPem: string
  readonly desk: Place
}

const checks: Readonly<Record<CertificateUse, (leaf: Certificate, checking: Checking) => Promise<Checked>>> = {
  tls: checkTls,
  signing: checkSigning,
  national: checkNational,
}

/**
 * Those over our key; a file may hold one that was renewed since, so what lasts longest comes
 * first.
 */
function leavesOver(keyPem: string, { from, certificates, use }: Given): readonly Certificate[] {
  const leaves = certificates.filter((each) => isOverKey(each, keyPem))
  if (leaves.length > 0) return leaves.toSorted((a, b) => b.notAfterMs - a.notAfterMs)
  const found = certificates.map(({ subject }) => named(subject)).join('; ')
  throw refused(
    `${from}: none of its ${certificates.length} certificates is over our ${use} key (${found.slice(0, 500)})`,
    `have requests/${use}.csr.pem signed, it is made with that key`,
  )
}

async function checkTls(leaf: Certificate, { given, desk }: Checking): Promise<Checked> {
  const { anchor } = placesIn(desk.folder)
  const { presented, anchors } = await tlsPath(leaf, given, desk)
  return {
    placed: { ...placedOf(leaf, given), known: anchors.length > 0 ? 'by its CA' : 'by its pin' },
    async place() {
      await replace(given, [leaf, ...presented], desk.folder)
      if (anchors.length > 0) await writePublic(anchor, anchors.map(pemOf).join(''))
      else await rm(anchor, { force: true })
    },
  }
}

interface TlsPath {
  /** Between the leaf and its anchor. */
  readonly presented: readonly Certificate[]
  /** What our card names; where there is none, it pins the leaf. */
  readonly anchors: readonly Certificate[]
}

/** As partners will judge it, in both directions. What does not lie on the path is left out. */
async function tlsPath(leaf: Certificate, given: Given, { folder, now }: Place): Promise<TlsPath> {
  const { trustDomain } = await readAboutUs(folder)
  const judge = (use: 'client' | 'server', came: readonly Certificate[], anchors: readonly Certificate[]) =>
    verifyPeerCertificate({
      leaf: leaf.der,
      presented: came.map(({ der }) => der),
      anchors: anchors.map(({ der }) => der),
      pins: anchors.length > 0 ? [] : [leaf.sha256],
      trustDomain,
      nowMs: now(),
      use,
    })
  try {
    const anchors = given.anchors?.map(({ der }) => readAnchor(der)) ?? []
    // What is wrong with the leaf itself is said before what is wrong above it.
    for (const use of ['client', 'server'] as const) judge(use, [], [])
    const [, ...above] =
      anchors.length > 0
        ? judge('server', given.certificates, anchors).path
        : serverPath(leaf, given.certificates, now()).certificates
    const root = above.at(-1)
    const named = anchors.length > 0 ? anchors : root && isRoot(root) ? [root] : []
    const presented = above.filter((each) => !named.some(({ sha256 }) => sha256 === each.sha256))
    for (const use of ['client', 'server'] as const) judge(use, presented, named)
    return { presented, anchors: named }
  } catch (error) {
    throw refused(
      `${given.from}: partners would not take it for TLS: ${messageOf(error)}`,
      adviceOf(error) ??
        `the CA must keep the one URI name spiffe://${trustDomain}/gateway and allow both server and client authentication`,
      'certificates between ours and its CA belong into the same file; --anchor names the CA itself',
    )
  }
}

async function checkSigning(leaf: Certificate, { given, keyPem, desk }: Checking): Promise<Checked> {
  const { certificates } = await signingPathOf(leaf, { given, keyPem, desk })
  return { placed: placedOf(leaf, given), place: () => replace(given, certificates, desk.folder) }
}

async function signingPathOf(leaf: Certificate, { given, keyPem, desk }: Checking): Promise<CertificatePath> {
  try {
    if (!signingKeys.includes(leaf.key.name))
      throw new CryptoError('certificate', `a signing key is ${signingKeys.join(' or ')}, found ${leaf.key.name}`, {
        advice: 'have requests/signing.csr.pem signed, or ask the CA for a key of this kind; for TLS it may be RSA too',
      })
    const suite = await suiteOf(keyPem)
    const { kid } = await importSigningKey(keyPem, suite)
    const others = given.certificates.filter((each) => each !== leaf && !isOverKey(each, keyPem))
    const path = signingPath(
      [leaf, ...others].map(({ der }) => der),
      { kid, nowMs: desk.now() },
    )
    await demandSuite(suite, desk.folder)
    return path
  } catch (error) {
    throw refused(
      `${given.from}: not fit for signing: ${messageOf(error)}`,
      adviceOf(error) ?? 'the CA must set the key usages digitalSignature and nonRepudiation, and no use for TLS',
    )
  }
}

const signingKeys: readonly string[] = ['P-256', 'Ed25519']

// Members agree on a suite; a signing key of another one would not fit our encryption key and any
// agreement.
async function demandSuite(suite: string, folder: string): Promise<void> {
  const file = placesIn(folder).key('signing')
  if (!(await isThere(file))) return
  const ours = await suiteOf(await readGiven(file, 'our signing key'))
  if (ours !== suite)
    throw new CryptoError('certificate', `the key is of suite ${suite}, this installation is of suite ${ours}`, {
      advice: `ask the CA for a key of ${ours === 'B' ? 'P-256' : 'Ed25519'}; agreements with partners name the suite`,
    })
}

async function checkNational(leaf: Certificate, { given, desk }: Checking): Promise<Checked> {
  try {
    const { certificates } = serverPath(leaf, given.certificates, desk.now())
    return { placed: placedOf(leaf, given), place: () => replace(given, certificates, desk.folder) }
  } catch (error) {
    throw refused(
      `${given.from}: national systems would not take it: ${messageOf(error)}`,
      ...[adviceOf(error) ?? 'have requests/national.csr.pem signed'],
    )
  }
}

const placedOf = (leaf: Certificate, { use }: Given): Placed => ({
  use,
  subject: named(leaf.subject),
  notAfter: new Date(leaf.notAfterMs).toISOString(),
})

const isRoot = ({ subjectDer, issuerDer }: Certificate): boolean => Buffer.compare(subjectDer, issuerDer) === 0

/** On one line. */
const named = (subject: string): string => subject.replaceAll('\n', ', ')

const adviceOf = (error: unknown): string | undefined => (error instanceof CryptoError ? error.advice : undefined)

async function replace({ use, keyPem }: Given, chain: readonly Certificate[], folder: string): Promise<void> {
  const places = placesIn(folder)
  if (keyPem !== undefined) {
    // A key that never had a certificate was never used; one that is given again replaces nothing.
    const used = (await isThere(places.key(use))) && (await isThere(places.certificate(use)))
    if (used && (await readGiven(places.key(use), 'our private key')).trim() !== keyPem.trim())
      await retire(use, folder)
    await writeSecret(places.key(use), keyPem)
  }
  await writePublic(places.certificate(use), chain.map(pemOf).join(''))
}

const pemOf = ({ der }: Certificate): string =>
  `-----BEGIN CERTIFICATE-----\n${(
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')}\n-----END CERTIFICATE-----\n`
