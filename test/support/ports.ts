// Ports for tests: each is given once in a run, so that what is down for a moment finds its own again.
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folder in which the processes of one run write down what they took: a file a port. */
export const portsVariable = 'TEST_PORTS'

/** The folder of this run: the runner's, or that of a file which is run alone. */
let taken = process.env[portsVariable]

/**
 * A loopback port that nothing listens on and nobody else in this run is given: a gateway may be stopped and started on it. It lies
 * below those that systems hand out to outgoing connections, one of which could take it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000)
    if ((await takes(port)) && (await listens(port))) return port
  }
}

/** A folder for {@link freePort} that goes with this process. */
export function portsOfRun(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bulla-ports-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function takes(port: number): Promise<boolean> {
  taken ??= portsOfRun()
  try {
    await (await open(join(taken, `${port}`), 'wx')).close()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function listens(port: number): Promise<boolean> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (free) await new Promise((resolve) => server.close(resolve))
  return free
}
