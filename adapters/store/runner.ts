// How operations are run on one database, as the slices of the port ask for it.
import type { Give } from '../../gateway/ports/receiving.ts'
import type { Db } from './dialect/schema.ts'
import type { Change } from './operations/change.ts'

/** What was read of a case after it was asked for holds until another one is answered. */
export interface Edition {
  /** Another one after each change of the messages of the case, whoever made it. */
  readonly text: string
  /**
   * The last record of the case that it speaks of: those up to it have not changed either. Without
   * it none has, and more are added by nobody but us.
   */
  readonly until?: number
}

export interface Runner {
  /** Whether other nodes work on the same database. */
  readonly shared: boolean
  /**
   * Whether what was deleted or replaced before now is left in no file that the database keeps by
   * itself; where it is `false`, something was in the way, and it may be asked again.
   */
  overwritten(): Promise<boolean>
  /**
   * What a case is of now. @param until of its records those up to this number count, where it is
   * said. Undefined where that is not known.
   */
  edition(caseId: string, until?: number): Promise<Edition | undefined>
  /** Sees everything that was committed before it was called. */
  read<Ask, Answer>(operation: (db: Db, ask: Ask) => Promise<Answer>, ask: NoInfer<Ask>): Promise<Answer>
  /** In a transaction, rolled back where the operation says so; resolves when it is on disk. */
  write<Ask, Answer>(
    operation: (db: Db, ask: Ask) => Promise<Change<Answer>>,
    ask: NoInfer<Ask>,
    /** For an operation that a receipt is given for, in its commit. */
    give?: Give,
  ): Promise<Answer>
}
