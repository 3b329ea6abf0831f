// What names a part and an arrival. Names become paths and keys, so nothing else is let through.
import { memberCodePattern } from '../../gateway/model/member.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'

const digestForm = /^[0-9a-f]{64}$/
const memberForm = new RegExp(memberCodePattern)

export const isDigest = (name: string): boolean => digestForm.test(name)

export function demandDigest(sha256: string): string {
  if (digestForm.test(sha256)) return sha256
  throw new Problem('request-invalid', 'the name of a part is its SHA-256 in 64 lower-case hexadecimal digits')
}

export function demandMember(member: string): string {
  if (memberForm.test(member)) return member
  throw new Problem('internal', 'an arrival belongs to a member')
}
