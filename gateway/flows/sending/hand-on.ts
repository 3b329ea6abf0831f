// What was stored is handed on to whoever brings it to the partner.
import type { AsSubmitted, Claimed, Outbox } from '../../ports/delivering.ts'
import type { Submission, SubmitOutcome, SubmittingStore } from '../../ports/submitting.ts'

interface HandingOn {
  store: SubmittingStore
  outbox: Outbox
}

/** Stores it, and has it sent: as it stands here where it was claimed, else out of the store. */
export async function handedOn(
  { store, outbox }: HandingOn,
  submission: Submission,
  open: Pick<Claimed, 'items'> & { readonly asSubmitted: AsSubmitted },
): Promise<SubmitOutcome> {
  const { message, delivery } = submission
  // What destroys anything leaves once that is gone.
  const place = submission.destruction ? undefined : outbox.place(message.partner, delivery.weightBytes)
  const claimed = { ...delivery, ...place?.claim }
  let kept = false
  try {
    const result = await store.submit({ ...submission, delivery: claimed })
    if (result.outcome === 'claimed') {
      place?.keep({ delivery: claimed, message, ...open })
      kept = true
    }
    if (result.outcome === 'stored') outbox.queued(message.partner)
    return result
  } finally {
    if (!kept) place?.giveUp()
  }
}
