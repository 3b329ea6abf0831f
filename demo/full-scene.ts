// What the acts of the full story share: who plays, what was given, and the acceptance of terms that comes twice.
import type { Client } from '../client/client.ts'
import { termsRead } from './exchange.ts'
import { acceptance } from './papers.ts'
import type { Parties } from './parties.ts'
import { inParts, type Uploaded } from './providing.ts'
import type { Story } from './story.ts'
import { type Correspondence, type Desks, itemsOf } from './two-sides.ts'

export interface Cast extends Parties {
  /** The second person of XB: approves what is given at discretion. */
  readonly approver: Client
  /** The second person of XA: decides what terms leave to a person. */
  readonly head: Client
}

export interface Scene {
  readonly cast: Cast
  readonly desks: Desks
  readonly letters: Correspondence
  readonly story: Story
}

export interface Given {
  /** What was asked for. */
  readonly uploaded: readonly Uploaded[]
  /** Beside it, the copy of a law. */
  readonly reference: Uploaded
  readonly terms: string
  /** The messages that gave it: what they say is under the same terms. */
  readonly messages: readonly string[]
}

/** Ids of all that is bound: items, and messages for their bodies. */
export const allOf = ({ uploaded, reference, messages }: Given): readonly string[] => [
  ...[...uploaded, reference].map(({ item }) => item),
  ...messages,
]

/** XA decides on every term of exactly these terms, as it reads them in plain words. */
export async function accept(
  { cast, letters }: Scene,
  terms: string,
  { unable = [], what }: { readonly unable?: readonly string[]; readonly what: string },
): Promise<void> {
  const read = await termsRead(cast, letters.case, terms)
  for (const binds of inParts(read.binds))
    await letters.says('XA', 'accept-terms', acceptance({ ...read, binds }, unable), what)
}

/** The terms that bind an item now, as the case shows them. */
export async function termsInForce({ letters }: Scene, item: string): Promise<string> {
  const shown = itemsOf(await letters.view('XA')).find((each) => each['item'] === item)
  return String(shown?.['termsInForce'])
}
