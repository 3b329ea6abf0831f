// What a gateway does by itself once messages are stored: it answers while obligations are
// suspended, answers what is asked of its books, and lays down agreed texts. The round makes up for
// what a crash cut off.
import { type LayingDown, layDownAgreements } from '../between/agreements.ts'
import { type AnsweringUses, answerUses } from '../between/uses/answer-uses.ts'
import { type ByItself, readByItself } from '../releasing/by-itself.ts'
import { type AnsweringDeps, answerWhileSuspended } from './answer-while-suspended.ts'

type FollowUp = AnsweringDeps & AnsweringUses & Omit<LayingDown, 'proposed'> & ByItself

/** Harmless to run twice, or on two nodes at once. */
export async function followUp(deps: FollowUp): Promise<void> {
  await answerWhileSuspended(deps)
  await answerUses(deps)
  await layDownAgreements({ ...deps, proposed: (row, message) => readByItself(deps, row, message) })
}

/** Runs `work` soon, never twice at once: a call during a run causes one more. */
export function soon(work: () => Promise<void>, failed: (error: unknown) => void) {
  let running: Promise<void> | undefined
  let again = false
  let ended = false
  const run = async () => {
    do {
      again = false
      await work().catch(failed)
    } while (again && !ended)
    running = undefined
  }
  return {
    call() {
      if (ended) return
      again = true
      running ??= run()
    },
    /** Resolves when nothing runs. */
    async settled() {
      await running
    },
    /** The same, and nothing runs any more: whoever calls after that comes too late. */
    async end() {
      ended = true
      await running
    },
  }
}
