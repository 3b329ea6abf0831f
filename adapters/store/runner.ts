// How operations are run on one database, as the slices of the port ask for it.
import type { Give } from '../../gateway/ports/receiving.ts'
import type { Db } from './dialect/schema.ts'
import type { Change } from './operations/change.ts'

export interface Runner {
  /** Whether other nodes work on the same database. */
  readonly shared: boolean
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
