// A message as an object, which tests change at will before it is written.
import { canonicalText } from '../../crypto/canonical.ts'
import { type LetterItem, type WrittenMessage, writeMessage } from '../../crypto/jose/letter.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { type Statement, writeStatement } from '../../crypto/statement/statement.ts'

export interface LetterMessage {
  statement: Statement
  body: JsonObject
  salt: string
  items: LetterItem[]
}

/** @throws {CryptoError} `statement-shape` */
export const written = ({ statement, body, salt, items }: LetterMessage): WrittenMessage =>
  writeMessage({ statement: writeStatement(statement), body: canonicalText(body), salt, items })
