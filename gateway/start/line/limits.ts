// What partners may have of this node, as the settings say.
import type { Config } from '../../../config/settings.ts'
import { partBytes } from '../../../crypto/part/part.ts'
import { crlBounds } from '../../../crypto/x509/revoked/crl.ts'
import { type Limits, limiting, type MostOf } from '../../model/limits/limits.ts'
import { type Log, record } from '../../watch/log.ts'
import { world } from '../clock.ts'

export const limitsOf = (config: Config, log: Log): Limits =>
  limiting({
    most: mostOf(config),
    elapsedMs: world.monotonicMs,
    reached: (partner, limit) => record(log, 'limit.reached', { partner, limit }),
  })

const mostOf = (config: Config): MostOf => ({
  sockets: config.SOCKETS_PER_PARTNER,
  // One delivery, one list, and one part of the largest item, always fit.
  bodies: Math.max(config.BODY_BYTES_PER_PARTNER, config.MAX_DELIVERY_BYTES, crlBounds.bytes),
  staged: Math.max(config.STAGED_BYTES_PER_PARTNER, partBytes(config.MAX_ITEM_BYTES)),
  uploads: config.UPLOADS_PER_PARTNER,
  requests: config.RATE_PER_PARTNER,
  statements: config.STATEMENTS_PER_PARTNER,
  cards: config.CARDS_PER_PARTNER,
  cases: config.CASES_PER_PARTNER,
  // Our own line shows a card that is not taken every five seconds, and publishes twice a minute;
  // whoever rotates its keys rehearses once. Each costs signatures, or a write.
  offers: 5 * config.CARDS_PER_PARTNER,
  checkpoints: config.RATE_PER_PARTNER,
  rehearsals: 6,
  // Whoever means it says it once, and again each hour until it is taken.
  introductions: 4,
  notices: 6,
  lists: 32,
  // Each reads some hundred records, and is signed and encrypted.
  pages: 120,
})
