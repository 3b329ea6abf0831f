// Whether what was read of a case still is what lies in the database: by whom else it was written,
// and how often we wrote to the messages of the case. Only the connection that writes can tell the
// two apart: to it alone its own commits are none of another. Whoever reads sees by the write-ahead
// log whether anything was committed since the writing thread has spoken.
import { glanceAt } from '../../../disk/glance.ts'
import type { BareConnection } from './bare-connection.ts'
import { logOf } from './carrying.ts'

/** What the writing thread says between two commits. */
export interface Mark {
  /** As `LogState`, before `others` was asked; nothing where there is no log yet. */
  readonly state: string | undefined
  /** Another number after each commit of another process. */
  readonly others: number
}

/** Where the write-ahead log ends: another text after each commit of anybody. */
interface LogState {
  now(): string | undefined
  close(): void
}

/** At the writing thread. */
interface Editions {
  /** Not to be asked within a transaction. */
  mark(): Mark
  /** Cases of which messages were written since this was asked, also by what was taken back. */
  touched(): readonly string[]
  close(): void
}

/** What the writing thread has said, at the near end. */
export interface KnownEditions {
  hear(mark: Mark, touched: readonly string[]): void
  mark(): Mark
  /**
   * Another text after each change by another process, and after each of ours to the messages of
   * this case; evidence that we added changes nothing.
   */
  of(caseId: string): string
}

/** Cases that are counted until all count as changed, and are counted anew. */
const mostCases = 20_000

/**
 * Two salts in the head of the log, others each time that it begins anew.
 * @see https://www.sqlite.org/walformat.html 2.1
 */
const [saltAt, saltBytes] = [16, 8]

export function openLogState(connection: BareConnection, file: string): LogState {
  const log = glanceAt(`${file}-wal`)
  return {
    now() {
      // In this order: with the salts that it has then, so many pages are these commits and no
      // others.
      const { walPages } = logOf(connection)
      const salts = log.of(saltAt, saltBytes)
      return salts && `${walPages} ${salts.toHex()}`
    },
    close: log.close,
  }
}

/** Counts from now on, and only what this connection writes. */
export function openEditions(connection: BareConnection, file: string): Editions {
  let touched = new Set<string>()
  connection.define('touched', (caseId) => {
    touched.add(caseId)
  })
  for (const [act, row] of [
    ['insert', 'new'],
    ['update', 'new'],
    ['update', 'old'],
    ['delete', 'old'],
  ])
    connection.run(
      `create temp trigger "touched_${act}_${row}" after ${act} on main.messages begin
        select touched(${row}."case");
      end`,
    )
  const log = openLogState(connection, file)
  return {
    mark() {
      const state = log.now()
      return { state, others: Number(connection.run('pragma data_version')['data_version']) }
    },
    touched() {
      const cases = [...touched]
      touched = new Set()
      return cases
    },
    close: log.close,
  }
}

export function knownEditions(first: Mark): KnownEditions {
  const times = new Map<string, number>()
  let [mark, cleared] = [first, 0]
  return {
    hear(heard, touched) {
      mark = heard
      for (const each of touched) times.set(each, (times.get(each) ?? 0) + 1)
      if (times.size <= mostCases) return
      times.clear()
      cleared += 1
    },
    mark: () => mark,
    of: (caseId) => `${mark.others} ${cleared} ${times.get(caseId) ?? 0}`,
  }
}
