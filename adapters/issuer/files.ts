// A CA that people carry requests to: a request goes out as a file, the certificate comes back as
// one, or by "bulla keys import". The key stays, so that either way fits.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCertificateFile } from '../../crypto/x509/files/certificate-file.ts'
import { readTlsCertificate, type TlsCertificate } from '../../crypto/x509/issued.ts'
import { makeFolder, publicMode, writeDurably } from '../../disk/durable.ts'
import { ifThere, readIfThere } from '../../disk/there.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { Issuer, TlsUse } from '../../gateway/ports/issuer.ts'

export function filesIssuer(folder: string): Issuer {
  const [requests, file] = [join(folder, 'requests'), (name: string) => join(folder, 'requests', name)]
  return {
    kind: 'files',
    freshKey: false,
    provesNames: false,
    async issue({ use, name, hosts, trustDomain, request, replaces }) {
      const before = readTlsCertificate(replaces)
      const answer = await answered(file(`${use}.cert.pem`), before)
      if (answer !== undefined) return [answer]
      await makeFolder(requests)
      const requestFile = file(`${use}.csr.pem`)
      // The one that somebody may have carried away already is as good, while it is for this key.
      if (!isFor(await readIfThere(requestFile), before)) {
        const form = { name, hosts, ...(trustDomain !== undefined && { trustDomain }) }
        await writeDurably(requestFile, await request(form), { mode: publicMode })
      }
      throw new Problem('certificate-not-issued', waits(use))
    },
  }
}

const waits = (use: TlsUse): string =>
  `requests/${use}.csr.pem waits to be signed by your CA; then run "bulla keys import FILE", or lay the chain down as requests/${use}.cert.pem`

/** A certificate that was laid down for the key in force, and holds longer than the one there. */
async function answered(path: string, before: TlsCertificate): Promise<string | undefined> {
  const octets = await ifThere(readFile(path))
  if (octets === undefined) return undefined
  const { certificates } = readCertificateFile(octets)
  if (certificates.length === 0)
    throw new Problem(
      'certificate-not-issued',
      `${path} has no certificate in it; expected the chain that your CA made`,
    )
  // Whatever its order: ours first, as a server shows them.
  const pems = certificates.map(({ der }) => pemOf(der))
  for (const leaf of pems) {
    const { keySha256, notAfterMs } = readTlsCertificate(leaf)
    if (keySha256 === before.keySha256 && notAfterMs > before.notAfterMs)
      return [leaf, ...pems.filter((pem) => pem !== leaf)].join('')
  }
  return undefined
}

const pemOf = (der: Uint8Array): string => `${new X509Certificate(der).toString().trim()}\n`

/** A request holds the public key as its certificate does. */
function isFor(requestPem: string | undefined, { spki }: TlsCertificate): boolean {
  const body = requestPem?.replaceAll(/-----[A-Z ]+-----|\s/g, '') ?? ''
  return Buffer.from(body, 'base64').includes(spki)
}
