// Who waits for a second person: tries that the terms left to one, and that nobody has decided
// since.

import { iso } from '../../../../crypto/instants.ts'
import type { AskLine, AskList } from '../../../answers/overview-answers.ts'
import { actorOf, nameOf } from '../../../model/client/actor.ts'
import { wayOf } from '../../../model/terms/openings.ts'
import type { Client, QueueAsk } from '../../../ports/doors/national.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { CaseRow, EvidenceRow } from '../../../ports/rows.ts'
import { allRecords } from '../../evidence/every-record.ts'
import { askIn } from '../../releasing/tries.ts'

const usualPage = 50

/** A page of them, the newest first; one that was decided, or asked again since, is on none. */
export async function asksFor(
  { store }: { readonly store: ReadingStore },
  client: Client,
  { limit = usualPage, ...rest }: QueueAsk,
): Promise<AskList> {
  const { rows: events, next } = await store.asks({ offices: client.offices, limit, ...rest })
  const cases = new Map<string, { readonly row: CaseRow; readonly evidence: readonly EvidenceRow[] }>()
  for (const id of new Set(events.flatMap((each) => each.case ?? []))) {
    const row = await store.case(id)
    if (row) cases.set(id, { row, evidence: await allRecords(store, id) })
  }
  const rows = events.flatMap(({ case: id, at }) => {
    const found = cases.get(id ?? '')
    const denial = found?.evidence.find((each) => each.at === at && isAsk(each))
    if (!found || !denial || !waits(denial, found.evidence)) return []
    return [lineOf(client, found.row, denial)]
  })
  return { rows: [...new Map(rows.map((row) => [row.record, row])).values()], next }
}

const isAsk = ({ kind, data }: EvidenceRow): boolean => kind === 'denial' && data.asks === true

/** What was cleared, read, or asked anew after it no longer waits. */
function waits(denial: EvidenceRow, evidence: readonly EvidenceRow[]): boolean {
  const asked = askedIn(denial)
  return !evidence.some((later) => {
    if (later.seq <= denial.seq || later.subject !== denial.subject) return false
    if (later.kind === 'clearance') return asked === wayText(later.data.clearance as unknown as Asked)
    return (later.kind === 'release' || isAsk(later)) && asked === askedIn(later)
  })
}

type Asked = Record<'reader' | 'purpose' | 'use' | 'release', string>
const wayText = ({ reader, purpose, use, release }: Asked) => JSON.stringify([reader, purpose, use, release])

function askedIn(record: EvidenceRow): string {
  const ask = askIn(record)
  return wayText({ ...wayOf(ask), reader: ask.reader, purpose: ask.purpose })
}

function lineOf(client: Client, row: CaseRow, denial: EvidenceRow): AskLine {
  const { reader, purpose, use = 'view' } = askIn(denial)
  const { id, partner, agreement, profile, role, office, state } = row
  return {
    ...{ case: id, partner, agreement, profile, role, office, state },
    record: denial.seq,
    content: denial.subject,
    what: denial.data.what === 'item' ? 'item' : 'body',
    ...{ reader, purpose, use, askedAt: iso(denial.at) },
    own: reader === nameOf(actorOf(client)) || denial.data.client === client.id,
  }
}
