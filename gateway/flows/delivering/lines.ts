// What this process knows of the line to each partner; a restart starts it anew.

import { type Circuit, closedCircuit, smallestWindow } from '../../model/line.ts'
import { noRefusals, type Refusals } from '../../model/problems/refusals.ts'
import { type Held, openHeld } from './held.ts'

export interface Line {
  circuit: Circuit
  /** How many deliveries may be in flight; its whole part counts. */
  window: number
  inFlight: number
  /** What the partner refused for good since it last took something. */
  refusals: Refusals
  readonly held: Held
  /** Whether the store was found to have nothing more that is due, nor got any since. */
  caughtUp: boolean
  /** How often it got some that it has to be asked for. */
  queued: number
}

interface Lines {
  to(member: string): Line
  readonly all: ReadonlyMap<string, Line>
}

/** In memory for one partner, beside what is in flight. */
const mostHeld = 256

/**
 * @param maxBytes of what is held for one partner.
 * @param flush is called when there is something to send to a partner, in a later turn of the loop:
 *   what was stored by one commit may leave together.
 */
export function openLines({
  maxBytes,
  flush,
  inLaterTurn,
}: {
  maxBytes: number
  flush(member: string): void
  inLaterTurn(run: () => void): void
}): Lines {
  const all = new Map<string, Line>()
  const opened = (member: string): Line => {
    const flushing = onceATurn(() => flush(member), inLaterTurn)
    return {
      ...{ circuit: closedCircuit, window: smallestWindow, inFlight: 0, refusals: noRefusals },
      ...{ held: openHeld({ most: mostHeld, maxBytes }, flushing), caughtUp: false, queued: 0 },
    }
  }
  return {
    to(member) {
      const line = all.get(member) ?? opened(member)
      all.set(member, line)
      return line
    },
    all,
  }
}

/** Once for all calls of one turn. */
function onceATurn(run: () => void, inLaterTurn: (run: () => void) => void): () => void {
  let wanted = false
  return () => {
    if (wanted) return
    wanted = true
    inLaterTurn(() => {
      wanted = false
      run()
    })
  }
}

/** One claim is for all of them. After a pause one probe goes alone. */
export const placesIn = ({ circuit, window, inFlight }: Line): number =>
  Math.min(circuit.state === 'closed' ? Infinity : 1, Math.floor(window) - inFlight)
