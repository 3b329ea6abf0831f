// What `bulla init` lays down beside the keys of an installation, so that commands that make keys work on one that a test made.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Installation } from './installation.ts'

/** Lays down the trial CA, what our card says of us, and the token of whoever runs the gateway. */
export async function withTrialCa({ folder, card, ca, tokens }: Installation): Promise<void> {
  const { name, trustDomain, endpoint, contact, standing, profiles, assurance } = card
  await writeFile(
    join(folder, 'card.json'),
    JSON.stringify({ name, trustDomain, endpoint, contact, standing, profiles, assurance }),
  )
  for (const made of ['trial-ca', 'requests']) await mkdir(join(folder, made), { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'trial-ca/ca.key.pem'), ca.keyPem, { mode: 0o600 })
  await writeFile(join(folder, 'trial-ca/ca.cert.pem'), ca.certPem)
  await writeFile(join(folder, 'keys/tls.anchor.pem'), ca.certPem)
  await writeFile(join(folder, 'operator.token'), tokens.operator, { mode: 0o600 })
}
