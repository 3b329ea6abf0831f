// Lines that others can make us write, as often as they like: so many of each kind and of each of
// them are written in a minute, the others are counted and told in one line.
import { type Log, type LogEvent, record } from './log.ts'

/** By which field it is known who made us write; the others are written by what we do. */
const causedBy: Readonly<Partial<Record<LogEvent, string>>> = {
  'tls.accepted': 'partner',
  'tls.refused': 'address',
  'tls.closed': 'partner',
  'envelope.rejected': 'partner',
  'envelope.repeated': 'partner',
  'statement.refused': 'partner',
  'part.rejected': 'partner',
  'limit.reached': 'partner',
  'card.refused': 'partner',
  'card.rehearsed': 'partner',
  'trust.refused': 'what',
  'crl.refused': 'source',
  'witness.ignored': 'partner',
  'log.alarm': 'partner',
  'request.refused': 'route',
  'request.failed': 'route',
}

const windowMs = 60_000
/** Of one kind, by one of them; and by all of them, as addresses are had by the million. */
const mostOfOne = 30
const mostOfAll = 300
const all = '*'

/**
 * @param elapsedMs a clock that never goes back. What was left out is told with the first line of
 *   any kind after its minute.
 */
export function summing(log: Log, elapsedMs: () => number): Log {
  const counted = new Map<string, { readonly of: LogEvent; readonly by: string; lines: number; left: number }>()
  let sinceMs = elapsedMs()

  function isWritten(of: LogEvent, by: string, most: number): boolean {
    const key = `${of} ${by}`
    const count = counted.get(key) ?? { of, by, lines: 0, left: 0 }
    counted.set(key, count)
    count.lines += 1
    if (count.lines <= most) return true
    count.left += 1
    return false
  }

  function tellLeft(): void {
    const forMs = elapsedMs() - sinceMs
    if (forMs < windowMs) return
    const left = [...counted.values()].filter((each) => each.left > 0)
    counted.clear()
    sinceMs = elapsedMs()
    for (const { of, by, left: lines } of left) record(log, 'log.summed', { of, by, lines, forMs: Math.round(forMs) })
  }

  const tell = (level: 'info' | 'warn' | 'error') => (line: Record<string, string>, text: string) => {
    tellLeft()
    const of = line['event'] as LogEvent
    const field = causedBy[of]
    // Whoever is beyond its own share takes nothing from what all have together.
    if (field !== undefined && !(isWritten(of, line[field] ?? '', mostOfOne) && isWritten(of, all, mostOfAll))) return
    log[level](line, text)
  }
  return Object.assign(Object.create(log), { info: tell('info'), warn: tell('warn'), error: tell('error') })
}
