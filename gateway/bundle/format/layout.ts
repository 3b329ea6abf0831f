// Where everything lies in the zip. The case sheet decides which files there are: one more or one
// less is a fault.
import type { Statement } from '../../../crypto/statement/statement.ts'
import { languages } from '../../words/language.ts'
import type { CaseSheet } from './case-sheet.ts'

export const manifestName = 'manifest.json'
export const sheetName = 'case.json'
export const agreementName = 'agreement.json'
export const chronologyNames = { json: 'chronology.json', text: 'chronology.txt' } as const
export const checkpointName = 'log/checkpoint.txt'

/**
 * A member that had to begin anew may have two cards of one sequence: the later ones get a number
 * more.
 */
export const cardNames = (cards: readonly Pick<CaseSheet['cards'][number], 'member' | 'sequence'>[]): string[] =>
  cards.map(({ member, sequence }, at) => {
    const before = cards.slice(0, at).filter((each) => each.member === member && each.sequence === sequence).length
    return `cards/${member}-${sequence}${before === 0 ? '' : `.${before + 1}`}.jws`
  })

export const receiptName = (id: string) => `receipts/${id}.jws`
export const recordName = (index: number) => `log/records/${index}.json`
export const proofName = (index: number) => `log/proofs/${index}.tlog-proof`
export const partnerCheckpointName = (at: number) => `log/partner-checkpoints/${at + 1}.txt`
export const timestampName = (at: number) => `timestamps/${at + 1}.tsr`
export const bodyName = (message: string) => `content/messages/${message}.json`

/**
 * The terms, and beside them what they say: in each language, in bundles of version 1 in English
 * alone.
 */
export const termsNames = (sha256: string, { v }: Pick<CaseSheet, 'v'>) => ({
  json: `terms/${sha256}.json`,
  texts: v === 1 ? [`terms/${sha256}.txt`] : languages.map((language) => `terms/${sha256}.${language}.txt`),
})

/** The plaintext of an item, and beside it the salt of its digest and its name. */
export const itemNames = (item: string) => ({
  octets: `content/items/${item}.bin`,
  about: `content/items/${item}.json`,
})

/** Plaintexts may be large: they are the only files that are not read into memory. */
export const isItemOctets = (name: string): boolean => /^content\/items\/[0-9a-f-]{36}\.bin$/.test(name)

/**
 * `017-response-<id>`, numbered in the order of the case with as many digits as the last one needs,
 * three at least.
 */
export function statementNames(at: number, { statements }: Pick<CaseSheet, 'statements'>) {
  const { id, type } = statements[at] as CaseSheet['statements'][number]
  const digits = Math.max(3, String(statements.length).length)
  const name = `statements/${String(at + 1).padStart(digits, '0')}-${type.replaceAll(/[^A-Za-z0-9-]/g, '-')}-${id}`
  return { statement: `${name}.json`, seal: `${name}.seal.jws` }
}

/** The name of every file of the bundle but the manifest. */
export function filesOf(sheet: CaseSheet): string[] {
  return [
    sheetName,
    agreementName,
    ...Object.values(chronologyNames),
    ...cardNames(sheet.cards),
    ...sheet.statements.flatMap((row, at) => {
      const { statement, seal } = statementNames(at, sheet)
      return [
        statement,
        ...(row.sealed ? [seal] : []),
        ...(row.body ? [bodyName(row.id)] : []),
        ...row.items.flatMap((item) => Object.values(itemNames(item))),
      ]
    }),
    ...sheet.receipts.map(({ id }) => receiptName(id)),
    ...sheet.terms.flatMap((sha256) => {
      const { json, texts } = termsNames(sha256, sheet)
      return [json, ...texts]
    }),
    ...(sheet.checkpoint ? [checkpointName] : []),
    ...sheet.records.flatMap((index) => [recordName(index), proofName(index)]),
    ...counted(sheet.partnerCheckpoints, partnerCheckpointName),
    ...counted(sheet.timestamps, timestampName),
  ]
}

/** By code units, the same on every machine. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The order in which a case is folded: logical clock, then sender, then id. */
export const byPlace = (a: Statement, b: Statement): number =>
  a.clock - b.clock || byCodeUnits(a.from.member, b.from.member) || byCodeUnits(a.id, b.id)

export const counted = (count: number, name: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => name(at))
