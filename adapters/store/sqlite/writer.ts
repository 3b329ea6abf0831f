// The writing thread: owns the only connection that writes. Takes everything that waits, commits it
// at once, answers, and looks again. While one commit is on its way to the disk the next calls
// gather; there is no timer.
import { dirname } from 'node:path'
import { type MessagePort, parentPort, receiveMessageOnPort, type Transferable, workerData } from 'node:worker_threads'
import type { StoredClaims } from '../dialect/rows.ts'
import { faultOf, reachOf, type StoreFault, stopped } from '../faults.ts'
import type { Asking, ForCall } from '../giving.ts'
import { type Answer, type Call, openGroupCommit } from '../group-commit.ts'
import { carryOver, type Hindered, logOf, oneMore, unhindered } from './carrying.ts'
import { type DiskReserve, openDiskReserve } from './disk-reserve.ts'
import { type Mark, openEditions } from './editions.ts'
import type { Connection } from './node-sqlite.ts'
import { openForWriting } from './sqlite-file.ts'
import { finishMode, type Log, mayCarryInto } from './write-ahead-log.ts'

export interface WriterData {
  readonly file: string
  readonly minFreeBytes: number
  readonly reserveBytes: number
}
export type ToWriter =
  | { readonly calls: readonly Call[] }
  | { readonly given: readonly ForCall[] }
  | { readonly look: number }
  | { readonly close: true }

/** Counted since the thread began. */
export interface WriterStats extends Log {
  /** Those that wrote something. */
  readonly commits: number
  readonly operations: number
  /** Rows inserted, updated or deleted, also by what was rolled back. */
  readonly rows: number
  /** Turns of carrying the log over that came to nothing, as nothing was lost by it. */
  readonly hindered: Hindered
}
export type FromWriter =
  | { readonly opened: WriterStats; readonly mark: Mark }
  | { readonly refused: StoreFault }
  | { readonly asking: Asking }
  | { readonly looked: number; readonly mark: Mark }
  | Answered
  | { readonly broken: StoreFault }

interface Answered {
  readonly answers: readonly Answer[]
  readonly stats: WriterStats
  readonly short: boolean
  /** As `Editions` says. */
  readonly mark: Mark
  readonly touched: readonly string[]
}

/** Bounds how long a commit can take, whatever has gathered. */
const mostInGroup = 512
/** Below this, copying is cheaper than handing over. */
const handOverBytes = 65_536

if (!parentPort) throw new Error('this file is the entry of a worker thread')
await open(parentPort, workerData)

async function open(port: MessagePort, { file, minFreeBytes, reserveBytes }: WriterData): Promise<void> {
  const say = (message: FromWriter, handedOver: Transferable[] = []) => port.postMessage(message, handedOver)
  try {
    const held = await openForWriting(file)
    const needs = { folder: dirname(file), reserveFile: `${file}-ballast`, reserveBytes, minFreeBytes }
    const diskReserve = openDiskReserve({ ...needs, clock: () => performance.now() })
    let give: (given: readonly ForCall[]) => void = () => undefined
    // While the near end gives them the transaction is open, and the next calls gather.
    const asked = (asking: Asking) =>
      new Promise<readonly ForCall[]>((resolve) => {
        give = resolve
        say({ asking })
      })
    const groupCommit = openGroupCommit(held.connection, diskReserve, asked)
    const finish = finishing(held.connection, diskReserve)
    const editions = openEditions(held.connection, file)
    const stats = (): WriterStats => ({
      ...groupCommit.count(),
      rows: held.connection.rowsChanged(),
      ...logOf(held.connection),
      hindered: finish.hindered(),
    })

    serve(port, {
      async work(calls) {
        const answers = await groupCommit.commit(calls)
        const now = stats()
        const short = !diskReserve.isRoomy()
        const told = { mark: editions.mark(), touched: editions.touched() }
        say({ answers, stats: now, short, ...told }, answers.flatMap(largeOctets))
        finish.after(now, short)
      },
      given: (given) => give(given),
      look: (looked) => say({ looked, mark: editions.mark() }),
      close() {
        editions.close()
        held.release()
        port.close()
      },
      // Whatever the disk holds now, nothing more is acknowledged on top of it.
      broken: (error) => say({ broken: stopped(error) }),
    })
    say({ opened: stats(), mark: editions.mark() })
  } catch (error) {
    const ours = reachOf(error) === 'operation' && error instanceof Error
    say({ refused: { ...faultOf(error), message: ours ? error.message : 'the database cannot be opened' } })
  }
}

interface Service {
  work(calls: readonly Call[]): Promise<void>
  given(given: readonly ForCall[]): void
  /** Between two commits. */
  look(id: number): void
  close(): void
  broken(error: unknown): void
}

function serve(port: MessagePort, { work, given, look, close, broken }: Service): void {
  const waiting: Call[] = []
  const looks: number[] = []
  let working = false
  let closing = false
  let failed = false

  port.on('message', (message: ToWriter) => {
    take(message)
    // After a fault the near end has rejected whatever comes: nothing is committed on top of it.
    if (!working && !failed) untilNothingWaits().catch(broken)
  })

  function take(message: ToWriter): void {
    if ('close' in message) closing = true
    else if ('given' in message) given(message.given)
    else if ('look' in message) looks.push(message.look)
    else waiting.push(...message.calls)
  }

  async function untilNothingWaits(): Promise<void> {
    working = true
    try {
      for (;;) {
        for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) take(next.message)
        for (const each of looks.splice(0)) look(each)
        if (waiting.length === 0) break
        await work(waiting.splice(0, mostInGroup))
      }
      if (closing) close()
    } catch (error) {
      failed = true
      broken(error)
    } finally {
      working = false
    }
  }
}

interface Finish {
  after(log: Log, short: boolean): void
  hindered(): Hindered
}

function finishing(connection: Connection, diskReserve: DiskReserve): Finish {
  let finishedAt = 0
  let hindered = unhindered
  return {
    after(log, short) {
      if (log.walPages < finishedAt) finishedAt = 0
      const mode = short ? shortMode(log, diskReserve) : finishMode(log, finishedAt)
      if (mode === undefined) return
      finishedAt = log.walPages
      hindered = oneMore(hindered, carryOver(connection, mode, diskReserve.freeBytes()))
    },
    hindered: () => hindered,
  }
}

const shortMode = (log: Log, diskReserve: DiskReserve) =>
  mayCarryInto(diskReserve.freeBytes(), log) ? 'passive' : undefined

/** Bodies that were read from the database for this answer alone. */
function largeOctets(answer: Answer): Transferable[] {
  const claims = 'answer' in answer ? (answer.answer as Partial<StoredClaims> | null) : null
  return (claims?.messages ?? []).flatMap(({ secret }) => {
    if (!secret || secret.byteLength < handOverBytes || secret.byteLength !== secret.buffer.byteLength) return []
    return [secret.buffer as ArrayBuffer]
  })
}
