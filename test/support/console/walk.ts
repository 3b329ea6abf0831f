// Every page of the console, with an example of what stands in its address.
import { pages } from '../../../gateway/doors/console/pages/all.ts'

/** By the name of the parameter in the place where it stands. */
export type Examples = Readonly<Record<string, string>>

/**
 * The addresses of all pages that are looked at, each under its pattern; whoever adds a page with a
 * new parameter says an example of it.
 * @param examples such as `cases/:id` @param queries by the pattern of a page that is never without one
 */
export function addressesOf(examples: Examples, queries: Examples = {}): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const name of Object.keys(pages)) {
    const [method, pattern = ''] = name.split(' ')
    if (method !== 'GET' || notPages.includes(pattern)) continue
    const parts = pattern.split('/')
    const path = parts.map((part, at) => {
      if (!part.startsWith(':')) return part
      const key = `${parts[at - 1]}/${part}`
      const example = examples[key]
      if (example === undefined) throw new Error(`${pattern}: no example of ${key}`)
      return example
    })
    const query = queries[pattern]
    found.set(pattern, `${path.join('/')}${query === undefined ? '' : `?${query}`}`)
  }
  return found
}

/** What is no document: a stream, and content in its frame. */
const notPages = [
  ...['/console/live', '/console/items/:id/releases/:release'],
  // Only while a card waits for two persons: its own test looks at it.
  '/console/cards/:card',
]
