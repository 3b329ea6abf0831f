// Where everything lies in the zip. The case sheet decides which files there are: one more or one
// less is a fault.
import type { Statement } from '../../../crypto/statement/statement.ts'
import { languages } from '../../model/client/language.ts'
import type { CaseSheet } from './case-sheet.ts'

export const manifestName = 'manifest.json'
export const sheetName = 'case.json'
export const agreementName = 'agreement.json'
export const chronologyNames = { json: 'chronology.json', text: 'chronology.txt' } as const

export const receiptName = (id: string) => `receipts/${id}.jws`

/** Plaintexts may be large: they are the only files that are not read into memory. */
export const isItemOctets = (name: string): boolean => /^content\/items\/[0-9a-f-]{36}\.bin$/.test(name)

/** Where everything of one case lies, in the order of the rows of its sheet. */
interface Places {
  readonly sheet: typeof sheetName
  readonly agreement: typeof agreementName
  readonly chronology: typeof chronologyNames
  readonly cards: readonly string[]
  readonly statements: readonly StatementPlaces[]
  readonly receipts: readonly string[]
  /** The terms, and beside them what they say. */
  readonly terms: readonly { readonly json: string; readonly texts: readonly string[] }[]
  readonly checkpoint: string | undefined
  readonly records: readonly { readonly record: string; readonly proof: string }[]
  readonly partnerCheckpoints: readonly string[]
  readonly timestamps: readonly string[]
}

export interface StatementPlaces {
  readonly statement: string
  readonly seal: string | undefined
  readonly body: string | undefined
  /** The plaintext of an item, and beside it the salt of its digest and its name. */
  readonly items: readonly { readonly octets: string; readonly about: string }[]
}

/**
 * The one list of what a bundle holds: writing, reading and the check for what is missing go by it.
 */
export const placesOf = (sheet: CaseSheet): Places => ({
  sheet: sheetName,
  agreement: agreementName,
  chronology: chronologyNames,
  cards: cardNames(sheet.cards),
  statements: sheet.statements.map((_, at) => statementPlaces(at, sheet)),
  receipts: sheet.receipts.map(({ id }) => receiptName(id)),
  terms: sheet.terms.map((sha256) => termsPlaces(sha256, sheet)),
  checkpoint: sheet.checkpoint ? 'log/checkpoint.txt' : undefined,
  records: sheet.records.map((index) => ({
    record: `log/records/${index}.json`,
    proof: `log/proofs/${index}.tlog-proof`,
  })),
  partnerCheckpoints: counted(sheet.partnerCheckpoints, (number) => `log/partner-checkpoints/${number}.txt`),
  timestamps: counted(sheet.timestamps, (number) => `timestamps/${number}.tsr`),
})

/** The name of every file of the bundle but the manifest. */
export const filesOf = (sheet: CaseSheet): string[] => namesIn(placesOf(sheet))

const namesIn = (places: unknown): string[] =>
  typeof places === 'string' ? [places] : Object.values((places ?? {}) as object).flatMap(namesIn)

/**
 * A member that had to begin anew may have two cards of one sequence: the later ones get a number
 * more.
 */
function cardNames(cards: CaseSheet['cards']): string[] {
  const counts = new Map<string, number>()
  return cards.map(({ member, sequence }) => {
    const name = `cards/${member}-${sequence}`
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return `${name}${count === 1 ? '' : `.${count}`}.jws`
  })
}

/**
 * `017-response-<id>`, numbered in the order of the case with as many digits as the last one needs,
 * three at least.
 */
function statementPlaces(at: number, { statements }: CaseSheet): StatementPlaces {
  const { id, type, sealed, body, items } = statements[at] as CaseSheet['statements'][number]
  const digits = Math.max(3, String(statements.length).length)
  const name = `statements/${String(at + 1).padStart(digits, '0')}-${type.replaceAll(/[^A-Za-z0-9-]/g, '-')}-${id}`
  return {
    statement: `${name}.json`,
    seal: sealed ? `${name}.seal.jws` : undefined,
    body: body ? `content/messages/${id}.json` : undefined,
    items: items.map((item) => ({ octets: `content/items/${item}.bin`, about: `content/items/${item}.json` })),
  }
}

/**
 * In each language what the terms say, and as a policy for machines; in bundles of version 1 in
 * English alone.
 */
const termsPlaces = (sha256: string, { v }: CaseSheet) => ({
  json: `terms/${sha256}.json`,
  texts:
    v === 1
      ? [`terms/${sha256}.txt`]
      : [
          ...languages.map((language) => `terms/${sha256}.${language}.txt`),
          ...(v === 2 ? [] : [`terms/${sha256}.odrl.jsonld`]),
        ],
})

const counted = (count: number, name: (number: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => name(at + 1))

/** By code units, the same on every machine. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The order in which a case is folded: logical clock, then sender, then id. */
export const byPlace = (a: Statement, b: Statement): number =>
  a.clock - b.clock || byCodeUnits(a.from.member, b.from.member) || byCodeUnits(a.id, b.id)
