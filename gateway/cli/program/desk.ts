// What every command is given beside its words, and what it gives back.

import { type Complaint, complain, type Exit, messageOf } from '../../installation/complaint.ts'
import type { ClientRole } from '../../model/client/roles.ts'
import type { Keys } from '../../ports/installation.ts'

export interface Outcome {
  readonly exit: Exit
  /** The one JSON object that `--json` prints. */
  readonly answer: object
}

/** All of these roles; with `any` one of them. */
export interface Wants {
  readonly roles: readonly ClientRole[]
  readonly any?: true
}

export interface Desk {
  /** Folder of the installation, absolute. */
  readonly folder: string
  /** Where relative paths of operands begin. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The keys of the installation in a folder; refuses those that others can read. */
  readKeys(folder: string): Promise<Keys>
  /** Lines for people, on standard output; nothing under `--json`. */
  say(...lines: readonly string[]): void
  /** Lines beside the result, on standard error. */
  note(...lines: readonly string[]): void
  /**
   * A bar while something large moves, octets unless said otherwise; a total of 0 is not known.
   * Nothing where no terminal watches.
   */
  progress(label: string, total: number, unit?: Unit): Progress
  /**
   * Asks a person; undefined where none can answer. What is hidden does not appear while it is
   * typed.
   */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string | undefined>
  /** Resolves with the name of the signal when the process is asked to stop. */
  stopAsked(): Promise<string>
  /**
   * For a program that stays: nobody has to read its lines any more, and a hangup ends it no longer
   * but calls back, until what is given back is called.
   */
  stay(hungUp: () => void): () => void
  /** From now on whatever nobody caught comes here, and ends the process no more. */
  uncaught(tell: (error: unknown) => void): void
  /** Tells the service manager, where one listens, that we are up and that we stop. */
  readonly manager: { ready(): void; stopping(): void }
  /** Ends the process at once; for a gateway that does not stop by itself. */
  abandon(exit: Exit): void
  /** Which roles the command wants of its token. */
  readonly wants?: Wants
  now(): number
  randomOctets(count: number): Uint8Array
  /** A new UUIDv7. */
  id(): string
}

/** What a bar counts. */
export type Unit = 'octets' | 'entries'

export interface Progress {
  advance(by: number): void
  finish(): void
}

export const done = (answer: object): Outcome => ({ exit: 0, answer })
export const failed = (answer: object): Outcome => ({ exit: 1, answer })

/** As `refused`, with members that only `--json` shows. */
export const refusedWith = (details: object, message: string, ...hints: readonly string[]): Complaint =>
  complain(1, message, hints, details)
/** The command was used in a wrong way. To be thrown. */
export const wrongUse = (message: string, ...hints: readonly string[]): Complaint => complain(2, message, hints)
/** No gateway answers. To be thrown. */
export const unreachable = (message: string, ...hints: readonly string[]): Complaint => complain(3, message, hints)

/** The faults of an error that lists several (settings, keys), or its one message. */
export const faultsOf = (error: unknown): string[] =>
  error instanceof Error && Array.isArray(error.cause) ? error.cause.map(String) : [messageOf(error)]
