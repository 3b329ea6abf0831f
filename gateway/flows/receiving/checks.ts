// What judging is given, what comes of it, and how checks stand in an order that the types hold.

import type { OpenedMessage } from '../../../crypto/statement/message.ts'
import type { Statement } from '../../../crypto/statement/statement.ts'
import { problems } from '../../model/problems/problem-table.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { CaseRow, FingerprintRow, ItemRow, MessageRow } from '../../ports/rows.ts'
import type { Store } from '../../ports/store.ts'
import type { Content } from '../content/secrets.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { HeldAgreement, Trust } from '../trust/trust.ts'
import type { Receiving } from './deps.ts'

/** A case as it is stored, with its kept messages. */
export interface StoredCase {
  readonly row: CaseRow | undefined
  readonly messages: readonly MessageRow[]
}

/** What the statements of one delivery are judged with. */
export interface Judging {
  readonly deps: Pick<
    Receiving,
    'store' | 'parts' | 'proofs' | 'secrets' | 'world' | 'log' | 'limits' | 'partners' | 'breathe'
  >
  readonly trust: Trust
  readonly partner: Partner
  readonly nowMs: number
  /** Statements of the delivery that were stored before, by their id. */
  readonly known: ReadonlyMap<string, Awaited<ReturnType<Store['known']>>[number]>
  /** Small parts that came with the delivery, by their digest. */
  readonly inline: ReadonlyMap<string, Uint8Array>
  /**
   * Items by the statement that brings them: proven once, or found wrong once, however often the
   * delivery is judged.
   */
  readonly proven: Map<string, Promise<ProvenItems>>
  caseOf(id: string): Promise<StoredCase>
  /** What was taken of the delivery so far, in its order. */
  readonly earlier: readonly Taken[]
}

/** The checks that a statement passes before it is taken. */
export type CheckName =
  | 'verified'
  | 'agreement-with-partner'
  | 'agreement-in-force'
  | 'agreement-text'
  | 'travel-time'
  | 'type-known'
  | 'terms-understood'
  | 'terms-members'
  | 'terms-case'
  | 'body-size'
  | 'body-form'
  | 'facts'
  | 'item-ids'
  | 'item-keys'
  | 'item-sizes'
  | 'parts-here'
  | 'items-proven'
  | 'case-agreement'
  | 'held'
  | 'answerable'
  | 'pair'
  | 'terms-of-case'
  | 'case-limits'
  | 'threads'
  | 'cases-left'

/** Rows of items, and by what is known again what lies inside them. */
export interface ProvenItems {
  readonly items: readonly ItemRow[]
  readonly inside: readonly FingerprintRow[]
}

declare const passed: unique symbol
/** Proof that checks were passed: only a list of checks makes one. */
export interface Passed<Name extends CheckName> {
  readonly [passed]: { readonly [K in Name]: true }
}

interface Named {
  readonly id: string
  readonly sha256: string
  /** Digest of its terms; zeros where it could not be verified. */
  readonly terms: string
}

/** A statement that may be stored. */
export interface Taken extends Named, ProvenItems, Passed<CheckName> {
  readonly as: 'taken'
  readonly statement: Statement
  readonly content: Content
  readonly salt: string
  readonly held: HeldAgreement
  readonly profile: Profile
  /** False where it only exercises the line. */
  readonly inCase: boolean
}

/** A statement that is refused: `detail` is told to its sender, `fault` is for our log. */
export interface Refused extends Named {
  readonly as: 'refused'
  readonly check: CheckName
  readonly problem: ProblemCode
  readonly detail: string
  readonly fault: string
}

/** A statement whose id is known: the same one, or another. */
export interface Known extends Named {
  readonly as: 'duplicate' | 'conflict'
}

export type Verdict = Taken | Refused | Known

/** A statement as it arrived. */
export interface Arrived {
  readonly message: OpenedMessage
}

/**
 * What a check found out for those after it. A problem that is returned refuses the statement,
 * passing or not.
 */
type Found = object | Problem | undefined
type Added<F extends Found> = Exclude<F, Problem | undefined> extends never ? unknown : Exclude<F, Problem | undefined>

interface Row {
  readonly name: CheckName
  /** The words of docs/protocol.md §5.2 that demand it. */
  readonly demandedBy: string
}

export interface Broken {
  readonly check: CheckName
  readonly problem: Problem
}

/** Checks in their order. @typeParam So what is known of a statement that passed them all. */
interface Checks<So> {
  readonly rows: readonly Row[]
  /** Adds a check, which may need whatever those before it have found or proven. */
  next<Name extends CheckName, F extends Found>(
    name: Name,
    demandedBy: string,
    check: (so: So, judging: Judging) => F | Promise<F>,
  ): Checks<So & Added<F> & Passed<Name>>
  /** @throws {Problem} one that passes: the whole delivery comes again. */
  run(arrived: Arrived, judging: Judging): Promise<So | Broken>
}

/** A list without a check. */
export const inOrder = (): Checks<Arrived> => listOf([])

type Step = Row & { readonly check: (so: never, judging: Judging) => Found | Promise<Found> }

const listOf = <So>(steps: readonly Step[]): Checks<So> => ({
  rows: steps,
  next: (name, demandedBy, check) => listOf([...steps, { name, demandedBy, check }]),
  async run(arrived, judging) {
    let so: object = arrived
    for (const { name, check } of steps) {
      const found = await outcomeOf(() => check(so as never, judging))
      if (found instanceof Problem) return { check: name, problem: found }
      so = { ...so, ...found }
    }
    return so as So
  },
})

/** What stays wrong is an answer about this statement; what may pass is thrown on. */
async function outcomeOf(check: () => Found | Promise<Found>): Promise<Found> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof Problem && !problems[error.code].retry) return error
    throw error
  }
}
