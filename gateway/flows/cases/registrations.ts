// What was registered by hand in a case, as it is shown.

import type { RegistrationView } from '../../answers/message-answers.ts'
import type { KeepingStore, RegistrationRow } from '../../ports/keeping.ts'
import type { Secrets } from '../content/secrets.ts'

/** For whoever has shown already that the case is theirs to read: the entries of its timeline. */
export const registrationsOf = async (
  { store, secrets }: { readonly store: KeepingStore; readonly secrets: Secrets },
  caseId: string,
): Promise<RegistrationView[]> => (await store.registrations(caseId)).map((row) => registrationView(secrets, row))

export function registrationView(secrets: Secrets, row: RegistrationRow): RegistrationView {
  const { summary, reference } = secrets.decrypt(row.id, row) as { summary: string; reference?: string }
  return {
    registration: row.id,
    case: row.case,
    registeredAt: new Date(row.at).toISOString(),
    client: row.client,
    direction: row.direction,
    channel: row.channel,
    type: row.type === '' ? null : row.type,
    on: row.on,
    summary,
    reference: reference ?? null,
    sha256: row.sha256,
  }
}
