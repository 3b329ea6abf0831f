// Makes the keys of an installation and the certificates over them. Keys are made once and never
// shared between uses.

import type { AboutUs } from '../../config/about.ts'
import { renewedByItself } from '../../config/issuer-settings.ts'
import type { Config } from '../../config/settings.ts'
import { dayMs } from '../../crypto/instants.ts'
import { makeKey } from '../../crypto/jose/engine.ts'
import { type SuiteName, suites } from '../../crypto/jose/suites.ts'
import { toBase64url } from '../../crypto/octets.ts'
import { type Authority, type CertificateUse, issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { isThere } from '../../disk/there.ts'
import { certificateUses, placesIn, readGiven, writePublic, writeSecret } from './places.ts'

/** Certificates begin a little early, for partners whose clocks are behind. */
export const earlyMs = 600_000
const caDays = 3650
const leafDays = 730
/** Of a certificate that the gateway renews by itself; a stolen one is of use for days. */
const renewedDays = 7

export interface Naming {
  readonly member: string
  readonly trustDomain: string
  /** Names and addresses of the partner door. */
  readonly hosts: readonly string[]
  /** Names and addresses of the national door. */
  readonly nationalHosts: readonly string[]
  /** Whether the gateway renews the certificate of this use by itself. */
  renewed?(use: CertificateUse): boolean
}

/** What settings say of our certificates. */
export type NamingSettings = Pick<Config, 'NATIONAL_HOST' | 'TLS_ISSUER' | 'NATIONAL_ISSUER'>

/** As the settings and card.json say. */
export const namingOf = (
  member: string,
  { endpoint, trustDomain }: Pick<AboutUs, 'endpoint' | 'trustDomain'>,
  settings: NamingSettings,
): Naming => ({
  renewed: renewedByItself(settings),
  ...{ member, trustDomain },
  hosts: [new URL(endpoint).hostname.replaceAll(/[[\]]/g, '')],
  nationalHosts: [
    ...new Set([
      'localhost',
      '127.0.0.1',
      '::1',
      ...(/^[0.:]+$/.test(settings.NATIONAL_HOST) ? [] : [settings.NATIONAL_HOST]),
    ]),
  ],
})

/** Private keys by the name of their file, PKCS #8 in PEM. */
type MadeKeys = Readonly<Record<CertificateUse | 'encryption' | 'log', string>>

/**
 * Makes all keys, and with `trialCa` a CA; then requests and certificates. Keys are readable for
 * their owner alone.
 */
export async function makeOwnKeys(
  folder: string,
  naming: Naming,
  {
    suite,
    trialCa,
    nowMs,
    installationKey,
  }: { suite: SuiteName; trialCa: boolean; nowMs: number; installationKey: Uint8Array },
): Promise<void> {
  const places = placesIn(folder)
  const keys: MadeKeys = {
    tls: await makeKey('P-256'),
    national: await makeKey('P-256'),
    signing: await makeKey(suites[suite].signingKey),
    encryption: await makeKey(suites[suite].curve),
    log: await makeKey('Ed25519'),
  }
  for (const [name, pem] of Object.entries(keys)) await writeSecret(places.key(name), pem)
  await writeSecret(places.installationKey, toBase64url(installationKey))

  if (trialCa) await makeTrialCa(folder, naming.member, nowMs)
  await certifyOwnKeys(folder, naming, nowMs)
}

/**
 * Makes requests for the keys in the folder, and certificates where the trial CA is there. The
 * national door is among ourselves: without a trial CA its certificate comes from a CA whose key is
 * forgotten at once.
 * @returns the uses that got a certificate; the others wait for a real CA.
 */
export async function certifyOwnKeys(
  folder: string,
  naming: Naming,
  nowMs: number,
  uses: readonly CertificateUse[] = certificateUses,
): Promise<CertificateUse[]> {
  const places = placesIn(folder)
  const trialCa = await trialCaIn(folder)
  const certified: CertificateUse[] = []
  for (const use of uses) {
    const requestPem = await writeRequest(use, naming, folder)
    const ca = trialCa ?? (use === 'national' ? await makeCa(caOf(naming.member, nowMs)) : undefined)
    if (!ca) continue
    if (trialCa) await keepFormer(folder, use)
    await writePublic(places.certificate(use), await certificateFor(use, requestPem, { ca, nowMs, naming }))
    certified.push(use)
  }
  return certified
}

/** The request for the key in use, as it lies in requests/. */
export async function writeRequest(use: CertificateUse, naming: Naming, folder: string): Promise<string> {
  const places = placesIn(folder)
  const requestPem = await requestFor(use, await readGiven(places.key(use), 'a private key'), naming)
  await writePublic(places.request(use), requestPem)
  return requestPem
}

/** A certificate over a key that lies nowhere yet. @throws a complaint without a trial CA */
export async function certified(
  use: CertificateUse,
  keyPem: string,
  { folder, naming, nowMs }: { readonly folder: string; readonly naming: Naming; readonly nowMs: number },
): Promise<string> {
  const ca = await readTrialCa(folder)
  return certificateFor(use, await requestFor(use, keyPem, naming), { ca, nowMs, naming })
}

const trialCaIn = async (folder: string): Promise<Authority | undefined> =>
  (await isThere(placesIn(folder).trialCaKey)) ? readTrialCa(folder) : undefined

async function makeTrialCa(folder: string, member: string, nowMs: number): Promise<void> {
  const places = placesIn(folder)
  const ca = await makeCa(caOf(member, nowMs))
  await writeSecret(places.trialCaKey, ca.keyPem)
  await writePublic(places.trialCaCertificate, ca.certPem)
  await writePublic(places.anchor, ca.certPem)
}

/** Whoever steals the key may show each certificate that was ever made over it. */
async function keepFormer(folder: string, use: CertificateUse): Promise<void> {
  const { certificate, trialCaFormer } = placesIn(folder)
  if (use === 'national' || !(await isThere(certificate(use)))) return
  const former = (await isThere(trialCaFormer)) ? await readGiven(trialCaFormer, 'former certificates') : ''
  await writePublic(trialCaFormer, `${former}${await readGiven(certificate(use), 'our certificate')}`)
}

export async function readTrialCa(folder: string): Promise<Authority> {
  const places = placesIn(folder)
  return {
    keyPem: await readGiven(places.trialCaKey, 'the key of the trial CA'),
    certPem: await readGiven(places.trialCaCertificate, 'the certificate of the trial CA'),
  }
}

export const caOf = (member: string, nowMs: number) => ({
  name: `${member} trial CA`,
  notBeforeMs: nowMs - earlyMs,
  notAfterMs: nowMs + caDays * dayMs,
})

export const requestFor = (
  use: CertificateUse,
  keyPem: string,
  { member, trustDomain, hosts, nationalHosts }: Naming,
) =>
  makeRequest({
    keyPem,
    use,
    name: { tls: `${member} gateway`, signing: `${member} signing`, national: `${member} national door` }[use],
    ...(use === 'tls' && { trustDomain, hosts }),
    ...(use === 'national' && { hosts: nationalHosts }),
  })

/** The certificate, leaf first, with its CA behind it where the reader has no other way to it. */
async function certificateFor(
  use: CertificateUse,
  requestPem: string,
  { ca, nowMs, naming }: { readonly ca: Authority; readonly nowMs: number; readonly naming: Naming },
): Promise<string> {
  const days = naming.renewed?.(use) ? renewedDays : leafDays
  const validity = { notBeforeMs: nowMs - earlyMs, notAfterMs: nowMs + days * dayMs }
  const leaf = await issue({ ca, requestPem, use, ...validity })
  return use === 'national' ? `${leaf.trimEnd()}\n${ca.certPem}` : leaf
}
