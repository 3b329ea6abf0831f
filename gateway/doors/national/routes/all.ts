// Every route of the national door, by resource.
import type { RouteRow } from '../route.ts'
import { bundleRoutes } from './bundle.ts'
import { caseRoutes } from './cases.ts'
import { directoryRoutes } from './directory.ts'
import { draftRoutes } from './drafts.ts'
import { eventRoutes } from './events.ts'
import { itemRoutes } from './items.ts'
import { messageRoutes } from './messages.ts'
import { openRoutes } from './open.ts'
import { cardRoutes } from './operator/cards.ts'
import { operatorRoutes } from './operator/operator.ts'
import { overviewRoutes } from './overview.ts'
import { profileRoutes } from './profiles.ts'
import { releaseRoutes } from './releases.ts'
import { termsRoutes } from './terms.ts'

const rows = {
  ...termsRoutes,
  ...itemRoutes,
  ...caseRoutes,
  ...messageRoutes,
  ...releaseRoutes,
  ...bundleRoutes,
  ...draftRoutes,
  ...overviewRoutes,
  ...eventRoutes,
  ...profileRoutes,
  ...directoryRoutes,
  ...operatorRoutes,
  ...cardRoutes,
  ...openRoutes,
} as const

/** Method and path. */
export type Route = keyof typeof rows

export const routes: Readonly<Record<Route, RouteRow>> = rows
