// A CA that people carry requests to: a request goes out as a file, the certificate comes back as
// one, or by "bulla keys import". The key stays, so that either way fits.
import { join } from 'node:path'
import { readTlsCertificate, type TlsCertificate } from '../../crypto/x509/issued.ts'
import { makeFolder, publicMode, writeDurably } from '../../disk/durable.ts'
import { readIfThere } from '../../disk/there.ts'
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
  const pem = await readIfThere(path)
  if (pem === undefined) return undefined
  const { keySha256, notAfterMs } = readTlsCertificate(pem)
  return keySha256 === before.keySha256 && notAfterMs > before.notAfterMs ? pem : undefined
}

/** A request holds the public key as its certificate does. */
function isFor(requestPem: string | undefined, { spki }: TlsCertificate): boolean {
  const body = requestPem?.replaceAll(/-----[A-Z ]+-----|\s/g, '') ?? ''
  return Buffer.from(body, 'base64').includes(spki)
}
