// Two years in the life of two gateways, by libfaketime. A running gateway stops where its clock steps by more than five minutes, as it must
// (docs/operations.md, Clocks). So time goes by while both are off: they are stopped, the clock goes ahead some days, and they start again.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { falseClock, withoutFalseClock } from '../../support/false-clock.ts'
import { quickly } from '../../support/gateways.ts'
import { scratch } from '../../support/installation.ts'
import { type Owner, type Row, row } from '../../support/rows.ts'

export interface Span {
  readonly days: number
  /** How long both are off each time; a certificate of the trial CA lasts seven days. */
  readonly everyDays: number
}

/** The clock is that of a process, so the years go by in one of their own. */
export async function twoYears(t: Owner, { days, everyDays }: Span): Promise<Row[]> {
  if (withoutFalseClock) return [row('time goes by', withoutFalseClock, false)]
  const folder = await scratch(t)
  const { env } = await falseClock(folder)
  const child = spawn(
    process.execPath,
    [...quickly, join(import.meta.dirname, 'years.ts'), folder, String(days), String(everyDays)],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH ?? '', ...env } },
  )
  t.teardown(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const said = Buffer.concat(await child.stdout.toArray()).toString()
  const last = said.trim().split('\n').at(-1) ?? ''
  return last.startsWith('[')
    ? (JSON.parse(last) as Row[])
    : [row('time goes by', `it ended with ${await ended}`, false)]
}
