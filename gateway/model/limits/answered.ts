// Envelopes that were answered, and may come again.

/** The id of the receipt that was given, and of how many statements it speaks. */
interface Answer {
  readonly receipt: string
  readonly statements: number
}

/** Which receipts were given for envelopes that may come again. */
export interface Answered {
  of(member: string, envelopeSha256: string): Answer | undefined
  keep(member: string, envelopeSha256: string, answer: Answer): void
}

/** So many of each member, the newest: an envelope is good for minutes, and comes at a pace. */
const mostAnswered = 4096

/** Ids alone; the receipts are in the store. */
export function rememberAnswered(): Answered {
  const members = new Map<string, Map<string, Answer>>()
  return {
    of: (member, envelopeSha256) => members.get(member)?.get(envelopeSha256),
    keep(member, envelopeSha256, answer) {
      const known = members.get(member) ?? new Map<string, Answer>()
      members.set(member, known.set(envelopeSha256, answer))
      const [oldest] = known.size > mostAnswered ? known.keys() : []
      if (oldest !== undefined) known.delete(oldest)
    },
  }
}
