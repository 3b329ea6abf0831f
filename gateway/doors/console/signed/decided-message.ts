// What is decided by a message or about a draft, as the flow that does it sees it.
import { type JsonObject, jsonSha256 } from '../../../model/json.ts'
import type { Decided } from '../../../ports/doors/persons.ts'

interface SentMessage {
  readonly act: Decided['act']
  readonly case: string | null
  readonly type: string
  readonly body: JsonObject
  readonly items: readonly string[]
  /** Digest of its terms. */
  readonly terms: string
}

/** By its digest: what a message says is content, and no evidence keeps it. */
export const decidedMessage = ({ act, case: of, type, body, items, terms }: SentMessage): Decided => ({
  ...{ act, case: of, subject: jsonSha256(body) },
  data: { type, items: [...items], terms },
})

export const decidedApproval = (
  {
    draft,
    case: of,
    type,
    body,
    items,
  }: Pick<SentMessage, 'case' | 'type' | 'body' | 'items'> & { readonly draft: string },
  revision: number,
): Decided => ({
  ...{ act: 'approve', case: of, subject: draft },
  data: { revision, type, body: jsonSha256(body), items: [...items] },
})
