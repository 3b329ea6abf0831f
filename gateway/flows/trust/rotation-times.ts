// When a key of ours is due to be replaced by another.
import { fromBase64url } from '../../../crypto/octets.ts'
import type { KeyDates } from '../../ports/installation.ts'

/** Half of a life, and up to a twentieth of it later, so that not all keys come at once. */
const [share, spread] = [0.5, 0.05]

/** The instant at which a key should be replaced: the same on every node and after every start. */
export function rotatesAt({ kid, madeAt, endsAt }: KeyDates): number {
  const [octet = 0, second = 0] = fromBase64url(kid)
  return madeAt + (endsAt - madeAt) * (share + (spread * (octet * 256 + second)) / 65_536)
}
