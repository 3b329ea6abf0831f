// When a CA suggests that a certificate is renewed (RFC 9773): a window, and when to ask again.

import { isJsonObject } from '../../../crypto/json.ts'
import type { RenewalWindow } from '../../../gateway/ports/issuer.ts'
import type { Directory } from './directory.ts'
import { demandDone } from './faults.ts'
import { objectIn, type Wire } from './wire.ts'

const hourMs = 3_600_000
/** How often is asked, where the server does not say, and the most and least of what it may say. */
const [usualMs, mostMs, leastMs] = [6 * hourMs, 24 * hourMs, hourMs / 60]

/** Undefined for a server that suggests nothing, or something that is no window. */
export async function suggestedWindow(
  wire: Wire,
  { renewalInfo }: Directory,
  { renewalId, nowMs }: { renewalId: string; nowMs: number },
): Promise<RenewalWindow | undefined> {
  if (renewalInfo === undefined) return undefined
  const answer = demandDone(
    'its advice on renewal',
    await wire.ask('GET', `${renewalInfo.replace(/\/$/, '')}/${renewalId}`),
  )
  const window = objectIn(answer.text)?.['suggestedWindow']
  const [fromMs, untilMs] = isJsonObject(window) ? [instantOf(window['start']), instantOf(window['end'])] : []
  if (fromMs === undefined || untilMs === undefined || fromMs >= untilMs) return undefined
  const askAgainMs = nowMs + Math.min(mostMs, Math.max(leastMs, answer.retryAfterMs ?? usualMs))
  return { fromMs, untilMs, askAgainMs }
}

/** RFC 3339. */
function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i.test(value))
    return undefined
  const ms = Date.parse(value)
  return Number.isFinite(ms) ? ms : undefined
}
