// npx node test/bench/nodes.bench.ts: G15 by itself, PostgreSQL and BullMQ against SQLite. Prints a table and one JSON object.
import { severalNodes } from './nodes.ts'

const { rows, ratios } = await severalNodes({
  rounds: Number(process.env.ROUNDS ?? 5),
  ms: Number(process.env.MS ?? 2500),
})
console.table(rows)
console.log(JSON.stringify({ bench: 'nodes', node: process.version, ...ratios }))
process.exit(0)
