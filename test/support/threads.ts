// A case told by its bodies: each is checked, turned into facts and folded, as both gateways do it. Profiles are pure: no gateway is needed.
import { type CaseState, foldCase } from '../../gateway/case/case.ts'
import type { JsonObject } from '../../gateway/model/json.ts'
import type { Step } from '../../gateway/model/profile/case-core.ts'
import { checkBody } from '../../gateway/model/profile/message.ts'
import type { Profile } from '../../gateway/model/profile/profile.ts'
import type { Role } from '../../gateway/model/role.ts'

/** Who says what: the role only where either member may send the type, and the items that are attached. */
export type Said = readonly [
  type: string,
  body: object,
  from?: Role | undefined,
  items?: readonly Attached[] | undefined,
]
interface Attached {
  readonly id: string
  readonly kind: string
}

const members: Record<Role, string> = { requesting: 'XA', requested: 'XB' }
const localDate = '2026-05-05'

/** What either side may write, whoever gave most writes most. */
const byProvider = ['keys', 'verification-update', 'permission', 'amend-terms', 'outcome-ask']
export const usualSender = (type: string, from: Role | 'either' | undefined): Role =>
  from === 'requested' || (from === 'either' && byProvider.includes(type)) ? 'requested' : 'requesting'

/** Folds the messages one tick after the other. @throws {Problem} `body-invalid` when a body is not as its profile wants it. */
export function tell(profile: Profile, ...said: readonly Said[]): CaseState {
  const steps: Step[] = []
  for (const [type, body, role, items = []] of said) {
    const { from } = profile.messages[type] ?? {}
    const sender = role ?? usualSender(type, from)
    checkBody(profile, type, body, { state: foldCase(profile, steps), localDate, items })
    steps.push({
      id: `step-${steps.length + 1}`,
      type,
      from: sender,
      member: members[sender],
      clock: steps.length + 1,
      sha256: 'a'.repeat(64),
      sentAt: `${localDate}T10:00:00.000Z`,
      localDate,
      facts: profile.messages[type]?.facts(body as JsonObject) ?? {},
    })
  }
  return foldCase(profile, steps)
}

/** The verdict and the reason of the last message. */
export const last = ({ steps, reasons }: CaseState): { verdict: string | undefined; reason: string | undefined } => {
  const id = `step-${Object.keys(steps).length}`
  return { verdict: steps[id], reason: reasons[id] }
}

/** The example of a message's body, as its profile shows it. */
export const exampleBody = (profile: Profile, type: string): Record<string, unknown> => {
  const [example] = (profile.messages[type]?.body as { examples?: unknown[] } | undefined)?.examples ?? []
  return structuredClone(example) as Record<string, unknown>
}
