// Another certificate in the name of a member, as a thief would have it, and the lists that revoke it, laid down where a gateway looks.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeKey } from '../../crypto/jose/engine.ts'
import { issue, makeRequest } from '../../crypto/x509/authority.ts'
import type { Installation } from './installation.ts'
import { crlPem, serialOf } from './openssl-ca.ts'

const hourMs = 3_600_000

/** By the member's own authority. */
export async function another(of: Installation, notAfterMs = Date.now() + hourMs) {
  const key = await makeKey('P-256')
  const trustDomain = of.card.trustDomain
  const requestPem = await makeRequest({ keyPem: key, name: 'another', use: 'tls', trustDomain, hosts: ['localhost'] })
  const cert = await issue({ ca: of.ca, requestPem, use: 'tls', notBeforeMs: Date.now() - hourMs, notAfterMs })
  return { key, cert, serial: serialOf(cert) }
}

/** A list in `crls/`, in PEM or DER as the name says. */
export async function layDown({ folder }: Installation, name: string, der: Uint8Array): Promise<void> {
  await mkdir(join(folder, 'crls'), { recursive: true })
  await writeFile(join(folder, 'crls', name), name.endsWith('.pem') ? crlPem(der) : der)
}
