// npx node test/bench/decision.bench.ts: what a decision costs, by itself. Prints a table and one JSON object.
import { availableParallelism, loadavg } from 'node:os'
import { decisions } from './decisions.ts'

const found = await decisions()
console.table(found)
const load = loadavg().map((each) => Number(each.toFixed(1)))
console.log(JSON.stringify({ bench: 'decision', node: process.version, cores: availableParallelism(), load, found }))
