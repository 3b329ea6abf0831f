// Receipts are given within the commit of what they are for: the transaction waits until whoever
// signs has been told the places of its leaves.

import type { Give, Given, Growing } from '../../gateway/ports/receiving.ts'
import type { ReceiptRow } from '../../gateway/ports/rows.ts'
import { inserting } from './dialect/compiled.ts'
import { type StoredNewEvidence, storedEvidence } from './dialect/rows.ts'
import type { Db } from './dialect/schema.ts'
import type { Numbers } from './numbers.ts'
import { chronicle } from './operations/change.ts'
import { leaves } from './operations/logging.ts'

/** Calls of one transaction that wait for their receipts. */
export interface Asking {
  readonly growing: Growing
  readonly calls: readonly { readonly id: number; readonly first: number }[]
}

interface StoredGiven {
  readonly receipt: ReceiptRow
  readonly evidence: readonly StoredNewEvidence[]
}

/** A receipt for the call with this id. */
export type ForCall = StoredGiven & { readonly id: number }

/** As it is given to the call that it is for. */
export type StoredGive = (first: number, growing: Growing) => Promise<StoredGiven>

/** Resolves with the receipts that could be given; whose could not has been told why. */
export type AskReceipts = (asking: Asking) => Promise<readonly ForCall[]>

export const storedGive =
  (give: Give): StoredGive =>
  async (first, growing) => {
    const { receipt, evidence }: Given = await give(first, growing)
    return { receipt, evidence: evidence.map(storedEvidence) }
  }

/** Asks everyone at once. */
export async function askEach(
  { growing, calls }: Asking,
  giveOf: (id: number) => StoredGive | undefined,
  failed: (id: number, error: unknown) => void,
): Promise<readonly ForCall[]> {
  const given = calls.map(async ({ id, first }): Promise<ForCall[]> => {
    try {
      const found = await giveOf(id)?.(first, growing)
      return found ? [{ id, ...found }] : []
    } catch (error) {
      failed(id, error)
      return []
    }
  })
  return (await Promise.all(given)).flat()
}

/**
 * Has receipts given and keeps them.
 * @param from how many leaves there were before the transaction.
 * @returns the ids of calls that got none, and must not be committed.
 */
export async function keepReceipts(
  db: Db,
  { numbers, from, calls, ask }: { numbers: Numbers; from: number; calls: Asking['calls']; ask: AskReceipts },
): Promise<ReadonlySet<number>> {
  if (calls.length === 0) return new Set()
  const known = Math.min(from, 1)
  const found = await leaves(db, { from: from - known, count: numbers.last().evidence - from + known })
  const growing = { from, before: known === 1 ? found[0] : undefined, leaves: found.slice(known) }
  const given = await ask({ growing, calls })
  const without = new Set(calls.map(({ id }) => id))
  for (const { id } of given) without.delete(id)
  if (without.size > 0) return without
  await insertReceipts(
    db,
    given.map(({ receipt }) => receipt),
  )
  await chronicle(db, { events: [], evidence: given.flatMap(({ evidence }) => evidence) })
  return without
}

const insertReceipts = inserting('receipts')
