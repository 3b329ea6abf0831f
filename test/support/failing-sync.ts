// A disk whose syncs fail: a small library that is loaded before the C library of a child process.
import { execFileSync } from 'node:child_process'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface FailingSync {
  /** For the environment of the child. */
  readonly env: Readonly<Record<string, string>>
  /** From now on every sync of the file fails. */
  begin(): void
  /** How many have failed. */
  failed(): number
}

/** Why it cannot be had here, or false: what `skip` of a test takes. */
export function noFailingSync(): string | false {
  if (process.platform !== 'linux') return 'a failing sync is caused by LD_PRELOAD and /proc, which only Linux has'
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' })
    return false
  } catch {
    return 'a failing sync needs a C compiler (cc), and there is none here'
  }
}

/** @param end of the path of the file whose syncs fail */
export function failingSync(folder: string, end: string): FailingSync {
  const [library, begun, count] = ['failing-sync.so', 'sync-fails', 'syncs-failed'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  const source = join(import.meta.dirname, 'failing-sync.c')
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'])
  return {
    env: { LD_PRELOAD: library, FAIL_SYNC_WHILE: begun, FAIL_SYNC_OF: end, FAIL_SYNC_COUNT: count },
    begin: () => writeFileSync(begun, ''),
    failed: () => (existsSync(count) ? statSync(count).size : 0),
  }
}
