// The body of a message, opened with the proof that it was allowed: what it is locked in is read
// now, for this one piece.
import type { DecidingStore } from '../../ports/reading.ts'
import type { OpenBody, Opener } from '../content/opening.ts'
import type { Recorded } from './tries.ts'

/** Undefined once its key was destroyed. */
export async function openedBody(
  { store, opener }: { readonly store: DecidingStore; readonly opener: Opener },
  allowed: Recorded['allowed'],
): Promise<OpenBody | undefined> {
  const [body] = await store.bodies([allowed.content])
  return body && opener.body(body, allowed)
}
