import type { Parse } from './parse.ts'

/** One row of the table of settings. */
export interface Setting<T> {
  readonly parse: Parse<T>
  /** What holds when the operator says nothing; a setting without it is required. */
  readonly fallback?: T
  /** What it does, in which unit, and what speaks for more or for less. */
  readonly describe: string
  /** True when a running gateway takes a change up; every other setting needs a restart. */
  readonly reload?: true
  /** True for paths: relative ones are seen from the folder of the installation. */
  readonly path?: true
}
