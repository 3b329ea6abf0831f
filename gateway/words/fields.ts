import { answerFields } from './fields/answers.ts'
import { goodsFields } from './fields/goods.ts'
import { memberFields } from './fields/members.ts'
import { requestFields } from './fields/request.ts'
import { termFields } from './fields/terms.ts'
import { useFields } from './fields/use.ts'
import type { Rows } from './language.ts'

/** The rooms of the catalogue of labels; no key stands in two of them. */
export const fieldRooms: readonly Rows[] = [
  requestFields,
  answerFields,
  useFields,
  goodsFields,
  memberFields,
  termFields,
]

/**
 * The label of each field: by its own name, or by a longer path (`originatingOffice.name`,
 * `agreement-end.lastDay`) where the name means something else there.
 */
export const fieldRows: Rows = Object.assign({}, ...fieldRooms)
