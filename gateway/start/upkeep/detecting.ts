// Who looks through the evidence for what a person should look at, and for what partners are told.
import type { Config } from '../../../config/settings.ts'
import { reportingUses } from '../../flows/between/uses/report-uses.ts'
import { detecting } from '../../flows/upkeep/detect.ts'
import { readHours } from '../../model/calendar/office-hours.ts'
import { detectorNames, type Tuning } from '../../model/terms/uses/detectors.ts'
import type { NationalFlows } from '../../ports/doors/national.ts'
import type { Log } from '../../watch/log.ts'
import { world } from '../clock.ts'
import type { InForce } from '../in-force.ts'
import type { Kept } from '../kept.ts'

interface Looking {
  readonly inForce: InForce
  readonly kept: Pick<Kept, 'store' | 'evidenceLog'>
  readonly log: Log
  readonly submit: NationalFlows['submit']
  news(): void
}

const detectingUses = (
  {
    OFFICE_HOURS,
    OFFICE_ZONES,
    TIME_ZONE,
    DETECTORS,
    IDEMPOTENCY_KEEP_MS,
  }: Pick<Config, 'OFFICE_HOURS' | 'OFFICE_ZONES' | 'TIME_ZONE' | 'DETECTORS' | 'IDEMPOTENCY_KEEP_MS'>,
  { inForce, kept: { store, evidenceLog }, log, submit, news }: Looking,
) =>
  detecting({
    ...{ store, world, log, submit, timeZone: TIME_ZONE, records: evidenceLog.size, news },
    hours: OFFICE_HOURS === undefined ? undefined : readHours(OFFICE_HOURS),
    zones: OFFICE_ZONES ?? {},
    tuning: tuningOf(DETECTORS),
    draftsKnownMs: IDEMPOTENCY_KEEP_MS,
    daysOff: () => inForce.trust().card.contact,
  })

/** What each round does about uses: it tells partners of ours, and persons of what is odd. */
export const lookingAtUses = (config: Parameters<typeof detectingUses>[0], looking: Looking) => ({
  reported: reportingUses({
    ...{ store: looking.kept.store, submit: looking.submit, log: looking.log, world },
    trust: looking.inForce.trust,
  }),
  detected: detectingUses(config, looking),
})

const tuningOf = (set: Config['DETECTORS'] = {}): Tuning =>
  Object.fromEntries(
    detectorNames.map((name) => {
      const row = set[name]
      return [name, row && { count: row.count, windowMs: row.hours * 3_600_000 }]
    }),
  )
