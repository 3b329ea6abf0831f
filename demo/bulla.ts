// Runs one command of `bulla` as a process of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Json } from './reading.ts'

export const program = fileURLToPath(new URL('../bin/bulla.mjs', import.meta.url))

export interface Ended {
  readonly exit: number | null
  /** The JSON object of the last line; empty where there was none. */
  readonly answer: Json
  /** What it said, errors first. */
  readonly said: string
}

export interface Running {
  /** A folder of ours, for compiled code. */
  readonly root: string
  readonly cwd?: string
  /** Told of the process when it begins, so that it can be ended with us. */
  readonly began?: (child: ChildProcess) => void
}

/** Resolves when the command has ended, whatever its exit code is. */
export async function runBulla(words: readonly string[], { root, cwd, began }: Running): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...words], {
    env: environment(root),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  })
  began?.(child)
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const [out, err, exit] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended])
  const last = out.trimEnd().split('\n').at(-1) ?? ''
  return { exit, answer: last.startsWith('{') ? JSON.parse(last) : {}, said: err.trim() || out.trim() }
}

/** Settings of the caller's own gateway must not reach ours; commands after the first start from compiled code. */
export function environment(root: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('BULLA_'))
  return {
    ...Object.fromEntries(inherited),
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(root, 'compiled'),
  }
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
