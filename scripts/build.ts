// Makes dist/ for a package: the JavaScript of the sources, as Node itself makes it when it loads them. Types become blanks, so line and
// column of every frame in a log are those of the source, and no source map is wanted: docs/decisions/0029-a-release.md.
// Run by "npm pack" (prepack), on Node 26 alone, without any package.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'

export const rooms = ['adapters', 'client', 'config', 'crypto', 'disk', 'gateway']

/**
 * The JavaScript of one source: as long as the source, line by line, because `.ts` and `.js` are so.
 * @throws {Error} where a source names another one in a way that is not seen here
 */
export function javaScriptOf(path: string, source: string): string {
  const stripped = path.endsWith('.ts') ? stripTypeScriptTypes(source, { mode: 'strip' }) : source
  const made = stripped.replaceAll(/(['"])(\.{1,2}\/[^'"\n]+)\.ts\1/g, '$1$2.js$1')
  const left = /`\.{1,2}\/[^`\n]*\.ts`/.exec(made)
  if (left) throw new Error(`${path}: ${left[0]} names a source that will not be there; name it in plain quotes`)
  return made
}

/** Writes what `root` holds into `to`, with the folders as they are, and says how many files that were. */
export function build(root: string, to: string): number {
  const cwd = root
  const sources = globSync([`{${rooms.join(',')}}/**/*.ts`, 'bin/program.mjs', 'scripts/quick-loading.mjs'], { cwd })
  // What a browser loads is served as it lies.
  const served = globSync('gateway/**/*.{css,js}', { cwd })
  for (const path of [...sources, ...served]) {
    const made = join(to, path.replace(/\.ts$/, '.js'))
    const text = readFileSync(join(root, path), 'utf8')
    mkdirSync(dirname(made), { recursive: true })
    writeFileSync(made, served.includes(path) ? text : javaScriptOf(path, text))
  }
  return sources.length + served.length
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  const to = join(root, 'dist')
  rmSync(to, { recursive: true, force: true })
  if (!process.argv.includes('--clean')) console.error(`${build(root, to)} files in dist/`)
}
