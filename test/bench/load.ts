// A load generator on the national door of one gateway: callers that each wait for the verified receipt of what they posted.
import { readFileSync } from 'node:fs'
import { Pool } from 'undici'
import { requestExample } from '../../gateway/profiles/tfa12/request-example.ts'
import { requestBody } from '../support/bodies.ts'
import type { Installation } from '../support/installation.ts'
import { pause } from '../support/traffic.ts'
import { openFeed } from './feed.ts'
import { cpuMs } from './machine.ts'

export interface Figures {
  readonly rate: number
  /** CPU of both gateways per message, in milliseconds. */
  readonly cpuMs: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of which no receipt came in time; they count with the time that was waited. */
  readonly missing: number
}

/** The last of a long backlog comes late, and rightly so. */
const backlogMs = 600_000

export interface Load {
  /**
   * @param patienceMs how long one receipt is waited for; without it one that is missing is an error.
   * @param everyMs each caller posts once in so long, and at once where it is behind; else it posts as fast as receipts come.
   */
  run(callers: number, ms: number, patienceMs?: number, everyMs?: number): Promise<Figures>
  /** Posts without waiting for receipts, then waits for the last one. */
  backlog(messages: number): Promise<Figures>
  /** Posts and waits for no receipt. */
  post(messages: number): Promise<void>
  end(): Promise<void>
}

/** @param pids of both gateways, for their CPU. */
export async function openLoad(
  from: Installation,
  agreement: string,
  bytes: number,
  pids: readonly number[],
): Promise<Load> {
  const pool = new Pool(`https://localhost:${from.ports.national}`, {
    connections: 65,
    pipelining: 1,
    allowH2: false,
    connect: { ca: from.ca.certPem },
  })
  const authorization = `Bearer ${from.tokens.officer}`
  // Each asks about declarations of its own, as cases do: who asks twice about one is told of it.
  const written = JSON.stringify({ agreement, office: 'HQ', body: paddedRequest(bytes) })
  const numbers = [requestExample.importDeclaration.number, requestExample.exportDeclaration.number]
  let declared = 0
  const body = () => {
    declared += 1
    return numbers.reduce(
      (text, number) => text.replace(number, number.slice(0, 6) + String(declared).padStart(number.length - 6, '0')),
      written,
    )
  }
  const feed = await openFeed(pool, authorization)

  async function post(): Promise<string> {
    const answer = await pool.request({
      method: 'POST',
      path: '/v1/cases',
      headers: { authorization, 'content-type': 'application/json' },
      body: body(),
    })
    const text = await answer.body.text()
    if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${text}`)
    return (JSON.parse(text) as { message: string }).message
  }
  async function measured(work: (latencies: number[], miss: () => void) => Promise<void>): Promise<Figures> {
    const latencies: number[] = []
    let missing = 0
    const [cpu, start] = [cpuMs(pids), performance.now()]
    await work(latencies, () => {
      missing += 1
    })
    const tookMs = performance.now() - start
    const used = cpuMs(pids) - cpu
    latencies.sort((a, b) => a - b)
    const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? Number.NaN
    const rate = (latencies.length - missing) / (tookMs / 1000)
    return { rate, cpuMs: used / latencies.length, p50Ms: at(0.5), p99Ms: at(0.99), missing }
  }
  return {
    run: (callers, ms, patienceMs, everyMs = 0) =>
      measured(async (latencies, miss) => {
        const begin = performance.now()
        const end = begin + ms
        const caller = async (_: unknown, index: number) => {
          for (let due = begin + (index / callers) * everyMs; due < end; due += everyMs) {
            const early = due - performance.now()
            if (early > 0) await pause(early)
            const start = performance.now()
            if (start >= end) return
            if (!(await feed.receiptOf(await post(), patienceMs))) {
              if (patienceMs === undefined) throw new Error('no receipt came in time')
              miss()
            }
            latencies.push(performance.now() - start)
          }
        }
        await Promise.all(Array.from({ length: callers }, caller))
      }),
    backlog: (messages) =>
      measured(async (latencies) => {
        let left = messages
        const waits: Promise<void>[] = []
        const caller = async () => {
          while (left > 0) {
            left -= 1
            const start = performance.now()
            const waited = feed.receiptOf(await post(), backlogMs).then((came) => {
              if (!came) throw new Error('no receipt came in time')
              latencies.push(performance.now() - start)
            })
            waits.push(waited)
          }
        }
        await Promise.all(Array.from({ length: 64 }, caller))
        await Promise.all(waits)
      }),
    async post(messages) {
      let left = messages
      const caller = async () => {
        for (; left > 0; left -= 1) await post()
      }
      await Promise.all(Array.from({ length: 64 }, caller))
    },
    async end() {
      feed.end()
      await pool.destroy()
    },
  }
}

/** A request of about so many octets as JSON: its longest texts are filled first. */
function paddedRequest(bytes: number): Record<string, unknown> {
  const request = requestBody() as { verification: object }
  let left = bytes - JSON.stringify(request).length
  const fill = (most: number) => {
    const text = 'x'.repeat(Math.max(1, Math.min(most, left)))
    left -= text.length
    return text
  }
  return {
    ...request,
    groundsOfDoubt: fill(4000),
    verification: { ...request.verification, summary: fill(4000) },
    proportionality: fill(2000),
  }
}

/** Highest resident memory so far, in MiB. */
export const peakMiB = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
