// The port over the operations: the same for every database that can run them. Each file of
// operations fulfils a slice of it.
import type { Store } from '../../gateway/ports/store.ts'
import { nameOf, type WriteAnswer, type WriteAsk, type WriteName } from './dialect/writes.ts'
import { type StoredGive, storedGive } from './giving.ts'
import { bringingBack } from './operations/bringing-back.ts'
import { alike } from './operations/content/alike.ts'
import { destroying } from './operations/content/destroying.ts'
import { lookingUp } from './operations/content/looking-up.ts'
import { restoring } from './operations/content/restoring.ts'
import { rewrapping } from './operations/content/rewrapping.ts'
import { deciding } from './operations/deciding.ts'
import { delivering } from './operations/delivering.ts'
import { drafting } from './operations/drafting.ts'
import { keeping } from './operations/keeping.ts'
import { logging } from './operations/logging.ts'
import { outbox } from './operations/outbox.ts'
import { reading } from './operations/reading.ts'
import { receiving } from './operations/receiving.ts'
import { reminding } from './operations/reminding.ts'
import { submitting } from './operations/submitting.ts'
import { sweeping } from './operations/sweeping.ts'
import type { Runner } from './runner.ts'
import { listing } from './shown/cases.ts'
import { showing } from './shown/reading.ts'

/**
 * One database: what changes it is sent by its name, as the operations may run in another thread.
 */
export interface Database extends Pick<Runner, 'shared' | 'read' | 'overwritten' | 'edition'> {
  write<N extends WriteName>(name: N, ask: WriteAsk<N>, give?: StoredGive): Promise<WriteAnswer<N>>
}

export function storeOver({ shared, read, overwritten, edition, write }: Database): Omit<Store, 'close'> {
  const runner: Runner = {
    shared,
    read,
    overwritten,
    edition,
    write: (operation, ask, give) => write(nameOf(operation), ask as never, give && storedGive(give)) as Promise<never>,
  }
  return {
    ...submitting(runner),
    ...drafting(runner),
    ...receiving(runner),
    ...delivering(runner),
    ...outbox(runner),
    ...bringingBack(runner),
    ...reading(runner),
    ...deciding(runner),
    ...alike(runner),
    ...logging(runner),
    ...reminding(runner),
    ...showing(runner),
    ...listing(runner),
    ...keeping(runner),
    ...sweeping(runner),
    ...destroying(runner),
    ...rewrapping(runner),
    ...restoring(runner),
    ...lookingUp(runner),
  }
}
