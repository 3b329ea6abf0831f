import { caseCodes } from './codes/case.ts'
import { goodsCodes } from './codes/goods.ts'
import { requestCodes } from './codes/request.ts'
import { termCodes } from './codes/terms.ts'
import { useCodes } from './codes/use.ts'
import type { Rows } from './language.ts'
import { termTitles } from './terms.ts'

/** The rooms of the catalogue of codes; no key stands in two of them. */
const termNames: Rows = Object.fromEntries(Object.entries(termTitles).map(([name, row]) => [`term.${name}`, row]))
export const codeRooms: readonly Rows[] = [requestCodes, caseCodes, useCodes, goodsCodes, termCodes, termNames]

/**
 * What each code means: by itself, or as `field.code` where the same code means something else
 * there.
 */
export const codeRows: Rows = Object.assign({}, ...codeRooms)
