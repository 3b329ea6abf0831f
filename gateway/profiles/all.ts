import type { Profile } from '../model/profile/profile.ts'
import { agreement } from './between/agreement/profile.ts'
import { linkTest } from './between/link-test.ts'
import { suspension } from './between/suspension/profile.ts'
import { workload } from './between/workload/profile.ts'
import { exportDeclaration } from './export-declaration/profile.ts'
import { tfa12 } from './tfa12/profile.ts'

/** Every profile by name. A new kind of exchange is one file and one row here. */
export const profiles: ReadonlyMap<string, Profile> = new Map(
  [tfa12, exportDeclaration, suspension, agreement, workload, linkTest].map((profile) => [profile.name, profile]),
)
