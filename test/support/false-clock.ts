// A wall clock that a test sets while a gateway runs: libfaketime, which leaves the monotonic clock as it is.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib']
const library = folders.map((folder) => join(folder, 'faketime', 'libfaketimeMT.so.1')).find((file) => existsSync(file))

/** What tells tap to skip, where the library is not installed. */
export const withoutFalseClock = library === undefined && 'libfaketime is not installed (package faketime)'

export interface FalseClock {
  /** For the process whose clock it is. */
  readonly env: Readonly<Record<string, string>>
  /** Puts the clock ahead of the true one by so many seconds; 0 puts it right. */
  ahead(seconds: number): Promise<void>
}

/** @param folder where the file lies by which the clock is set. */
export async function falseClock(folder: string): Promise<FalseClock> {
  const file = join(folder, 'false-clock')
  const ahead = (seconds: number) => writeFile(file, `+${seconds}s\n`)
  await ahead(0)
  const env = {
    LD_PRELOAD: library ?? '',
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_NO_CACHE: '1',
    NO_FAKE_STAT: '1',
  }
  return { env, ahead }
}
