// One proof of each part for all who wait for it: a sender that gives up waiting and sends again
// has the octets read once, and not once for each attempt.

import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import type { Insides, Parts } from '../../ports/parts.ts'
import { type Proven, provePlaintext, type StatedItem } from './prove.ts'

/** An item with its part, and what opens that. */
interface ToProve {
  readonly item: StatedItem
  readonly partSha256: string
  readonly key: Uint8Array
  readonly salt: Uint8Array
  /** The part where it travelled with its message; else it is read where parts lie. */
  readonly octets?: Uint8Array | undefined
}

export interface Proofs {
  /** As `provePlaintext`; a proof that goes on, or a late one of a large part, is shared. */
  prove(asked: ToProve): Promise<Proven>
}

/** What is sooner proven than found. */
const smallBytes = 1 << 20
/** Results of large parts that are kept until they are stored. */
const mostKept = 64

export function sharedProofs({ parts, insides }: { parts: Pick<Parts, 'lend'>; insides: Insides }): Proofs {
  const underWay = new Map<string, Promise<Proven>>()
  const kept = new Map<string, Proven>()

  async function proven({ item, partSha256, key, salt, octets }: ToProve): Promise<Proven> {
    const part = octets ? once(octets) : parts.lend(partSha256)
    return provePlaintext(part, item, { key, salt }, insides.open())
  }

  function keep(name: string, found: Proven): Proven {
    const [oldest] = kept.keys()
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest)
    kept.set(name, found)
    return found
  }

  return {
    prove(asked) {
      if (asked.item.bytes <= smallBytes) return proven(asked)
      const name = nameOf(asked)
      const known = kept.get(name)
      if (known) return Promise.resolve(known)
      const going =
        underWay.get(name) ??
        proven(asked)
          .then((found) => keep(name, found))
          .finally(() => underWay.delete(name))
      underWay.set(name, going)
      return going
    },
  }
}

/** Everything that the result follows from, as a digest: no key is kept for it. */
const nameOf = ({ item: { id, bytes, sha256, termsSha256 }, partSha256, key, salt }: ToProve): string =>
  sha256Hex(utf8(JSON.stringify([id, bytes, sha256, termsSha256, partSha256])), key, salt)

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets
}
