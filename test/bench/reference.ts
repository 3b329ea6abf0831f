// The reference programs of the performance goals, where they are there: run alternately with ours, in one run on one machine.
import { execFile } from 'node:child_process'
import { access, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const floor = join(root, '../shared/floor')

export interface Pipeline {
  readonly rate: number
  readonly cpuMs: number
  readonly p50Ms: number
}
export interface Reference {
  /** Minimal gateways, mTLS, SQLite FULL, receipts. */
  pipeline(ask: { callers: number; crypto: 'jose' | 'hand'; batch?: number; ms: number }): Promise<Pipeline>
  /** MiB/s end to end of one streamed attachment. */
  stream(mebibytes: number): Promise<number>
  end(): Promise<void>
}

/** Undefined where the reference is not there; the benchmark then shows our own figures alone. */
export async function openReference(): Promise<Reference | undefined> {
  if (
    !(await access(floor).then(
      () => true,
      () => false,
    ))
  )
    return undefined
  const folder = await mkdtemp(join(tmpdir(), 'bulla-reference-'))
  await cp(floor, folder, { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await run('sh', ['certs.sh', 'certs'], { cwd: folder })
  const node = (args: string[], env: Record<string, string>) =>
    run(process.execPath, args, { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 16 << 20 })
  return {
    async pipeline({ callers, crypto, batch, ms }) {
      const out = join(folder, 'out.json')
      await node(['floor.mjs', 'pipeline'], {
        CONC: String(callers),
        CRYPTO: crypto,
        STORE: 'worker',
        MS: String(ms),
        JSON_OUT: out,
        ...(batch !== undefined && { BATCH: String(batch) }),
      })
      const figures = JSON.parse(await readFile(out, 'utf8')) as Record<
        string,
        { rate: number; A: number; B: number; p50: number }
      >
      const [found] = Object.values(figures)
      if (!found) throw new Error('the reference printed nothing')
      return { rate: found.rate, cpuMs: found.A + found.B, p50Ms: found.p50 }
    },
    async stream(mebibytes) {
      const { stdout } = await node(['stream-mtls.mjs', String(mebibytes)], {})
      return Number(/: ([\d.]+) MiB\/s/.exec(stdout)?.[1] ?? Number.NaN)
    },
    end: () => rm(folder, { recursive: true, force: true }),
  }
}
