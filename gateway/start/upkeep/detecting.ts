// Who looks through the evidence for what a person should look at.
import type { Config } from '../../../config/settings.ts'
import { detecting } from '../../flows/upkeep/detect.ts'
import { readHours } from '../../model/calendar/office-hours.ts'
import type { NationalFlows } from '../../ports/doors.ts'
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

export const detectingUses = (
  { OFFICE_HOURS, TIME_ZONE }: Pick<Config, 'OFFICE_HOURS' | 'TIME_ZONE'>,
  { inForce, kept: { store, evidenceLog }, log, submit, news }: Looking,
) =>
  detecting({
    ...{ store, world, log, submit, timeZone: TIME_ZONE, records: evidenceLog.size, news },
    hours: OFFICE_HOURS === undefined ? undefined : readHours(OFFICE_HOURS),
    daysOff: () => inForce.trust().card.contact,
  })
