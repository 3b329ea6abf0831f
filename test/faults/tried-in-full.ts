// A test file that tries at random, in a process of its own and as often as is promised: the suite tries a tenth of that each time.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type FinalResults, Parser } from 'tap-parser'
import { quickly } from '../support/gateways.ts'
import { type Owner, type Row, row } from '../support/rows.ts'

const hourSeconds = 3_600

export async function triedInFull(t: Owner, file: string): Promise<readonly Row[]> {
  const child = spawn(process.execPath, [...quickly, 'scripts/files.ts', `${hourSeconds}`, file], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BULLA_TRIES: 'all', TAP_TIMEOUT: '0' },
  })
  t.teardown(() => child.kill('SIGKILL'))
  const parser = new Parser()
  const said: string[] = []
  const assertions: Row[] = []
  parser.on('child', (test: Parser) => listen(test))
  function listen(test: Parser): void {
    test.on('child', listen)
    test.on('comment', (comment: string) => {
      if (/^# (seed|count):/.test(comment)) said.push(comment.slice(2).trim())
    })
    test.on('assert', ({ name, ok }) => assertions.push(row(name, ok ? 'holds' : 'does not hold', ok)))
  }
  const read = new Promise<FinalResults>((resolve) => parser.once('complete', resolve))
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  child.stdout.pipe(parser)
  const [how, { ok, count }] = await Promise.all([ended, read])
  const failed = assertions.filter(({ passed }) => !passed)
  return [
    ...failed,
    row(
      file,
      `ended with ${how} after ${assertions.length} assertions; ${said.join('; ')}`,
      ok && how === 0 && count > 0,
    ),
  ]
}
