// A body is checked against its message type; only what passed goes on.
import type { JsonObject } from '../json.ts'
import { type Fault, Problem } from '../problems/problems.ts'
import { type BodyContext, type MessageType, type Profile, withArticle } from './profile.ts'
import { shapeFaults } from './shape.ts'

declare const checked: unique symbol

/**
 * Proof that a body has the shape and keeps the rules of its message type: only `checkBody` makes
 * one.
 */
interface CheckedBody {
  readonly body: JsonObject
  /** What deserves a look but stops nothing. */
  readonly warnings: readonly Fault[]
  readonly [checked]: true
}

/** @throws {Problem} `profile-unknown` when the profile has no such message type. */
export function messageType(profile: Profile, type: string): MessageType {
  const found = Object.hasOwn(profile.messages, type) ? profile.messages[type] : undefined
  if (found) return found
  const known = Object.keys(profile.messages).join(', ')
  throw new Problem('profile-unknown', `the profile ${profile.name} has no such message type; it has ${known}`)
}

/**
 * Checks a body as its sender wrote it, and puts in what a sending gateway adds by itself. The
 * rules are asked only once the shape is right.
 * @throws {Problem} `body-invalid` with every fault found: JSON pointer, paragraph, and what was
 *   found and expected.
 */
export function checkBody(profile: Profile, type: string, body: unknown, context: BodyContext = {}): CheckedBody {
  const message = messageType(profile, type)
  const shape = shapeFaults(message.body, body)
  if (shape.length > 0) throw new Problem('body-invalid', sentence(profile, shape), { faults: shape })
  const written = body as JsonObject
  const whole = context.received ? written : (message.completed?.(written) ?? written)
  const faults = attached(message, context).concat(message.rules(whole, context))
  if (faults.length > 0) throw new Problem('body-invalid', sentence(profile, faults), { faults })
  return { body: whole, warnings: message.warnings?.(whole) ?? [] } as unknown as CheckedBody
}

function attached({ items: taken, title }: MessageType, { items }: BodyContext): Fault[] {
  if (items === undefined) return []
  if (taken === 'none' && items.length > 0)
    return [{ field: '/items', message: `${withArticle(title)} carries no items` }]
  if (taken === 'required' && items.length === 0)
    return [{ field: '/items', message: `${withArticle(title)} carries at least one item` }]
  return []
}

function sentence({ cites }: Profile, faults: readonly Fault[]): string {
  const [first, ...others] = faults
  const where = first?.field || 'the body'
  const why = first?.paragraph && cites ? ` (${cites(first.paragraph)})` : ''
  const more = others.length > 0 ? `; and ${others.length} more` : ''
  return `${where} ${first?.message}${why}${more}`
}
