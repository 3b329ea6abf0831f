// What the file of a language holds: the same keys as the English one, each with its text. A key
// that is missing, or one too many, does not compile.
import type { ProblemCode } from '../model/problems/problems.ts'
import type { opponents } from '../model/terms/assurance-classes.ts'
import type { en } from './languages/en.ts'
import type { CopyWords, SheetWording } from './terms/wording.ts'

type English = typeof en

export interface Catalogue extends Omit<English, 'problems' | 'opponents' | 'copy' | 'sheet'> {
  readonly problems: Readonly<Record<ProblemCode, { readonly title: string; readonly fix: string }>>
  readonly opponents: Readonly<Record<keyof typeof opponents, string>>
  readonly copy: CopyWords
  readonly sheet: SheetWording
}
