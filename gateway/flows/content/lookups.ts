// Cases are found by the numbers in what was sent, received and registered: keyed digests of them
// are kept, never the numbers.
import type { JsonObject } from '../../../crypto/json.ts'
import { registrationSchema } from '../../model/profile/registration.ts'
import { numbersIn } from '../../model/profile/searched.ts'
import type { RegistrationRow } from '../../ports/keeping.ts'
import type { LookupRow, MessageRow } from '../../ports/rows.ts'
import { profiles } from '../../profiles/all.ts'
import type { Secrets } from './secrets.ts'

type Keyed = Pick<Secrets, 'lookup'>

/** Goes up where other fields are numbers than those of the program before. */
export const edition = 1

/** Of the body of a message, by the fields that its type is searched by. */
export function bodyLookups(
  secrets: Keyed,
  { id, case: of, direction, statement }: Pick<MessageRow, 'id' | 'case' | 'direction' | 'statement'>,
  form: JsonObject,
): readonly LookupRow[] {
  const type = profiles.get(statement.profile)?.messages[statement.type]
  const what = direction === 'in' ? 'received' : 'sent'
  return (type ? numbersIn(type.body, form) : []).map((number) => ({
    ...{ lookup: secrets.lookup(number), case: of, holder: id, what },
  }))
}

/** Of a letter that was registered by hand. */
export const registrationLookups = (
  secrets: Keyed,
  { id, case: of }: Pick<RegistrationRow, 'id' | 'case'>,
  said: { readonly reference?: string },
): readonly LookupRow[] =>
  numbersIn(registrationSchema, said).map((number) => ({
    ...{ lookup: secrets.lookup(number), case: of, holder: id, what: 'registered' },
  }))
