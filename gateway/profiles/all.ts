import type { Profile } from '../model/profile.ts'
import { linkTest } from './link-test.ts'
import { tfa12 } from './tfa12.ts'

/** Every profile by name. A new kind of exchange is one file and one row here. */
export const profiles: ReadonlyMap<string, Profile> = new Map(
  [tfa12, linkTest].map((profile) => [profile.name, profile]),
)
