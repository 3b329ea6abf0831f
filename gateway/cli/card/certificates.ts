// Takes a certificate from outside into keys/, after every check that a partner would make of it.
import { rm } from 'node:fs/promises'
import { readAboutUs } from '../../../config/about.ts'
import { importSigningKey, publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import type { CertificateUse } from '../../../crypto/x509/authority.ts'
import { readCertificate, verifySigningCertificate } from '../../../crypto/x509/certificates.ts'
import { verifyPeerCertificate } from '../../../crypto/x509/peer-certificate.ts'
import type { Certificate } from '../../../crypto/x509/x509.ts'
import { isThere } from '../../../disk/there.ts'
import { retire } from '../keys/retired.ts'
import { type Desk, messageOf, refused } from '../program/desk.ts'
import { placesIn, readGiven, writePublic, writeSecret } from '../program/installation.ts'
import { suiteOf } from './own-card.ts'

/** Certificates from outside for one use; `keyPem` where a key came with them. */
interface Given {
  readonly use: CertificateUse
  /** What a person calls it: the name of the file. */
  readonly from: string
  readonly pems: readonly string[]
  readonly keyPem?: string
  /** CA certificates that our card shall name, for `tls`. */
  readonly anchors?: readonly string[]
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

/** Checks and writes nothing. @throws a complaint that says what the certificate lacks. */
export async function checkCertificate(given: Given, desk: Pick<Desk, 'folder' | 'now'>): Promise<Checked> {
  const { folder } = desk
  const keyPem = given.keyPem ?? (await readGiven(placesIn(folder).key(given.use), 'our private key'))
  const { leaf, others } = await matching(given, keyPem)
  const chain = [leaf, ...others]
  const placed = { use: given.use, subject: leaf.subject, notAfter: new Date(leaf.notAfterMs).toISOString() }
  if (given.use === 'tls') return checkTls(given, leaf, others, placed, desk)
  if (given.use === 'signing') await demandSigning(given, keyPem, chain, desk)
  else demandDates(given, leaf, desk.now())
  return { placed, place: () => replace(given, chain, folder) }
}

async function checkTls(
  given: Given,
  leaf: Certificate,
  others: readonly Certificate[],
  placed: Placed,
  desk: Pick<Desk, 'folder' | 'now'>,
): Promise<Checked> {
  const { anchor } = placesIn(desk.folder)
  const roots = others.filter(({ subject, issuer }) => subject === issuer)
  const anchors = given.anchors?.map((pem) => readCertificate(pem)) ?? roots
  const presented = others.filter((other) => !anchors.some(({ sha256 }) => sha256 === other.sha256))
  await demandTls(given, { leaf, presented, anchors }, desk)
  return {
    placed: { ...placed, known: anchors.length > 0 ? 'by its CA' : 'by its pin' },
    async place() {
      await replace(given, [leaf, ...presented], desk.folder)
      if (anchors.length > 0) await writePublic(anchor, anchors.map(pemOf).join(''))
      else await rm(anchor, { force: true })
    },
  }
}

async function matching(
  { from, pems, use }: Given,
  keyPem: string,
): Promise<{ leaf: Certificate; others: Certificate[] }> {
  if (pems.length === 0)
    throw refused(`${from}: no certificate in it; expected PEM, our certificate and those between it and its CA`)
  const expected = thumbprint(await publicJwk(keyPem))
  const read = pems.map((pem) => readCertificate(pem))
  const leaf = read.find(({ jwk }) => keyOf(jwk) === expected)
  if (leaf) return { leaf, others: read.filter((each) => each !== leaf) }
  throw refused(
    `${from}: none of its ${pems.length} certificates is over our ${use} key (${read.map(({ subject }) => subject).join('; ')})`,
    `have requests/${use}.csr.pem signed, it is made with that key`,
  )
}

/** A certificate over a key of another kind, as CAs have, has no thumbprint that could be ours. */
function keyOf(jwk: Certificate['jwk']): string | undefined {
  try {
    return thumbprint(jwk)
  } catch {
    return undefined
  }
}

async function demandSigning(
  given: Given,
  keyPem: string,
  chain: readonly Certificate[],
  desk: Pick<Desk, 'folder' | 'now'>,
) {
  try {
    const suite = await suiteOf(keyPem)
    const { kid } = await importSigningKey(keyPem, suite)
    verifySigningCertificate(
      chain.map(({ der }) => der),
      { kid, nowMs: desk.now() },
    )
    await demandSuite(suite, desk.folder)
  } catch (error) {
    throw refused(
      `${given.from}: not fit for signing: ${messageOf(error)}`,
      'the CA must set the key usages digitalSignature and nonRepudiation, and no use for TLS',
    )
  }
}

// Members agree on a suite; a signing key of another one would not fit our encryption key and any
// agreement.
async function demandSuite(suite: string, folder: string): Promise<void> {
  const file = placesIn(folder).key('signing')
  if (!(await isThere(file))) return
  const ours = await suiteOf(await readGiven(file, 'our signing key'))
  if (ours !== suite) throw new Error(`the key is of suite ${suite}, this installation is of suite ${ours}`)
}

interface TlsChain {
  readonly leaf: Certificate
  readonly presented: readonly Certificate[]
  readonly anchors: readonly Certificate[]
}

async function demandTls(
  given: Given,
  { leaf, presented, anchors }: TlsChain,
  { folder, now }: Pick<Desk, 'folder' | 'now'>,
) {
  const { trustDomain } = await readAboutUs(folder)
  try {
    for (const use of ['client', 'server'] as const)
      verifyPeerCertificate({
        leaf: leaf.der,
        presented: presented.map(({ der }) => der),
        anchors: anchors.map(({ der }) => der),
        pins: anchors.length > 0 ? [] : [leaf.sha256],
        trustDomain,
        nowMs: now(),
        use,
      })
  } catch (error) {
    throw refused(
      `${given.from}: partners would not take it for TLS: ${messageOf(error)}`,
      `the CA must keep the one URI name spiffe://${trustDomain}/gateway and allow both server and client authentication`,
      'certificates between ours and its CA belong into the same file; --anchor names the CA itself',
    )
  }
}

function demandDates({ from }: Given, { notBeforeMs, notAfterMs }: Certificate, nowMs: number): void {
  if (nowMs < notBeforeMs || nowMs > notAfterMs)
    throw refused(
      `${from}: valid from ${new Date(notBeforeMs).toISOString()} to ${new Date(notAfterMs).toISOString()}, which is not now`,
    )
}

async function replace({ use, keyPem }: Given, chain: readonly Certificate[], folder: string): Promise<void> {
  const places = placesIn(folder)
  if (keyPem !== undefined) {
    // A key that never had a certificate was never used.
    if ((await isThere(places.key(use))) && (await isThere(places.certificate(use)))) await retire(use, folder)
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
