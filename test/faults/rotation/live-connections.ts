// Connections that a partner has open end in time: at its revocation, at the end of its certificate, and when it is suspended. Settings as
// they are, no list nearer than the partner's own gateway.

import { another, layDown } from '../../support/another-certificate.ts'
import { bulla } from '../../support/command-line.ts'
import { pair } from '../../support/gateways.ts'
import { revokingCa } from '../../support/openssl-ca.ts'
import { holdOpen, knock, lineBetween } from '../../support/partner-client.ts'
import { type Owner, type Row, row, within } from '../../support/rows.ts'

const revokedWithinMs = 60_000
const expiredWithinMs = 1_000
/** A change in the folder is seen within two. */
const suspendedWithinMs = 3_000
const lapseMs = 5_000

export async function liveConnections(t: Owner): Promise<Row[]> {
  const { a, b } = await pair(t)
  const [xa, xb] = [a.installation, b.installation]
  const line = lineBetween(xa, xb)

  const endsAt = Math.ceil((Date.now() + lapseMs) / 1000) * 1000
  const ending = await holdOpen({ ...line, ...(await another(xa, endsAt)) })
  await ending.closed
  const expiredMs = Date.now() - endsAt

  const thief = await another(xa)
  const stolen = { ...line, ...thief }
  const [idle, before] = [await holdOpen(stolen), await knock(stolen)]
  const ca = await revokingCa(t, xa.ca)
  const revokedAt = performance.now()
  await layDown(
    xa,
    'own.crl',
    await ca.crl({ number: 1, revoked: [{ serial: thief.serial, reason: 'keyCompromise' }] }),
  )
  await idle.closed
  const revokedMs = performance.now() - revokedAt
  const [after, rightful] = [await knock(stolen), await knock(line)]

  const kept = await holdOpen(line)
  const suspendedAt = performance.now()
  await bulla(xb.folder, ['partner', 'suspend', 'XA'])
  await kept.closed
  const suspendedMs = performance.now() - suspendedAt
  return [
    within('an idle connection ends after its certificate did', expiredMs, expiredWithinMs),
    within('an idle connection ends after the gateway of its member was given the list', revokedMs, revokedWithinMs),
    row(
      'the revoked certificate is taken before and refused after, the other one is taken on',
      [before, after, rightful].map(answered).join(', '),
      [before, after, rightful].map(answered).join() === '200,refused,200',
    ),
    within('an idle connection ends after its partner was suspended', suspendedMs, suspendedWithinMs),
  ]
}

const answered = (answer: Awaited<ReturnType<typeof knock>>): string =>
  'status' in answer ? String(answer.status) : 'refused'
