// `bulla card import`: a key and its certificate out of a PKCS #12 file, as many CAs hand them out.
import { loadConfig } from '../../../config/load.ts'
import { type Command, choice, operand, required } from '../program/command.ts'
import { checkCertificate } from './certificates.ts'
import { givenCertificates, givenKeyFile } from './given-file.ts'
import { placeAll } from './install.ts'

export const cardImport: Command = {
  usage: 'card import <file>',
  summary: 'take in a key with its certificate out of a PKCS #12 (.p12, .pfx) or PEM file, and make our card anew',
  details: `The key that is replaced is kept as keys/<use>-<n>.key.pem, so that what it signed stays verifiable.
A file without a key is taken as a certificate over the key that is in keys/. Order, and whatever else the file holds, mean nothing.`,
  options: [
    { flags: '--use <use>', describe: 'tls or signing' },
    { flags: '--passphrase-file <file>', describe: 'file whose first line is the passphrase (else it is asked for)' },
    { flags: '--alias <name>', describe: 'which key, where the file holds several that are meant for the use' },
    { flags: '--anchor <file>', describe: 'for tls: certificate of the CA that our card shall name' },
  ],
  examples: [
    'bulla card import signing.p12 --use signing',
    'bulla card import tls.pfx --use tls --passphrase-file pass.txt',
  ],
  async run(words, desk) {
    const { MEMBER } = loadConfig(desk.folder, desk.env)
    required(words, 'use', 'signing')
    const use = choice(words, 'use', ['tls', 'signing']) ?? 'signing'
    const file = operand(words, 0)
    const given = await givenKeyFile(file, { use, words, desk })
    const anchor = words.text('anchor')
    const anchors = anchor === undefined ? undefined : await givenCertificates(anchor, desk)
    const checked = await checkCertificate({ use, ...given, ...(anchors && { anchors }) }, desk)
    return placeAll(MEMBER, [checked], desk)
  },
}
