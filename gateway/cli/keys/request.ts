// `bulla keys request`: a new key beside the one in use, and the request for its certificate
// (PKCS #10), to be carried to a CA.
import { resolve } from 'node:path'
import { readAboutUs } from '../../../config/about.ts'
import { loadConfig } from '../../../config/load.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { suites, type TlsKeyKind } from '../../../crypto/jose/suites.ts'
import { isThere } from '../../../disk/there.ts'
import { refused } from '../../installation/complaint.ts'
import { suiteOf } from '../../installation/own-card.ts'
import { namingOf, requestFor } from '../../installation/own-keys.ts'
import {
  type CertificateUse,
  certificateUses,
  changeKeys,
  placesIn,
  readGiven,
  writePublic,
  writeSecret,
} from '../../installation/places.ts'
import { type Command, choice, operand } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'

const kinds = ['P-256', 'P-384', 'RSA-3072'] as const

export const keysRequest: Command = {
  usage: 'keys request <use>',
  summary: 'make a new key and the request for its certificate (PKCS #10), for a CA that we carry files to',
  details: `<use> is tls, signing or national. The key in use stays until "bulla keys import" takes the certificate in; asked for again, the request is for the same new key.
The request says names, key usage and extended key usage as partners demand them. A request for the key in use lies in requests/<use>.csr.pem.`,
  options: [
    { flags: '--kind <kind>', describe: `for tls and national, where the CA takes no P-256: ${kinds.join(', ')}` },
    { flags: '--out <file>', describe: 'where the request is written to (else requests/<use>.new.csr.pem)' },
  ],
  examples: ['bulla keys request tls', 'bulla keys request signing', 'bulla keys request tls --kind RSA-3072'],
  async run(words, desk) {
    const named = operand(words, 0)
    const use = certificateUses.find((each) => each === named)
    if (use === undefined)
      throw wrongUse(`there is no request for ${JSON.stringify(named)}`, `one of ${certificateUses.join(', ')}`)
    const kind = choice(words, 'kind', kinds)
    if (kind !== undefined && use === 'signing')
      throw wrongUse('a signing key is of the suite of this installation', 'leave --kind out')
    const settings = loadConfig(desk.folder, desk.env)
    const naming = namingOf(settings.MEMBER, await readAboutUs(desk.folder), settings)
    const out = resolve(desk.cwd, words.text('out') ?? placesIn(desk.folder).newRequest(use))
    const keyPem = await changeKeys(desk.folder, 'bulla keys request', () => requestedKey(use, kind, desk))
    await writePublic(out, await requestFor(use, keyPem, naming))
    desk.say(
      `the request for a new ${use} key is in ${out}`,
      'Next: have it signed by your CA, and take in what comes back: bulla keys import <file>',
    )
    return done({ use, request: out })
  },
}

/** One at a time: what the CA was given before must fit what comes back. */
async function requestedKey(use: CertificateUse, kind: TlsKeyKind | undefined, { folder }: Desk): Promise<string> {
  const places = placesIn(folder)
  const file = places.requestedKey(use)
  if (await isThere(file)) {
    if (kind === undefined) return readGiven(file, 'the key that waits for its certificate')
    throw refused(
      `a new ${use} key waits for its certificate already`,
      `leave --kind out; or remove ${file} and begin anew`,
    )
  }
  const suite = await suiteOf(await readGiven(places.key('signing'), 'our signing key'))
  const keyPem = await makeKey(use === 'signing' ? suites[suite].signingKey : (kind ?? 'P-256'))
  await writeSecret(file, keyPem)
  return keyPem
}
