// When a TLS certificate of ours is renewed: at half its life, or when its CA suggests it, within
// bounds that no CA moves; and when it is tried again.
import { dayMs } from '../../../crypto/instants.ts'
import type { TlsCertificate } from '../../../crypto/x509/issued.ts'
import type { Issuer, RenewalWindow } from '../../ports/issuer.ts'

const hourMs = dayMs / 24
const minuteMs = hourMs / 60

/** Half of a life, and up to a twentieth of it later, so that not all members ask at once. */
const [share, spread] = [0.5, 0.05]
/** Whatever a CA suggests: by then it is renewed. */
const latestShare = 0.9
/** A CA that always says "now" is heeded twice a day. */
const leastAgeMs = 12 * hourMs
/** People need time: a request goes out this long before the end. */
const byHandMs = 60 * dayMs

/** A number from 0 to 1 that stays the same for one certificate, over every start and node. */
const fractionOf = ({ sha256 }: Pick<TlsCertificate, 'sha256'>): number =>
  Number.parseInt(sha256.slice(0, 8), 16) / 0x1_0000_0000

interface Renewable {
  readonly certificate: Pick<TlsCertificate, 'sha256' | 'notBeforeMs' | 'notAfterMs'>
  readonly issuer: Pick<Issuer, 'freshKey' | 'lifeMs'>
  readonly window: RenewalWindow | undefined
  /** When this gateway got the certificate. */
  readonly issuedAt: number | undefined
}

/** The instant at which the certificate is renewed. */
export function renewalAt({ certificate, issuer, window, issuedAt }: Renewable): number {
  const { notBeforeMs, notAfterMs } = certificate
  const lifeMs = Math.min(notAfterMs - notBeforeMs, issuer.lifeMs ?? Infinity)
  const fraction = fractionOf(certificate)
  const usual = notBeforeMs + lifeMs * (share + spread * fraction)
  if (!issuer.freshKey) return Math.max(usual, notAfterMs - byHandMs)
  if (window === undefined) return usual
  const suggested = window.fromMs + fraction * (window.untilMs - window.fromMs)
  const earliest = issuedAt === undefined ? -Infinity : issuedAt + Math.min(leastAgeMs, lifeMs / 24)
  return Math.max(earliest, Math.min(suggested, notBeforeMs + lifeMs * latestShare))
}

const [firstPauseMs, mostPauseMs] = [minuteMs, 6 * hourMs]

/**
 * How long after so many failures in a row it is tried again: twice as long each time, up to six
 * hours.
 */
export function pauseMs(failures: number, random: number, saidMs = 0): number {
  const pause = Math.min(mostPauseMs, firstPauseMs * 2 ** Math.min(20, failures - 1))
  return Math.max(saidMs, pause * (0.75 + random / 2))
}
