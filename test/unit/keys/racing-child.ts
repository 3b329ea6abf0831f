// Run by racing.test.ts: changes the TLS key of a folder again and again, as the gateway renews it or as
// `bulla keys rotate tls` does, and fails where what it finds does not fit.

import { trialIssuer } from '../../../adapters/issuer/trial.ts'
import { readKeysInForce, tlsKeysIn } from '../../../adapters/keys/renewing.ts'
import { beginRotation, finishRotation } from '../../../gateway/installation/steps.ts'

const [what = '', folder = '', rounds = '0'] = process.argv.slice(2)
const settings = { NATIONAL_HOST: '127.0.0.1', TLS_ISSUER: 'trial', NATIONAL_ISSUER: 'trial' } as const
const making = { folder, now: Date.now, readKeys: readKeysInForce, member: 'XA', settings }

async function renew(): Promise<void> {
  const keys = tlsKeysIn(folder)
  const replaces = await keys.certificate('tls')
  const { keySha256, request } = await keys.requesting('tls', true)
  const order = { use: 'tls', name: 'XA gateway', hosts: ['localhost'], trustDomain: 'xa.example', replaces } as const
  const { signal } = new AbortController()
  const [chain = ''] = await trialIssuer(folder, Date.now).issue({ ...order, request, signal })
  await keys.place('tls', chain, keySha256)
  // The gateway records the end of the key before, when its door shows the new one.
  if (what === 'place') return
  await keys.destroyReplaced('tls')
  await keys.finish('tls')
}

async function rotate(): Promise<void> {
  await beginRotation(['tls'], making)
  await finishRotation(['tls'], making)
}

for (let round = 0; round < Number(rounds); round += 1) {
  await (what === 'rotate' ? rotate() : renew())
  await readKeysInForce(folder)
}
