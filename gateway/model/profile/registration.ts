// A registration by hand: what reached us, or left, outside the gateway.
import { type Static, Type } from 'typebox'
import { localDateOf } from '../calendar/calendar.ts'
import { type Fault, Problem } from '../problems/problems.ts'
import { closed, day, oneOf, prose, shapeFaults } from './shape.ts'

/**
 * How something reached us, or left, that did not come through the gateway: 4.1 and 6.1 a allow
 * paper as well.
 */
export const registrationChannels = ['paper', 'e-mail', 'telephone', 'other'] as const

export const registrationSchema = closed(
  {
    direction: oneOf(['in', 'out'], { description: 'Received or sent by us.', examples: ['in'] }),
    channel: oneOf(registrationChannels, { description: 'How it travelled.', paragraph: '6.1 a', examples: ['paper'] }),
    type: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z-]{0,39}$',
        maxLength: 40,
        description: 'Message type of the case that it stands for; left out where it stands for none.',
        examples: ['response'],
      }),
    ),
    on: day({ description: 'Day on which it was received or sent, not after today.', examples: ['2026-04-02'] }),
    summary: prose(4000, {
      description: 'What it says, in a few words. Kept encrypted.',
      examples: ['Letter with the confirmed invoice, two pages, original in file 4711.'],
    }),
    reference: Type.Optional(
      prose(200, {
        description: 'File number or whatever else finds it again. Kept encrypted.',
        search: 'file',
        examples: ['4711/26'],
      }),
    ),
  },
  { description: 'A message on paper, by e-mail or by telephone that belongs to the case.' },
)
type Registration = Static<typeof registrationSchema>

/**
 * @param types the message types of the case's profile.
 * @param timeZone ours, in which the day is not after today.
 * @throws {Problem} `body-invalid` with every fault found
 */
export function readRegistration(
  value: unknown,
  { types, nowMs, timeZone }: { types: readonly string[]; nowMs: number; timeZone: string },
): Registration {
  const faults = shapeFaults(registrationSchema, value)
  if (faults.length === 0) {
    const registration = value as Registration
    faults.push(...ruleFaults(registration, types, localDateOf(nowMs, timeZone)))
    if (faults.length === 0) return registration
  }
  const [first] = faults
  throw new Problem('body-invalid', `${first?.field || 'the registration'} ${first?.message}`, { faults })
}

function ruleFaults({ type, on }: Registration, types: readonly string[], today: string): Fault[] {
  const faults: Fault[] = []
  if (type !== undefined && !types.includes(type))
    faults.push({ field: '/type', message: `is no message type of this case; known are ${types.join(', ')}` })
  if (on > today) faults.push({ field: '/on', message: `lies after today, ${today}` })
  return faults
}
