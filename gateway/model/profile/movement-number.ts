// Movement reference numbers, as every profile that names declarations has them.
import type { Fault } from '../problems/problems.ts'

interface Numbered {
  readonly number: string
  readonly type: string
}

/**
 * Of what we send: the member that looks a number up compares its characters, so blanks, hyphens
 * and lower-case letters that people put there would keep it from being found.
 */
export function movementNumberFaults(
  declaration: Numbered | undefined,
  { field, paragraph, received }: { field: string; paragraph: string; received: boolean | undefined },
): Fault[] {
  if (declaration?.type !== 'mrn' || received) return []
  const plain = declaration.number
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
  if (declaration.number === plain) return []
  const expected = plain === '' ? '' : `: write ${plain}, or say another type`
  return [
    {
      field,
      paragraph,
      message: `has other characters than A to Z and 0 to 9 in a movement reference number${expected}`,
    },
  ]
}
