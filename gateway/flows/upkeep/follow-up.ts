// What a gateway does by itself once messages are stored: it answers what rests, and lays down agreed texts. The round makes up for what a crash cut off.
import { profiles } from '../../profiles/all.ts'
import { type LayingDown, layDownAgreements } from '../between/agreements.ts'
import { answerResting, type Resting } from './answer-while-suspended.ts'

export type FollowUp = Resting & LayingDown

/** Harmless to run twice, or on two nodes at once. */
export async function followUp(house: FollowUp): Promise<void> {
  await answerResting(house)
  await layDownAgreements(house)
}

/** Part of whatever stores messages. */
export interface Followed {
  /** After a commit that the gateway itself has something to do about; returns at once. */
  followUp?(): void
}

/** Whether a stored message may ask something of the gateway itself. */
export function asksGateway(profile: string, type: string): boolean {
  const { scope, restingAnswer, messages } = profiles.get(profile) ?? {}
  return scope === 'members' || (restingAnswer !== undefined && messages?.[type]?.opens === true)
}

/** Runs `work` soon, never twice at once: a call during a run causes one more. */
export function soon(work: () => Promise<void>, failed: (error: unknown) => void) {
  let running: Promise<void> | undefined
  let again = false
  const run = async () => {
    do {
      again = false
      await work().catch(failed)
    } while (again)
    running = undefined
  }
  return {
    call() {
      again = true
      running ??= run()
    },
    /** Resolves when nothing runs. */
    async settled() {
      await running
    },
  }
}
