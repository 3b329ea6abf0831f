// Every page that a person who is signed in may come to.
import type { PageRow } from '../page.ts'
import { casePages } from './case/case-page.ts'
import { casesPages } from './cases.ts'
import { composePages } from './compose/compose-pages.ts'
import { uploadPages } from './compose/uploads.ts'
import { clearPages } from './content/clear-pages.ts'
import { contentPages } from './content/content-pages.ts'
import { draftPages } from './drafts.ts'
import { inboxPages } from './inbox.ts'
import { livePages } from './live.ts'
import { operatorPages } from './operator/operator-pages.ts'
import { ownPages } from './own.ts'
import { heldPages } from './record/held.ts'
import { printPages } from './record/print.ts'
import { registerPages } from './record/register.ts'
import { searchPages } from './record/search.ts'
import { usesPages } from './record/uses.ts'

export const pages: Readonly<Record<string, PageRow>> = {
  ...inboxPages,
  ...casesPages,
  ...casePages,
  ...composePages,
  ...uploadPages,
  ...draftPages,
  ...registerPages,
  ...searchPages,
  ...heldPages,
  ...usesPages,
  ...printPages,
  ...contentPages,
  ...clearPages,
  ...operatorPages,
  ...livePages,
  ...ownPages,
} as Readonly<Record<string, PageRow>>
