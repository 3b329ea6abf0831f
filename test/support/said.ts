// What a gateway of a test says in its log.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Installation } from './installation.ts'

export const logOf = async ({ folder }: Installation): Promise<Record<string, string>[]> =>
  (await readFile(join(folder, 'gateway.log'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, string>)

/** The first line of the log that says this, waited for. @param after so many lines, as `logOf` counts them. */
export async function said(
  installation: Installation,
  event: string,
  what: RegExp,
  { ms = 20_000, after = 0 }: { ms?: number; after?: number } = {},
): Promise<Record<string, string>> {
  for (const endMs = Date.now() + ms; Date.now() < endMs; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const lines = (await logOf(installation)).slice(after)
    const found = lines.find((line) => line['event'] === event && what.test(JSON.stringify(line)))
    if (found) return found
  }
  throw new Error(`${installation.member} does not say ${event} ${what}`)
}
