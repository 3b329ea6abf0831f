// What this installation remembers of its log outside of the database, under a mark of its own: how
// large it was, and its root. A database that holds less or other was changed while nobody looked,
// whether partners have seen more of it or not.
import { isJsonObject, type JsonObject } from '../../../../crypto/json.ts'
import { toHex } from '../../../../crypto/octets.ts'
import type { Memory } from '../../../ports/installation.ts'
import type { Secrets } from '../../content/secrets.ts'
import type { EvidenceLog } from '../evidence-log.ts'

export interface Remembering {
  readonly memory: Memory
  readonly secrets: Pick<Secrets, 'mark'>
  readonly evidenceLog: Pick<EvidenceLog, 'head' | 'origin' | 'rootAt'>
}

interface Remembered {
  readonly size: number
  /** Hex. */
  readonly rootHash: string
}

/** Keeps the newest head, where it is more than what is kept. @throws {Problem} `log-behind` */
export async function remember({ memory, secrets, evidenceLog }: Remembering): Promise<void> {
  const { size, rootHash } = await evidenceLog.head()
  const kept = await keptIn({ memory, secrets, evidenceLog })
  // One that is not ours stays, for whoever looks into it.
  if (size === 0 || kept === 'forged' || (kept && kept.size >= size)) return
  const head = { origin: evidenceLog.origin, size, rootHash: toHex(rootHash) }
  await memory.write(`${JSON.stringify({ ...head, mark: markOf(secrets, head) })}\n`)
}

/** Why the log is not the one that is remembered, in words for our log; undefined where it is. */
export async function whyForgotten(
  deps: Remembering,
): Promise<{ readonly size: number; readonly found: string } | undefined> {
  const kept = await keptIn(deps)
  if (kept === undefined) return undefined
  if (kept === 'forged') return { size: 0, found: 'what is remembered of the log was not written by this installation' }
  const { size, rootHash } = kept
  const root = await deps.evidenceLog.rootAt(size)
  if (root === undefined) return { size, found: `the log has fewer than the ${size} entries that are remembered of it` }
  if (toHex(root) === rootHash) return undefined
  return { size, found: `the tree of ${size} entries is not the one that is remembered` }
}

async function keptIn({ memory, secrets, evidenceLog }: Remembering): Promise<Remembered | 'forged' | undefined> {
  const text = await memory.read()
  if (text === undefined) return undefined
  const kept = parsed(text)
  if (!kept) return 'forged'
  const { mark, ...head } = kept
  const { origin, size, rootHash } = head
  if (mark !== markOf(secrets, head) || typeof size !== 'number' || typeof rootHash !== 'string') return 'forged'
  // Another log, of another card, has a memory of its own.
  return origin === evidenceLog.origin ? { size, rootHash } : undefined
}

const markOf = (secrets: Pick<Secrets, 'mark'>, head: JsonObject): string => secrets.mark({ remembered: head })

function parsed(text: string): JsonObject | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return isJsonObject(found) ? found : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
