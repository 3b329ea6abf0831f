// `bulla card import`: a key and its certificate out of a PKCS #12 file, as many CAs hand them out.
import { resolve } from 'node:path'
import { loadConfig } from '../../../config/load.ts'
import { importPkcs12 } from '../../../crypto/x509/pkcs12.ts'
import { type Command, choice, operand, required, type Words } from '../program/command.ts'
import { type Desk, wrongUse } from '../program/desk.ts'
import { certificatesIn, readGiven, readGivenOctets } from '../program/installation.ts'
import { checkCertificate } from './certificates.ts'
import { placeAll } from './install.ts'

export const cardImport: Command = {
  usage: 'card import <file>',
  summary: 'take in a key with its certificate out of a PKCS #12 file (.p12, .pfx), and make our card anew',
  details: 'The key that is replaced is kept as keys/<use>-<n>.key.pem, so that what it signed stays verifiable.',
  options: [
    { flags: '--use <use>', describe: 'tls or signing' },
    { flags: '--passphrase-file <file>', describe: 'file whose first line is the passphrase (else it is asked for)' },
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
    const octets = await readGivenOctets(resolve(desk.cwd, file), 'a PKCS #12 file')
    const { keyPem, certificatesPem } = importPkcs12(octets, await passphrase(words, desk))
    const anchor = words.text('anchor')
    const anchors = anchor && certificatesIn(await readGiven(resolve(desk.cwd, anchor), 'PEM certificates'))
    const pems = certificatesPem
    const checked = await checkCertificate({ use, from: file, pems, keyPem, ...(anchors && { anchors }) }, desk)
    return placeAll(MEMBER, [checked], desk)
  },
}

async function passphrase(words: Words, desk: Desk): Promise<string> {
  const file = words.text('passphrase-file')
  if (file !== undefined) return (await readGiven(resolve(desk.cwd, file), 'a passphrase')).split(/\r?\n/)[0] ?? ''
  const typed = await desk.ask('Passphrase of the file:', { hidden: true })
  if (typed !== undefined) return typed
  throw wrongUse('the passphrase cannot be asked for here', 'say --passphrase-file')
}
