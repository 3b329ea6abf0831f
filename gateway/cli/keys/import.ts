// `bulla keys import`: whatever a CA sends, for whichever of our keys it is; then our card anew.
import { readAboutUs } from '../../../config/about.ts'
import { loadConfig } from '../../../config/load.ts'
import { destroyDurably } from '../../../disk/destroy.ts'
import { removeDurably } from '../../../disk/durable.ts'
import { isThere } from '../../../disk/there.ts'
import { refreshOwnCard, unchangedCard } from '../../installation/own-card.ts'
import { type Naming, namingOf, writeRequest } from '../../installation/own-keys.ts'
import { certificateUses, changeKeys, placesIn } from '../../installation/places.ts'
import { answerOf, sayRefreshed } from '../card/card.ts'
import { type Checked, checkCertificate } from '../card/certificates.ts'
import { givenCertificates, givenFiles } from '../card/given-file.ts'
import { type Meant, meantIn } from '../card/meant.ts'
import { type Command, choice } from '../program/command.ts'
import { type Desk, done, type Outcome } from '../program/desk.ts'

export const keysImport: Command = {
  usage: 'keys import <file...>',
  summary:
    'take in whatever a CA sent: certificates for our keys, or a key with its certificate; and make our card anew',
  details: `PEM in any order and spelling, DER, PKCS #7 and PKCS #12, old and new; several files are taken as one. Which key of ours it belongs to is found:
by the certificate over it, or by what the certificate of a key that came along is meant for. What does not lie on the way to the CA is left out.
A key that is replaced is kept as keys/<use>-<n>.key.pem, so that what is on its way goes on; "bulla keys rotate --finish" lets it go.
With --anchor, or when the files hold the CA itself, our card names that CA, and renewed certificates need no new card; otherwise the card pins the very certificate.`,
  options: [
    { flags: '--use <use>', describe: 'only for this: tls, signing or national' },
    { flags: '--anchor <file>', describe: 'for tls: certificate of the CA that our card shall name' },
    { flags: '--passphrase-file <file>', describe: 'file whose first line is the passphrase (else it is asked for)' },
    { flags: '--alias <name>', describe: 'which key, where the file holds several that are meant for one use' },
  ],
  examples: [
    'bulla keys import tls.pem signing.pem --anchor government-ca.pem',
    'bulla keys import answer.p7b',
    'bulla keys import signing.p12 --passphrase-file pass.txt',
  ],
  async run(words, desk) {
    const settings = loadConfig(desk.folder, desk.env)
    const use = choice(words, 'use', certificateUses)
    const given = await givenFiles(words.operands, words, desk)
    const anchor = words.text('anchor')
    const anchors = anchor === undefined ? undefined : await givenCertificates(anchor, desk)
    return changeKeys(desk.folder, 'bulla keys import', async () => {
      const { meant, leftOut } = await meantIn(given, { use, alias: words.text('alias') }, desk.folder)
      const checked: Checked[] = []
      for (const { use: its, keyPem } of meant)
        checked.push(
          await checkCertificate(
            { ...given, use: its, ...(keyPem !== undefined && { keyPem }), ...(anchors && { anchors }) },
            desk,
          ),
        )
      for (const { place } of checked) await place()
      const naming = namingOf(settings.MEMBER, await readAboutUs(desk.folder), settings)
      for (const each of meant) if (each.keyPem !== undefined) await settleRequest(each, naming, desk)
      // Somebody had it made for a key of ours, most likely one that has been replaced since.
      for (const subject of leftOut)
        desk.say(`left out: ${subject}; it is over none of our keys. requests/ has the requests for those in use`)
      return placed(settings.MEMBER, { checked, leftOut }, desk)
    })
  },
}

/** The key lies in its place by now: requests/ must not have the one before it certified. */
async function settleRequest({ use, requested }: Meant, naming: Naming, { folder }: Desk): Promise<void> {
  const { requestedKey, newRequest } = placesIn(folder)
  await writeRequest(use, naming, folder)
  if (!requested) return
  await destroyDurably(requestedKey(use))
  await removeDurably(newRequest(use))
}

/** Says what is there now, and makes our card if all that belongs on it is. */
async function placed(
  member: string,
  { checked, leftOut }: { readonly checked: readonly Checked[]; readonly leftOut: readonly string[] },
  desk: Desk,
): Promise<Outcome> {
  const installed = checked.map((each) => each.placed)
  const places = placesIn(desk.folder)
  for (const { use, subject, notAfter, known } of installed)
    desk.say(`${use}: ${subject}, until ${notAfter.slice(0, 10)}${known ? `, known to partners ${known}` : ''}`)
  if (installed.some(({ known }) => known === 'by its pin'))
    desk.say(
      'Our card pins this very TLS certificate and names no CA: each renewal needs a new card, and partners refuse it until they hold that.',
      'To have the card name the CA: bulla keys import <the same files> --anchor <CA certificate>',
    )
  const missing = []
  for (const use of ['tls', 'signing'] as const) if (!(await isThere(places.certificate(use)))) missing.push(use)
  if (missing.length > 0) {
    desk.say(`Our card is made when the certificate for ${missing.join(' and ')} is there too.`)
    return done({ installed, leftOut, missing })
  }
  const unchanged = await unchangedCard(member, desk)
  if (unchanged) {
    desk.say(`Our card ${unchanged.card.sequence} says all of this already and stays as it is.`)
    return done({ installed, leftOut, unchanged: true, ...answerOf(unchanged, desk) })
  }
  const own = await refreshOwnCard(member, desk)
  sayRefreshed(own, desk)
  desk.say('A running gateway takes the new certificates up within two seconds, for new connections.')
  return done({ installed, leftOut, ...answerOf(own, desk) })
}
