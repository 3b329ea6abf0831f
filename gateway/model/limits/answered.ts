// Envelopes that were answered, and may come again.

/** Which receipts were given for envelopes that may come again. */
export interface Answered {
  of(member: string, envelopeSha256: string): string | undefined
  keep(member: string, envelopeSha256: string, receipt: string): void
}

/** So many of each member, the newest: an envelope is good for minutes, and comes at a pace. */
const mostAnswered = 4096

/** Ids alone; the receipts are in the store. */
export function rememberAnswered(): Answered {
  const members = new Map<string, Map<string, string>>()
  return {
    of: (member, envelopeSha256) => members.get(member)?.get(envelopeSha256),
    keep(member, envelopeSha256, receipt) {
      const known = members.get(member) ?? new Map<string, string>()
      members.set(member, known.set(envelopeSha256, receipt))
      const [oldest] = known.size > mostAnswered ? known.keys() : []
      if (oldest !== undefined) known.delete(oldest)
    },
  }
}
