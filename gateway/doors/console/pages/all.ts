// Every page that a person who is signed in may come to.
import type { PageRow } from '../page.ts'
import { casePages } from './case/case-page.ts'
import { casesPages } from './cases.ts'
import { contentPages } from './content/content-pages.ts'
import { inboxPages } from './inbox.ts'
import { livePages } from './live.ts'
import { operatorPages } from './operator/operator-pages.ts'
import { ownPages } from './own.ts'

export const pages: Readonly<Record<string, PageRow>> = {
  ...inboxPages,
  ...casesPages,
  ...casePages,
  ...contentPages,
  ...operatorPages,
  ...livePages,
  ...ownPages,
} as Readonly<Record<string, PageRow>>
