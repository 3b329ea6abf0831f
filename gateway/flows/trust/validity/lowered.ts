// A newer card that promises less: whoever runs the gateway is told, and from then on documents
// whose terms demand more wait for two persons, or stay here.
import type { Card } from '../../../../crypto/card/card-shape.ts'
import { unmetBy } from '../../../model/terms/assurance-classes.ts'
import { termNames } from '../../../model/terms/vocabulary.ts'
import type { NodeStore } from '../../../ports/keeping.ts'
import { describeFailure, type Log, record } from '../../../watch/log.ts'

interface Telling {
  readonly store: NodeStore
  readonly log: Log
}

/** Told once, whichever node took the card; where the store cannot say, the log says it anyhow. */
export async function tellLowered({ store, log }: Telling, before: Card, after: Card, nowMs: number): Promise<void> {
  const { member, sequence } = after
  const promised = termNames.map((term) => ({ term, assurance: before.assurance[term] ?? ('L' as const) }))
  const terms = unmetBy(promised, after.assurance).map(
    ({ term, demanded, declared }) => `${term} ${demanded} → ${declared}`,
  )
  if (terms.length === 0) return
  record(log, 'assurance.lowered', { partner: member, sequence, terms: terms.join(', ') })
  const row = { thing: `card ${member} ${sequence}`, stage: 'lowered', at: nowMs }
  const event = {
    at: nowMs,
    kind: 'assurance.lowered',
    office: null,
    case: null,
    message: null,
    partner: member,
  } as const
  await store
    .alertOnce(row, { again: 0, ahead: nowMs, forgotten: 0 }, event)
    .catch((error: unknown) =>
      record(log, 'gateway.failed', { where: 'assurance.lowered', problem: describeFailure(error) }),
    )
}
