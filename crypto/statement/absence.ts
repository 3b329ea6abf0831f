import { type Static, Type } from 'typebox'
import { canonical, parseCanonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import { clockToleranceMs } from '../instants.ts'
import { readJws } from '../jose/compact.ts'
import { type SigningKey, signCompact } from '../jose/engine.ts'
import { demandWindow, verifySigned, type WindowedVerifyingKey } from '../jose/signer.ts'
import { suites } from '../jose/suites.ts'
import { closed, instant, instantMs, memberCode, shapeReader } from '../shapes.ts'

const typ = 'bulla-absence+jws'
const maxBytes = 4096

const absenceShape = closed({
  v: Type.Literal(1),
  /** Who will be away. */
  from: memberCode,
  to: memberCode,
  /** When it was said; a later one takes the place of an earlier one. */
  at: instant,
  /** When it is back; no later than `at` says that it is back already. */
  until: instant,
})

/** What a member tells a partner of its maintenance: until when nothing is to be sent to it. */
type Absence = Static<typeof absenceShape>

const readShape = shapeReader(absenceShape, 'absence', 'notice of absence')

/** @returns compact JWS over the canonical notice. @throws {CryptoError} `absence` */
export const signAbsence = (absence: Absence, key: SigningKey): Promise<string> =>
  signCompact(canonical(checked(absence)), typ, key)

interface Demands {
  readonly from: string
  readonly to: string
  readonly keys: readonly WindowedVerifyingKey[]
  readonly nowMs: number
}

/**
 * The notice, if the member on the line signed it, to us, now.
 * @throws {CryptoError} `absence`; the cause says what was wrong with the signature.
 * @see docs/protocol.md §2.2
 */
export async function readAbsence(jws: string, { from, to, keys, nowMs }: Demands): Promise<Absence> {
  try {
    const read = readJws(jws, { typ, maxBytes, algorithms: Object.values(suites).map(({ signature }) => signature) })
    const absence = checked(parseCanonical(await verifySigned(read, { keys, nowMs, maxSkewMs: clockToleranceMs })))
    const atMs = Date.parse(absence.at)
    demandWindow(read.header.kid, { keys, nowMs: atMs, maxSkewMs: clockToleranceMs })
    if (absence.from !== from || absence.to !== to)
      throw new CryptoError('absence', `notice is from ${absence.from} to ${absence.to}, expected ${from} to ${to}`)
    if (Math.abs(atMs - nowMs) > clockToleranceMs)
      throw new CryptoError(
        'absence',
        `notice was signed at ${absence.at}; here it is ${new Date(nowMs).toISOString()}`,
      )
    return absence
  } catch (cause) {
    if (cause instanceof CryptoError && cause.code === 'absence') throw cause
    throw new CryptoError('absence', 'notice is not signed by the member on the line', { cause })
  }
}

function checked(value: unknown): Absence {
  const absence = readShape(value)
  const [at, until] = [instantMs(absence.at, 'absence'), instantMs(absence.until, 'absence')]
  if (until < at) throw new CryptoError('absence', `notice ends at ${absence.until}, before it was said`)
  return absence
}
