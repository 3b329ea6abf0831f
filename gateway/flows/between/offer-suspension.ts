// What a partner signed of its uses contradicts itself: a suspension of our obligations (11.2) is
// put before a person as a draft. Nothing is said to the partner, and nothing rests, until that
// person lets it.
import { dayMs } from '../../../crypto/instants.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { NationalFlows } from '../../ports/doors/national.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import { gatewayProposing } from '../cases/four-eyes.ts'
import { suspensionOf } from './pair.ts'

interface Offering {
  readonly store: CasesStore
  readonly world: Pick<World, 'now'>
  readonly log: Log
  readonly submit: NationalFlows['submit']
  readonly timeZone: string
}

/**
 * Once a day and case, whichever node sees it. What is older than a day was offered, or is dealt
 * with; a node that begins looks further back.
 */
export async function offerSuspension(
  { store, world, log, submit, timeZone }: Offering,
  { at, kind, case: of, subject, data }: EvidenceRow,
): Promise<void> {
  if (kind !== 'uses.differ' || of === null || at < world.now() - dayMs) return
  const row = await store.case(of)
  if (!row || (await suspensionOf(store, { partner: row.partner, role: 'requested' }))) return
  const day = localDateOf(at, timeZone)
  const describe = `What ${row.partner} signed of its uses of what we gave in this case contradicts itself: ${data['code']}, use ${data['number']}, shown by ${subject}. To be looked into; "bulla uses ${of}" lists it.`
  const body = {
    breaches: [{ case: of, learned: 'own-finding', describe, knownOn: day }],
    resumes: [
      { kind: 'remedy', describe: 'It is told what was done with the information, use by use, as it was signed for.' },
      { kind: 'notice', describe: 'The measures taken are told in the case.' },
    ],
  }
  const key = `suspend ${of} ${day}`
  try {
    await submit(
      gatewayProposing,
      { case: null, agreement: row.agreement, office: row.office, type: 'suspend', body, items: [] },
      { key, requestSha256: sha256Hex(utf8(key)) },
    )
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    record(log, 'draft.impossible', { case: of, type: 'suspend', problem: error.message })
  }
}
