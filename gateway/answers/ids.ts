// Ids and digests as both sides of the national door write them.
import { Type } from 'typebox'
import { uuidPattern } from '../model/profile/shape.ts'

export const exampleId = '01931f6e-7c2a-7a10-8f2e-3b5d90c4a111'
export const exampleKid = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'
const exampleSha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
export const uuid = (description: string) =>
  Type.String({
    pattern: uuidPattern,
    description,
    examples: [exampleId],
  })
export const sha256 = (description: string) =>
  Type.String({ pattern: '^[0-9a-f]{64}$', description, examples: [exampleSha256] })
