// What people call messages, in the texts of a bundle.
import { profiles } from '../../profiles/all.ts'

/** What people call a message of this type; the type itself where its profile is not known here. */
export const titleOf = (profileName: string, type: string): string =>
  profiles.get(profileName)?.messages[type]?.title ?? type
