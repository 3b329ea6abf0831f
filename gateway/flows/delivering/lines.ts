// What this process knows of the line to each partner; a restart starts it anew.

import {
  type Circuit,
  closedCircuit,
  firstPatience,
  type Hearing,
  type LinePatience,
  nothingHeard,
  smallestWindow,
} from '../../model/line.ts'
import { noRefusals, type Refusals } from '../../model/problems/refusals.ts'
import { type Held, openHeld } from './held.ts'

export interface Line {
  circuit: Circuit
  /** How many deliveries may be in flight; its whole part counts. */
  window: number
  inFlight: number
  /** What the partner refused for good since it last took something. */
  refusals: Refusals
  /** How long its next answer may take, and since when something has had none in time. */
  patience: LinePatience
  /** What was heard of the partner by other ways than its answers. */
  hearing: Hearing
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
 * @param answerMs how long an answer may take at first.
 * @param flush is called when there is something to send to a partner, in a later turn of the loop:
 *   what was stored by one commit may leave together.
 */
export function openLines({
  maxBytes,
  answerMs,
  flush,
  inLaterTurn,
}: {
  maxBytes: number
  answerMs: number
  flush(member: string): void
  inLaterTurn(run: () => void): void
}): Lines {
  const all = new Map<string, Line>()
  const opened = (member: string): Line => {
    const flushing = onceATurn(() => flush(member), inLaterTurn)
    return {
      ...{ circuit: closedCircuit, window: smallestWindow, inFlight: 0, refusals: noRefusals },
      ...{ patience: firstPatience(answerMs), hearing: nothingHeard },
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
