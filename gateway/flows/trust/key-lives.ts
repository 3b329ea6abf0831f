// How far each key is in its life, ours and those of partners: next, announced, active, retiring,
// revoked, gone. It follows from the cards of a member in their order, and from who holds which of
// them.

import type { Card } from '../../../crypto/card/card-shape.ts'
import { thumbprint } from '../../../crypto/jose/engine.ts'

/**
 * `next`: may sign the card after the newest. `announced`: in the newest card, and somebody does
 * not know it yet. `active`: in use. `retiring`: still named, or signing still, for what is on its
 * way. `revoked`: somebody else may have it, as a card says. `gone`: no card names it any more.
 */
export const keyStates = ['next', 'announced', 'active', 'retiring', 'revoked', 'gone'] as const
type KeyState = (typeof keyStates)[number]

interface KeyLife {
  /** `card` for the keys that sign the card after this one. */
  readonly use: 'signing' | 'encryption' | 'log' | 'card'
  readonly kid: string
  readonly state: KeyState
  readonly notAfter: string | null
}

/** Who knows a key of ours: all that exchange with us, as far as they have said so. */
type Known = (card: { readonly kid: string; readonly use: 'signing' | 'encryption' | 'log' }) => boolean

interface Looking {
  readonly known: Known
  /** Of keys of the log: whether it lies here still, and signs beside the one that is named. */
  readonly signs: (log: Card['log']) => boolean
  readonly nowMs: number
}

/**
 * @param cards of one member, oldest first, at least one.
 * @param known whether everybody knows a key; of a partner's, it is we who do.
 */
export function keyLives(cards: readonly Card[], { known, signs, nowMs }: Looking): KeyLife[] {
  const newest = cards.at(-1)
  if (newest === undefined) return []
  const older = cards.slice(0, -1)
  const revoked = new Set(newest.revoked?.map(({ kid }) => kid))
  return [
    ...newest.next.map((kid): KeyLife => ({ use: 'card', kid, state: 'next', notAfter: null })),
    ...(['signing', 'encryption'] as const).flatMap((use) => [
      ...named(newest[use], (kid) => known({ kid, use }), nowMs).map((each): KeyLife => ({ use, ...each })),
      ...lost(older.flatMap((card): readonly Entry[] => card[use]).toReversed(), newest[use]).map(
        ({ kid, notAfter }): KeyLife => ({ use, kid, state: revoked.has(kid) ? 'revoked' : 'gone', notAfter }),
      ),
    ]),
    ...logLives(cards.map(({ log }) => log).toReversed(), { signs, known: (kid) => known({ kid, use: 'log' }) }).map(
      (each): KeyLife => (revoked.has(each.kid) ? { ...each, state: 'revoked' } : each),
    ),
    ...cards
      .flatMap(({ succession }) => (succession ? [thumbprint(succession.jwk)] : []))
      .toReversed()
      .map((kid): KeyLife => ({ use: 'card', kid, state: 'gone', notAfter: null })),
  ]
}

interface Entry {
  readonly kid: string
  readonly notBefore: string
  readonly notAfter: string
}

/** Newest first, as cards name them; the first that everybody knows is in use. */
function named(entries: readonly Entry[], known: (kid: string) => boolean, nowMs: number) {
  const last = entries.at(-1)
  const active = entries.find((each) => Date.parse(each.notBefore) <= nowMs && (each === last || known(each.kid)))
  const at = active === undefined ? entries.length : entries.indexOf(active)
  return entries.map(({ kid, notAfter }, index) => {
    const state: KeyState = index < at ? 'announced' : index === at ? 'active' : 'retiring'
    return { kid, notAfter, state }
  })
}

/** Named once, and not any more. */
function lost(before: readonly Entry[], now: readonly Entry[]): Entry[] {
  const still = new Set(now.map(({ kid }) => kid))
  return [...new Map(before.map((each) => [each.kid, each])).values()].filter(({ kid }) => !still.has(kid))
}

/**
 * Of keys of the log a card names one, and no card says until when: the one before goes on until
 * everybody knows it, and signs beside it until its rotation is ended.
 */
function logLives(
  logs: readonly Card['log'][],
  { known, signs }: { known(kid: string): boolean; signs: Looking['signs'] },
): KeyLife[] {
  const [newest, ...before] = [...new Map(logs.map((log) => [log.kid, log])).values()]
  if (newest === undefined) return []
  const announced = before.length > 0 && !known(newest.kid)
  return [newest, ...before].map((log, index) => {
    const inUse = index === (announced ? 1 : 0)
    const before: KeyState = signs(log) ? 'retiring' : 'gone'
    return { use: 'log', kid: log.kid, state: inUse ? 'active' : index === 0 ? 'announced' : before, notAfter: null }
  })
}
