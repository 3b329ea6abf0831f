// Preloaded by the benchmark into gateways that are to do everything but keep the log: no commitments, no tree, one checkpoint for ever.
// What is left of evidence are the rows. For measuring only: nothing in the product can do this.
import { registerHooks } from 'node:module'

const instead = {
  '/gateway/flows/evidence/leaves.ts': `
    const nothing = new Uint8Array(32)
    export const leavesOf = (_, drafts) => drafts.map((each) => ({ ...each, salt: nothing, leaf: nothing }))
    export const recordOf = () => ({})
    export const toldBy = () => ({})`,
  '/gateway/flows/evidence/evidence-log.ts': `
    import { signCheckpoint } from '../../../crypto/log/checkpoint.ts'
    export async function openEvidenceLog({ keys, origin }) {
      const rootHash = new Uint8Array(32)
      const size = 2 ** 40
      const head = { size, rootHash, note: signCheckpoint({ origin, size, rootHash }, ...keys()) }
      return { origin, head: async () => head, over: async () => head, committed: async () => undefined, prove: async () => [], consistency: async () => [], rootAt: async () => undefined,
        tile: async () => undefined, size: async () => size, absent: async () => undefined,
        fallBehind: () => false, behind: () => undefined, confirm() {}, confirmed: () => true }
    }`,
}

// A path that moved would leave the log in, and the benchmark would compare it with itself.
const left = new Set(Object.keys(instead))
process.on('exit', () => {
  if (left.size > 0) process.stderr.write(`nothing was put in the place of ${[...left].join(', ')}\n`)
})

registerHooks({
  load(url, context, next) {
    const path = Object.keys(instead).find((each) => url.endsWith(each))
    if (path) left.delete(path)
    return path ? { format: 'module-typescript', source: instead[path], shortCircuit: true } : next(url, context)
  },
})
