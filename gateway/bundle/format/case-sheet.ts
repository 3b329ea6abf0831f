// case.json: what the bundle is about and what belongs to it. Nobody signs it. What it says is
// either shown by the other files, which are compared with it, or it is the exporter's word and
// reported as such: the standing of a statement that has no receipt, and the times at which the
// exporter stored or saw something.
import { type Static, Type } from 'typebox'
import { closed, digest, instant, instantMs, memberCode, shapeReader, uuid, word } from '../../../crypto/shapes.ts'

const listed = <S extends Parameters<typeof Type.Array>[0]>(shape: S, minItems = 0) =>
  Type.Array(shape, { minItems, maxItems: 100_000 })
const index = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const few = Type.Integer({ minimum: 0, maximum: 10_000 })

const sheetShape = closed({
  /**
   * Since version 2 the terms are put in words in three languages, since 3 into ODRL beside them.
   */
  v: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]),
  case: uuid,
  profile: word,
  agreement: closed({ id: word, sha256: digest }),
  members: Type.Array(memberCode, { minItems: 2, maxItems: 2, uniqueItems: true }),
  exportedBy: memberCode,
  exportedAt: instant,
  cards: listed(closed({ member: memberCode, sequence: Type.Integer({ minimum: 1 }), seenAt: instant }), 1),
  /** In the order of the case: logical clock, then sender, then id. */
  statements: listed(
    closed({
      id: uuid,
      type: word,
      sha256: digest,
      standing: Type.Enum(['kept', 'refused']),
      sealed: Type.Boolean(),
      storedAt: instant,
      /** Whether its body is in the bundle, and which of its items are. */
      body: Type.Boolean(),
      items: Type.Array(uuid, { maxItems: 64, uniqueItems: true }),
    }),
    1,
  ),
  receipts: listed(closed({ id: uuid, at: instant })),
  terms: listed(digest),
  /** Leaves of the exporter's log, ascending. */
  records: listed(index),
  checkpoint: Type.Boolean(),
  timestamps: few,
  partnerCheckpoints: few,
})

export type CaseSheet = Static<typeof sheetShape>
export type StatementRow = CaseSheet['statements'][number]

const readShape = shapeReader(sheetShape, 'malformed', 'case')

/** @throws {CryptoError} `malformed` unless of the closed shape, with instants that there are. */
export function readCaseSheet(value: unknown): CaseSheet {
  const sheet = readShape(value)
  const stored = [...sheet.statements.map(({ storedAt }) => storedAt), ...sheet.receipts.map(({ at }) => at)]
  for (const at of [sheet.exportedAt, ...sheet.cards.map(({ seenAt }) => seenAt), ...stored]) instantMs(at, 'malformed')
  return sheet
}
