// Preloaded by the benchmark into processes that are to do everything but keep the chain of a case: each use has its entry in the log, none a
// number, and no statement or receipt carries a head. For measuring only: nothing in the product can do this.
import { registerHooks } from 'node:module'

const path = '/adapters/store/placing.ts'
const instead = `
  import { commitment } from '../../crypto/log/leaf.ts'
  import { objectIn } from './dialect/rows.ts'
  export const entered = async (_, evidence) => evidence.map((row) => {
    if (row.leaf !== null) return { ...row, count: null, head: null }
    const { place, ...data } = objectIn(row.data, row.subject)
    const record = { v: 1, at: new Date(row.at).toISOString(), kind: row.kind, case: row.case, subject: row.subject, data }
    return { ...row, count: null, head: null, data: JSON.stringify(data), leaf: commitment(row.salt, record) }
  })
  export const heads = async () => []`

// A path that moved would leave the chain in: the benchmark looks whether there is one, and ends where there is.

registerHooks({
  load(url, context, next) {
    if (!url.endsWith(path)) return next(url, context)
    return { format: 'module-typescript', source: instead, shortCircuit: true }
  },
})
