// What stands around the texts of terms on the sheet of a case: whose they are, what they bind,
// what an acceptance signs.

import type { Language } from '../../model/client/language.ts'
import { catalogues } from '../catalogues.ts'

/** What the sheet is made from: an answer of the national door holds it. */
interface Sheet {
  readonly case: string
  readonly blocks: readonly SheetBlock[]
}
interface SheetBlock {
  readonly direction: 'in' | 'out'
  readonly provider: string
  readonly recipient: string
  readonly terms: string
  readonly text: string
  /** Of the text. */
  readonly sha256: string
  readonly readUntil: string | null
  readonly excluded: readonly string[]
  readonly binds: readonly {
    readonly id: string
    readonly what: 'item' | 'body'
    readonly acceptance: 'open' | 'accepted' | 'unable'
    readonly locked: boolean
    readonly disposed: boolean
  }[]
}

/** All of it as text. The texts of the terms stand in it as they are signed. */
export function termsSheet({ case: id, blocks }: Sheet, language: Language): string {
  const say = catalogues[language].sheet
  const lines = blocks.length === 0 ? [say.none, ''] : blocks.flatMap((block) => blockLines(block, language))
  return [say.title(id), '', ...lines].join('\n')
}

function blockLines(block: SheetBlock, language: Language): string[] {
  const say = catalogues[language].sheet
  const excluded = block.excluded.map((each) => say.proceedings[each] ?? each)
  return [
    block.direction === 'in' ? say.held(block.provider) : say.given(block.recipient),
    '',
    `${say.readUntil}${block.readUntil ?? say.noDay}`,
    ...(excluded.length === 0 ? [] : [`${say.assured}${excluded.join(', ')}`]),
    say.binds,
    ...block.binds.map(({ id, what, ...is }) => `   ${say.what[what]} ${id}: ${standing(is, language)}`),
    `${say.terms}${block.terms}`,
    `${say.digest}${block.sha256}`,
    '',
    block.text,
  ]
}

function standing(
  { acceptance, locked, disposed }: Omit<SheetBlock['binds'][number], 'id' | 'what'>,
  language: Language,
) {
  const say = catalogues[language].sheet
  return [say.acceptance[acceptance], ...(locked ? [say.locked] : []), ...(disposed ? [say.disposed] : [])].join(', ')
}
