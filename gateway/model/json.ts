/** The JSON data model, as crypto/json.ts has it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

export { jsonText } from '../../crypto/json.ts'
