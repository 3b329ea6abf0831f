// What `bulla init` lays down beside the keys, so that its commands work on an installation made for tests.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Installation } from './installation.ts'

export async function withTrialCa({ folder, card, ca, tokens }: Installation): Promise<void> {
  const { name, trustDomain, endpoint, contact, standing, profiles, assurance } = card
  const about = { name, trustDomain, endpoint, contact, standing, profiles, assurance }
  await writeFile(join(folder, 'card.json'), JSON.stringify(about))
  for (const made of ['trial-ca', 'requests']) await mkdir(join(folder, made), { mode: 0o700, recursive: true })
  await writeFile(join(folder, 'trial-ca/ca.key.pem'), ca.keyPem, { mode: 0o600 })
  await writeFile(join(folder, 'trial-ca/ca.cert.pem'), ca.certPem)
  await writeFile(join(folder, 'keys/tls.anchor.pem'), ca.certPem)
  await writeFile(join(folder, 'operator.token'), tokens.operator, { mode: 0o600 })
}
