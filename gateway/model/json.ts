import { canonical } from '../../crypto/canonical.ts'
import { jsonText } from '../../crypto/json.ts'
import { sha256Hex } from '../../crypto/octets.ts'
import { Problem } from './problems/problems.ts'

/** The JSON data model, as crypto/json.ts has it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** @throws {Problem} `request-invalid` */
export function bodyText(octets: Uint8Array): string {
  try {
    return jsonText(octets)
  } catch (error) {
    throw new Problem('request-invalid', `the body cannot be read: ${(error as SyntaxError).message}`)
  }
}

/** SHA-256 (hex) of its canonical form (RFC 8785). */
export const jsonSha256 = (value: JsonObject): string => sha256Hex(canonical(value))
