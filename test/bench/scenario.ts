// What a benchmark gives: rows that people read, and the same as one object.
import { availableParallelism } from 'node:os'
import { load } from './machine.ts'

export interface Found {
  /** Question, with the goal in it, to figure. */
  readonly rows: Readonly<Record<string, number | string>>
  readonly json: Readonly<Record<string, unknown>>
}

export interface Length {
  readonly rounds: number
  /** Of one measured stretch. */
  readonly ms: number
}

export type Scenario = (length: Length) => Promise<Found>

/** Messages after which a process is warm: the product runs more code than the reference. */
export const warmMessages = 3_000

/** Prints the table and, as its last line, one JSON object. */
export async function show(name: string, scenario: Scenario, length: Length): Promise<void> {
  const before = load()
  const { rows, json } = await scenario(length)
  console.table(rows)
  const about = { node: process.version, cores: availableParallelism(), load: [before[0], load()[0]], ...length }
  console.log(JSON.stringify({ bench: name, ...about, ...json }))
}
