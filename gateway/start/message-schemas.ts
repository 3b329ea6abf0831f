// The bodies of all message types, for the documentation of the national door.
import type { MessageSchema } from '../doors/national/openapi/openapi.ts'
import { profiles } from '../profiles/all.ts'

/** Of what national systems may send; the test message is ours. */
export const messageSchemas = (): MessageSchema[] =>
  [...profiles.values()]
    .filter(({ scope }) => scope !== 'line')
    .flatMap((profile) =>
      Object.entries(profile.messages).map(([type, { body, opens }]) => ({
        profile: profile.name,
        type,
        schema: body,
        opens: opens === true,
      })),
    )
