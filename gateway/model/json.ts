import { jsonText } from '../../crypto/json.ts'
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
