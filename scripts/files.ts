// Runs test files in this one process, one after the other: node scripts/files.ts <seconds a file may take> <file>…
// Each is a test of its own, and what one has loaded the next need not load again. Nothing of one may be left when the next begins.
import { registerHooks } from 'node:module'
import type { Test } from 'tap'
import { cpuMs } from './times.ts'

// Taken out first, as tap names its folders after what it finds there.
const [seconds = '', ...files] = process.argv.splice(2)
const domains = new URL('domain.ts', import.meta.url).href
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'async-hook-domain') return next(specifier, context)
    return { url: domains, format: 'module-typescript', shortCircuit: true }
  },
})
const { default: tap } = await import('tap')
const fileMs = Number(seconds) * 1000
/** Connections and threads that were told to end take a moment. */
const endingMs = 20_000

/** By the address of the file: what it imports as `tap` is the test that stands for it. */
const tests = new Map<string, Test>()
Object.assign(globalThis, { testOfFile: (url: string) => tests.get(url) })

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '' } = context
    if (specifier !== 'tap' || !tests.has(parentURL)) return next(specifier, context)
    const source = `export default testOfFile(${JSON.stringify(parentURL)})`
    return { url: `data:text/javascript,${encodeURIComponent(source)}`, format: 'module', shortCircuit: true }
  },
})

process.on('uncaughtException', (error, tapCaught) => {
  const [file = tap] = [...tests.values()].slice(-1)
  file.threw(error, { tapCaught })
})

const atFirst = holding()
for (const file of files) {
  const startMs = performance.now()
  const before = tests.size === 0 ? 0 : cpuMs()
  const { href } = new URL(`../${file}`, import.meta.url)
  await tap.test(file, { timeout: fileMs }, async (t) => {
    tests.set(href, t)
    await import(href)
  })
  const left = await leftOpen()
  if (left.length > 0) tap.fail(file, { diagnostic: true, leavesOpen: left })
  tap.comment(`cost: ${JSON.stringify({ file, cpuMs: cpuMs() - before, wallMs: performance.now() - startMs })}`)
  // What waits for nothing has ended all; what ran out of time may still run, and would spoil the next.
  if (tap.results || left.length > 0 || performance.now() - startMs >= fileMs) process.exit(1)
}

// All is said, and nothing of ours is left: what is slow to end beyond that is not waited for.
setTimeout(() => process.exit(), endingMs).unref()

/** What keeps this process from ending. What children and standard output write into goes with them. */
function holding(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => !/^(PipeWrap|TTYWrap|Immediate|.*Req.*)$/.test(kind))
}

async function leftOpen(): Promise<string[]> {
  for (const end = performance.now() + endingMs; ; ) {
    const left = holding()
    for (const kind of atFirst) if (left.includes(kind)) left.splice(left.indexOf(kind), 1)
    if (left.length === 0 || performance.now() > end) return left
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
