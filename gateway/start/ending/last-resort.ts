// What nobody caught: told with its place, and then the gateway stops in order, as nobody knows
// what state it is in.
import { describeFailure, type Log, ourPlace, record } from '../../watch/log.ts'

/**
 * More are not told: what fails again and again while the gateway stops says the same each time.
 */
const mostTold = 20

/**
 * Tells of each failure that nobody caught: `gateway.failed`, with the line of our sources that it
 * comes from.
 */
export function lastResort(log: Log): (error: unknown) => void {
  let told = 0
  return (error) => {
    told += 1
    if (told <= mostTold) record(log, 'gateway.failed', { where: placeOf(error), problem: describeFailure(error) })
  }
}

/**
 * File and line of the topmost frame that is ours, else of the topmost one; never the message,
 * which could quote content.
 */
export function placeOf(error: unknown): string {
  const frames = (error instanceof Error ? (error.stack ?? '').replace(error.message, '') : '')
    .split('\n')
    .filter((line) => line.trim().startsWith('at '))
    .flatMap((line) => /\(?((?:file:\/\/|node:)[^\s()]+:\d+):\d+\)?$/.exec(line.trim())?.[1] ?? [])
  const [ours] = frames.flatMap((frame) => ourPlace(frame) ?? [])
  return ours ?? frames[0]?.split('/node_modules/').at(-1) ?? 'a place that left no trace'
}
