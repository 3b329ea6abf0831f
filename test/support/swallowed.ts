// Finds where an error is passed over without anybody having looked at it.
import { strip } from './source.ts'

export interface Swallowed {
  readonly path: string
  /** The code as it stands there, texts put aside. */
  readonly code: string
}

/** What stands for "nothing happened". */
const nothing = String.raw`(?:\{\s*\}|\(?\s*(?:undefined|null|false|true|\[\s*\]|\{\s*\}|void 0|"\d+"|\d+)\s*\)?)`
const unlooking = String.raw`(?:async\s+)?\(\s*_?\w*\s*(?::\s*\w+\s*)?\)\s*(?::\s*[\w<>]+\s*)?=>\s*${nothing}`
const forms: readonly RegExp[] = [
  /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}/g,
  new RegExp(String.raw`(?:\.\s*catch\s*\(|,)\s*${unlooking}\s*,?\s*\)`, 'g'),
  /(?:\.\s*catch\s*\(|,)\s*(?:async\s+)?function\s*\w*\s*\([^)]*\)\s*\{\s*\}\s*,?\s*\)/g,
]

/** Comments are no handling, so they do not count. */
export function swallowedIn(path: string, text: string): readonly Swallowed[] {
  const { code } = strip(text)
  const named = [...code.matchAll(new RegExp(String.raw`\b(?:const|let)\s+(\w+)\s*=\s*${unlooking}`, 'g'))]
  const byName = named.map(([, name]) => new RegExp(String.raw`\.\s*catch\s*\(\s*${name}\s*\)`, 'g'))
  return [...forms, ...byName].flatMap((form) => [...code.matchAll(form)].map(([found]) => ({ path, code: found })))
}
