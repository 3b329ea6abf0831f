// Which messages are an act that a person can sign with a key of its own: by what their rows say,
// and never by their names.
import type { SignedAct } from '../client/person.ts'
import type { MessageType } from './profile.ts'

export function signedActOf({ effect, permits }: Pick<MessageType, 'effect' | 'permits'>): SignedAct | undefined {
  if (permits) return 'permit'
  if (effect === 'accepts-terms') return 'accept-terms'
  return effect === 'disposes' ? 'dispose' : undefined
}
