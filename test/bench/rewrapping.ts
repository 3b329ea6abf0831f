// What a new epoch costs whoever posts meanwhile: so many living keys are wrapped anew beside posts, in one run with it and without, and the gateway is
// ended hard half-way, to see that it goes on.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { openEpochKeys } from '../../adapters/keys/epochs.ts'
import { readKeys } from '../../adapters/keys/files.ts'
import { epochOctets, openSecrets } from '../../gateway/flows/content/secrets.ts'
import { newId } from '../contracts/store-rows.ts'
import { requestBody } from '../support/bodies.ts'
import { spawnGateway } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { median, round2 } from './median.ts'
import { startPair } from './pair.ts'
import type { Found, Length } from './scenario.ts'

const keys = Number(process.env.KEYS ?? 100_000)
const callers = 4
const longestMs = 1_800_000

export async function rewrapping({ rounds, ms }: Length): Promise<Found> {
  const pair = await startPair({ SWEEP_EVERY_MS: 1000 })
  const { a, pids } = pair
  await pair.load.backlog(1_000)
  await fill(a)
  const posts = openPosts(a, pair.agreement)
  await posts.during(pause(ms))
  const ratios: number[] = []
  const [p99s, tookS, restingKib, peakKib] = [[] as [number, number][], [] as number[], [] as number[], [] as number[]]
  for (let round = 0; round < rounds; round += 1) {
    const without = await posts.during(pause(Math.max(ms, 10_000)))
    restingKib.push(residentKib(pids[0]))
    const began = performance.now()
    const number = await beginEpoch(a)
    const memory = watchMemory(pids[0])
    const beside = await posts.during(untilWrapped(a, number))
    peakKib.push(memory.end())
    tookS.push(Math.round((performance.now() - began) / 1000))
    p99s.push([round2(without), round2(beside)])
    ratios.push(beside / without)
    console.log(`round ${round + 1}: p99 ${round2(without)} ms without, ${round2(beside)} ms with, ${tookS.at(-1)} s`)
  }
  posts.end()
  const resumed = await killedHalfWay(a, pids[0])
  await pair.end()
  const grewMib = Math.round(Math.max(...peakKib.map((each, at) => each - (restingKib[at] ?? each))) / 1024)
  const ratio = round2(median(ratios))
  return {
    rows: {
      [`p99 of a post while ${keys} keys are wrapped anew / without, must ≤ 1.5`]: ratio,
      'by round: p99 without, with, ms': p99s.map((each) => each.join(', ')).join('; '),
      'seconds that it took, by round': tookS.join(', '),
      'resident memory above that of before, MiB': grewMib,
      'killed half-way: keys that were left, and that are after the next start': resumed.join(', '),
    },
    json: { keys, ratio, ratios: ratios.map(round2), p99s, tookS, grewMib, resumed },
  }
}

/** Bodies of a case that were received: each with a key that the epoch in force wraps. */
async function fill(installation: Installation): Promise<void> {
  const { secrets } = await secretsOf(installation)
  const db = databaseOf(installation)
  const { id: of, partner } = db.prepare('select id, partner from cases limit 1').get() as {
    id: string
    partner: string
  }
  const insert = db.prepare(`insert into messages
    (id, "case", partner, direction, type, clock, sha256, "storedAt", standing, statement, secret, key)
    values (?, ?, ?, 'in', 'response', 1, ?, 1, 'refused', '{}', ?, ?)`)
  const sha256 = randomBytes(32).toString('hex')
  for (let done = 0; done < keys; ) {
    db.exec('begin immediate')
    for (const end = Math.min(keys, done + 5_000); done < end; done += 1) {
      const id = newId()
      const { secret, key } = secrets.encrypt(id, { content: {}, salt: 'A' } as never)
      insert.run(id, of, partner, sha256, secret, key)
    }
    db.exec('commit')
  }
  db.close()
}

const databaseOf = ({ folder }: Installation) =>
  new DatabaseSync(join(folder, 'data/bulla.sqlite'), { timeout: 30_000 })

async function secretsOf({ folder }: Installation) {
  const { installation, root } = await readKeys(folder)
  const epochs = openEpochKeys(join(folder, 'keys/epochs'), installation)
  const randomOctets = (count: number) => new Uint8Array(randomBytes(count))
  return { epochs, ...openSecrets(installation, { randomOctets }, root, epochs) }
}

/** As a node does whose time has come; the gateway finds it with its next look. */
async function beginEpoch(installation: Installation): Promise<number> {
  const { epochs } = await secretsOf(installation)
  return (await epochs.begin(Date.now(), new Uint8Array(randomBytes(32)))).number
}

/** Keys that lie under another epoch. */
function left(installation: Installation, number: number): number {
  const db = databaseOf(installation)
  const found = db.prepare('select count(*) as n from messages where key is not null and substr(key, 1, 4) <> ?')
  const { n } = found.get(epochOctets(number)) as { n: number }
  db.close()
  return n
}

async function untilWrapped(installation: Installation, number: number, most = 0): Promise<void> {
  for (const untilMs = performance.now() + longestMs; left(installation, number) > most; await pause(1_000))
    if (performance.now() > untilMs) throw new Error(`not wrapped anew after ${longestMs} ms`)
}

/** Posts as a national system does, each answered by 202 before the next. */
function openPosts(from: Installation, agreement: string) {
  const pool = new Pool(`https://localhost:${from.ports.national}`, {
    ...{ connections: callers, pipelining: 1, allowH2: false },
    connect: { ca: from.ca.certPem },
  })
  const headers = { authorization: `Bearer ${from.tokens.officer}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ agreement, office: 'HQ', body: requestBody() })
  async function post(): Promise<number> {
    const start = performance.now()
    const answer = await pool.request({ method: 'POST', path: '/v1/cases', headers, body })
    const text = await answer.body.text()
    if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${text}`)
    return performance.now() - start
  }
  return {
    /** @returns p99 of the posts that began while it went on, in ms */
    async during(work: Promise<void>): Promise<number> {
      let isOver = false
      const over = work.finally(() => {
        isOver = true
      })
      const took: number[] = []
      const caller = async () => {
        while (!isOver) {
          took.push(await post())
          await pause(20)
        }
      }
      await Promise.all([over, ...Array.from({ length: callers }, caller)])
      took.sort((x, y) => x - y)
      return took[Math.floor(0.99 * (took.length - 1))] ?? Number.NaN
    },
    end: () => void pool.destroy(),
  }
}

const residentKib = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN)

function watchMemory(pid: number) {
  let most = 0
  const look = setInterval(() => {
    most = Math.max(most, residentKib(pid))
  }, 250)
  return {
    end() {
      clearInterval(look)
      return most
    },
  }
}

/** @returns what was left when it was killed, and once it was started again */
async function killedHalfWay(installation: Installation, pid: number): Promise<readonly [number, number]> {
  const number = await beginEpoch(installation)
  await untilWrapped(installation, number, keys / 2)
  process.kill(pid, 'SIGKILL')
  const atKill = left(installation, number)
  const ends: (() => unknown)[] = []
  await spawnGateway({ teardown: (end: () => unknown) => void ends.push(end) }, installation)
  await untilWrapped(installation, number)
  const after = left(installation, number)
  for (const end of ends) end()
  return [atKill, after]
}
