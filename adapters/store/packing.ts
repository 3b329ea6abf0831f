// Which deliveries travel together.

import type { DeliveringStore } from '../../gateway/ports/delivering.ts'
import type { DeliveryRow } from '../../gateway/ports/rows.ts'

type Packing = Pick<Parameters<DeliveringStore['claim']>[0], 'envelopes' | 'limit' | 'maxBytes'>
interface Envelope {
  readonly rows: DeliveryRow[]
  weightBytes: number
}

/**
 * Deliveries in envelopes, in their order. Envelopes overtake each other, so those of one case
 * share one: what finds no room beside the one before it waits, and with it all of its case that
 * follow.
 */
export function packed(
  deliveries: readonly DeliveryRow[],
  { envelopes, limit, maxBytes }: Packing,
): readonly (readonly DeliveryRow[])[] {
  const begun: Envelope[] = []
  const ofCase = new Map<string, Envelope>()
  const waiting = new Set<string>()
  let open: Envelope | undefined
  for (const row of deliveries) {
    if (waiting.has(row.case)) continue
    if (open && (open.rows.length === limit || open.weightBytes + row.weightBytes > maxBytes)) open = undefined
    const before = ofCase.get(row.case)
    if (before !== undefined && before !== open) {
      waiting.add(row.case)
      continue
    }
    if (open === undefined) {
      if (begun.length === envelopes) break
      open = { rows: [], weightBytes: 0 }
      begun.push(open)
    }
    open.rows.push(row)
    open.weightBytes += row.weightBytes
    ofCase.set(row.case, open)
  }
  return begun.map(({ rows }) => rows)
}
