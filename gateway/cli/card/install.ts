// `bulla card install`: certificates that a real CA made out of our requests; then our card anew.
import { loadConfig } from '../../../config/load.ts'
import { isThere } from '../../../disk/there.ts'
import type { Command } from '../program/command.ts'
import { type Desk, done, type Outcome, wrongUse } from '../program/desk.ts'
import { certificateUses, placesIn } from '../program/installation.ts'
import { answerOf, sayRefreshed } from './card.ts'
import { type Checked, checkCertificate } from './certificates.ts'
import { givenCertificates } from './given-file.ts'
import { refreshOwnCard } from './own-card.ts'

export const cardInstall: Command = {
  usage: 'card install',
  summary: 'take in certificates that a CA made out of requests/, and make our card anew',
  details: `Each file holds our certificate and those between it and its CA, in PEM, DER or PKCS #7, in any order. The key stays the one that is in keys/.
With --anchor, or when the file holds the CA itself, our card names that CA, and renewed certificates need no new card;
otherwise the card pins the very certificate.`,
  options: [
    { flags: '--tls <file>', describe: 'certificate for requests/tls.csr.pem' },
    { flags: '--anchor <file>', describe: 'certificate of the CA that vouches for it' },
    { flags: '--signing <file>', describe: 'certificate for requests/signing.csr.pem' },
    { flags: '--national <file>', describe: 'certificate for requests/national.csr.pem' },
  ],
  examples: [
    'bulla card install --tls tls.pem --signing signing.pem',
    'bulla card install --tls tls.pem --anchor government-ca.pem',
  ],
  async run(words, desk) {
    const { MEMBER } = loadConfig(desk.folder, desk.env)
    const uses = certificateUses.filter((use) => words.text(use) !== undefined)
    if (uses.length === 0)
      throw wrongUse('there is nothing to install', 'say --tls, --signing or --national with a file of certificates')
    const anchor = words.text('anchor')
    const anchors = anchor === undefined ? undefined : await givenCertificates(anchor, desk)
    const checked: Checked[] = []
    for (const use of uses) {
      const from = words.text(use) ?? ''
      const certificates = await givenCertificates(from, desk)
      checked.push(await checkCertificate({ use, from, certificates, ...(anchors && { anchors }) }, desk))
    }
    return placeAll(MEMBER, checked, desk)
  },
}

/** Writes what passed, says so, and makes our card if all that belongs on it is there. */
export async function placeAll(member: string, checked: readonly Checked[], desk: Desk): Promise<Outcome> {
  for (const { place } of checked) await place()
  const installed = checked.map(({ placed }) => placed)
  const places = placesIn(desk.folder)
  for (const { use, subject, notAfter, known } of installed)
    desk.say(`${use}: ${subject}, until ${notAfter.slice(0, 10)}${known ? `, known to partners ${known}` : ''}`)
  const missing = []
  for (const use of ['tls', 'signing'] as const) if (!(await isThere(places.certificate(use)))) missing.push(use)
  if (missing.length > 0) {
    desk.say(`Our card is made when the certificate for ${missing.join(' and ')} is there too.`)
    return done({ installed, missing })
  }
  const own = await refreshOwnCard(member, desk)
  sayRefreshed(own, desk)
  desk.say('A running gateway takes the new certificates up within two seconds, for new connections.')
  return done({ installed, ...answerOf(own, desk) })
}
