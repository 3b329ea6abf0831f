// Who issues our TLS certificates: whether it can, and how the last renewal went.
import type { Config } from '../../../config/settings.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { isThere } from '../../../disk/there.ts'
import { messageOf } from '../../installation/complaint.ts'
import { type OwnCard, readOwnCard } from '../../installation/own-card.ts'
import { placesIn, readGiven } from '../../installation/places.ts'
import type { Desk } from '../program/desk.ts'
import { type Finding, note, wrong } from './finding.ts'

/** @param offline: the ACME server is not asked. */
export async function checkIssuers(config: Config, desk: Desk, { offline }: { offline: boolean }): Promise<Finding[]> {
  const { probeIssuer, renewalTrouble } = await import('../../start/upkeep/renewing.ts')
  const issuers = [config.TLS_ISSUER, config.NATIONAL_ISSUER]
  const places = placesIn(desk.folder)
  const findings: Finding[] = []
  for (const trouble of await renewalTrouble(desk.folder))
    findings.push(wrong('renewal', trouble, 'mend what is named, then run: bulla keys renew tls, or national'))
  if (issuers.includes('trial') && !(await isThere(places.trialCaKey)))
    findings.push(
      wrong(
        places.trialCaKey,
        'an issuer is trial, and there is no trial CA',
        'set the issuer to files, or put the trial CA back',
      ),
    )
  if (config.TLS_ISSUER !== 'files') findings.push(...(await checkAnchors(config, desk)))
  const chosen = issuers.includes('acme')
  if (!chosen && config.ACME_DIRECTORY !== undefined)
    findings.push(
      note(
        'setting ACME_DIRECTORY',
        'it is not used, as no issuer is acme',
        'set NATIONAL_ISSUER or TLS_ISSUER to acme',
      ),
    )
  if (!chosen || offline || config.ACME_DIRECTORY === undefined) return findings
  const about = `ACME server ${config.ACME_DIRECTORY}`
  try {
    desk.say(`reached  ${about}: ${await probeIssuer(config, desk.folder)}`)
  } catch (error) {
    findings.push(wrong(about, messageOf(error), 'until it answers no certificate is renewed; the one in force stays'))
  }
  return findings
}

/**
 * A certificate that is pinned cannot be renewed by itself: partners would not know the next one.
 */
async function checkAnchors({ TLS_ISSUER }: Config, { folder }: Desk): Promise<Finding[]> {
  const own = await readOwnCard(folder)
  if (own === undefined) return []
  if (own.card.tls.anchors.length > 0) return TLS_ISSUER === 'trial' ? checkTrialCa(own, folder) : []
  const found = `TLS_ISSUER is ${TLS_ISSUER}, and our card pins one certificate, so that partners would refuse the next`
  return [wrong(placesIn(folder).card, found, 'bulla keys import <file> --anchor <CA>: the card then names the CA')]
}

/** What a CA issues that our card does not name is refused by every partner. */
async function checkTrialCa({ card }: OwnCard, folder: string): Promise<Finding[]> {
  const { trialCaCertificate, card: file } = placesIn(folder)
  if (!(await isThere(trialCaCertificate))) return []
  const { sha256 } = readCertificate(await readGiven(trialCaCertificate, 'the certificate of the trial CA'))
  const named = card.tls.anchors.map((der) => readCertificate(Buffer.from(der, 'base64')).sha256)
  if (named.includes(sha256)) return []
  const found =
    'TLS_ISSUER is trial, and our card names another CA: the next renewal fails, and the certificate in force ends'
  return [wrong(file, found, 'set TLS_ISSUER to files, or acme, as the CA that the card names is asked')]
}
