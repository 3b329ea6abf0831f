// Loaded by the program before anything else, and before each test file and in its threads (see test.ts): what was compiled once is read by
// the next process, and where a file lies is not looked up again. More than a thousand files are loaded: that is most of what a command
// costs. The cache lies beside the packages, where whoever may write could change the sources too; threads read the variable.
import { enableCompileCache, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/bulla/', import.meta.url))
enableCompileCache(process.env.NODE_COMPILE_CACHE)

const root = new URL('../', import.meta.url).href
const packages = new URL('../node_modules/', import.meta.url).href
/** All of their files are modules, hundreds of them. */
const modular = ['kysely', 'typebox', 'jose', 'cborg'].map((name) => `${packages}${name}/`)
/** What our own files import by name, and Node's answer. */
const known = new Map()

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '', conditions } = context
    if (!parentURL.startsWith(root) || !conditions.includes('import')) return next(specifier, context)
    const ours = !parentURL.startsWith(packages)
    if (specifier.startsWith('.')) {
      const { href: url } = new URL(specifier, parentURL)
      if (ours && url.endsWith('.ts')) return { url, format: 'module-typescript', shortCircuit: true }
      if (modular.some((path) => parentURL.startsWith(path))) return { url, format: 'module', shortCircuit: true }
      return next(specifier, context)
    }
    if (!ours) return next(specifier, context)
    const found = known.get(specifier) ?? { ...next(specifier, context), shortCircuit: true }
    known.set(specifier, found)
    return found
  },
})
