// What waits in our own gateway: deliveries that have waited for long, and those that are due later
// than any pause lasts.
import type { Config } from '../../../config/settings.ts'
import type { StatusView } from '../../answers/operator-answers.ts'
import { isComplaint } from '../../installation/complaint.ts'
import { longestPauseMs } from '../../model/delivery.ts'
import type { Words } from '../program/command.ts'
import type { Desk } from '../program/desk.ts'
import { withDoor } from '../program/national.ts'
import { objectsIn } from '../program/rows.ts'
import { type Finding, note, wrong } from './finding.ts'

const hourSeconds = 3_600
/** A partner may be away for a night; from then on somebody rings up. */
const wrongSeconds = 24 * hourSeconds

/** @returns nothing where the gateway does not run or lets us not ask; that is told elsewhere. */
export async function checkWaiting({ LEASE_MS }: Config, words: Words, desk: Desk): Promise<Finding[]> {
  const status = await statusOf(words, desk)
  const latestMs = desk.now() + longestPauseMs + LEASE_MS
  return [
    ...objectsIn(status['due']).flatMap(({ partner, dueAt }) =>
      Date.parse(String(dueAt)) > latestMs
        ? [
            wrong(
              `deliveries to ${partner}`,
              `the next is due at ${dueAt}, later than any pause lasts`,
              'a clock was wrong; compare it with a time server. "bulla redeliver" lets what waits go at once',
            ),
          ]
        : [],
    ),
    ...objectsIn(status['waiting']).flatMap(({ partner, deliveries, oldestSeconds }) => {
      const seconds = Number(oldestSeconds)
      if (seconds < hourSeconds) return []
      const found = `${deliveries} wait, the oldest for ${Math.floor(seconds / hourSeconds)} h`
      const fix = `"bulla deliveries --partner ${partner}" says why; ask ${partner} whether its gateway runs`
      return [(seconds < wrongSeconds ? note : wrong)(`deliveries to ${partner}`, found, fix)]
    }),
  ]
}

async function statusOf(words: Words, desk: Desk): Promise<Partial<StatusView>> {
  try {
    return await withDoor(words, desk, (door) => door.operator.status())
  } catch (error) {
    if (isComplaint(error)) return {}
    throw error
  }
}
