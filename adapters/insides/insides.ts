// Looks into what is received and sent, in a thread of its own: a file that brings it down brings
// down nothing else.
import type { Insides, Look, Seen } from '../../gateway/ports/parts.ts'
import { fewestOctets } from './inner.ts'
import { kindBytes, kindsOf } from './kinds.ts'
import { startThread, type Thread } from './looking-thread.ts'

interface LookingInside extends Insides {
  close(): Promise<void>
}

/** Whoever says nothing for so long while something waits for it hangs. */
const patienceMs = 20_000

/** The thread starts with the first content that may hold something, and anew after it fell. */
export function openInsides(patience = patienceMs): LookingInside {
  let thread: Thread | undefined
  const looking = (): Thread => {
    if (thread === undefined || thread.fallen()) thread = startThread(patience)
    return thread
  }
  return {
    open: () => lookOver(looking),
    close: async () => thread?.end(),
  }
}

const nothing: Seen = { sha256s: [] }

/** The first octets say whether there is anything to look for; until then they are kept here. */
function lookOver(looking: () => Thread): Look {
  const head: Uint8Array[] = []
  let headBytes = 0
  let under: Look | 'nobody' | undefined

  async function decide(): Promise<void> {
    const octets = Buffer.concat(head)
    const kinds = headBytes < fewestOctets ? [] : kindsOf(octets.subarray(0, kindBytes))
    under = kinds.length === 0 ? 'nobody' : looking().begin()
    if (under !== 'nobody') await under.push(octets)
    head.length = 0
  }
  return {
    async push(piece) {
      if (under === 'nobody') return
      if (under) return under.push(piece)
      head.push(new Uint8Array(piece))
      headBytes += piece.length
      if (headBytes >= kindBytes) await decide()
    },
    async end() {
      if (under === undefined) await decide()
      return under === undefined || under === 'nobody' ? nothing : under.end()
    },
    cancel() {
      if (under !== undefined && under !== 'nobody') under.cancel()
    },
  }
}
