// What the acts of the full story share: who plays, what was given, and the acceptance of terms that comes twice.
import type { Client } from '../client/client.ts'
import { inParts, type Parties, type Uploaded } from './exchange.ts'
import * as paper from './full-papers.ts'
import type { Json } from './reading.ts'
import type { Story } from './story.ts'
import { type Correspondence, type Desks, itemsOf } from './two-sides.ts'

export interface Cast extends Parties {
  /** The second person of XB: approves what is given at discretion. */
  readonly approver: Client
}

export interface Scene {
  readonly cast: Cast
  readonly desks: Desks
  readonly letters: Correspondence
  readonly story: Story
}

export interface Given {
  readonly uploaded: readonly Uploaded[]
  readonly terms: string
}

/** XA decides on every term of exactly these terms, as it reads them in the message that brought them. */
export async function accept({ cast, letters }: Scene, given: readonly Uploaded[], terms: string): Promise<void> {
  const shown = await cast.xa.officer.terms.show(terms)
  const names = (shown['terms'] as Json[]).map(({ term }) => String(term))
  for (const part of inParts(given)) {
    const items = part.map(({ item }) => item)
    const body = paper.acceptance(terms, names, items)
    await letters.says('XA', 'accept-terms', body, `${names.length} terms, each decided, for ${items.length} items`)
  }
}

/** The terms that bind an item now, as the case shows them. */
export async function termsInForce({ letters }: Scene, item: string): Promise<string> {
  const shown = itemsOf(await letters.view('XA')).find((each) => each['item'] === item)
  return String(shown?.['termsInForce'])
}
