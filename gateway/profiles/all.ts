import type { Profile } from '../model/profile/profile.ts'
import { agreement } from './agreement.ts'
import { exportDeclaration } from './export-declaration.ts'
import { linkTest } from './link-test.ts'
import { suspension } from './suspension.ts'
import { tfa12 } from './tfa12.ts'
import { workload } from './workload.ts'

/** Every profile by name. A new kind of exchange is one file and one row here. */
export const profiles: ReadonlyMap<string, Profile> = new Map(
  [tfa12, exportDeclaration, suspension, agreement, workload, linkTest].map((profile) => [profile.name, profile]),
)
