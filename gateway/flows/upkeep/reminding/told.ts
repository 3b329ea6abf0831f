// Which reminders of a case were told: by what they are known again.

import type { Reminder } from '../../../case/deadlines.ts'
import type { CasesStore } from '../../../ports/reading.ts'
import type { EvidenceKind } from '../../../ports/rows.ts'
import { everyRecord } from '../../evidence/every-record.ts'

/**
 * Another day is another deadline: what was put off is told anew. So is another member: both may
 * hold what is to be disposed of.
 */
export const deadlineOf = ({ what, about, day, by }: Pick<Reminder, 'what' | 'about' | 'day' | 'by'>): string =>
  `${what} ${about} ${day} ${by}`
export const nameOf = (reminder: Pick<Reminder, 'kind' | 'what' | 'about' | 'day' | 'by' | 'number'>): string =>
  `${deadlineOf(reminder)} ${reminder.kind} ${reminder.number}`

const kinds: readonly EvidenceKind[] = ['reminder', 'overdue']

/** What the evidence of a case says was told; its row says the same from then on. */
export async function toldOf(store: CasesStore, id: string): Promise<Set<string>> {
  const told = new Set<string>()
  for await (const { kind, data } of everyRecord(store, id))
    if (kinds.includes(kind))
      told.add(nameOf({ ...(data as unknown as Reminder), kind: kind === 'overdue' ? 'overdue' : 'reminder' }))
  return told
}
