// npm run bench [-- NAME…]: what the exchange costs, as ratios taken alternately in one run. Each name prints a table and, as its last
// line, one JSON object. Without a name all of them, which takes about an hour; ROUNDS and MS set how long, and --quick is one short round, to see
// that it ends: its figures say nothing.
import { backlog } from './backlog.ts'
import { chain } from './chain.ts'
import { inbox } from './console.ts'
import { decisions } from './decisions.ts'
import { exchange } from './exchange.ts'
import { items } from './items.ts'
import { harmfulPartners } from './limits.ts'
import { million } from './million.ts'
import { severalNodes } from './nodes.ts'
import { tenPartners } from './partners.ts'
import { rewrapping } from './rewrapping.ts'
import { type Scenario, show } from './scenario.ts'
import { slowDisk } from './slow-disk.ts'

const scenarios: Readonly<Record<string, Scenario>> = {
  exchange,
  items,
  'slow-disk': slowDisk,
  backlog,
  million,
  partners: tenPartners,
  nodes: severalNodes,
  decisions,
  chain,
  limits: harmfulPartners,
  console: inbox,
  rewrapping,
}

const length = { rounds: Number(process.env.ROUNDS ?? 5), ms: Number(process.env.MS ?? 2500) }
const [quick, asked] = [process.argv.includes('--quick'), process.argv.slice(2).filter((word) => word !== '--quick')]
if (quick) Object.assign(length, { rounds: 1, ms: 500 })
const names = asked.length > 0 ? asked : Object.keys(scenarios)
const unknown = names.filter((name) => scenarios[name] === undefined)
if (unknown.length > 0) {
  console.error(`there is no benchmark ${unknown.join(', ')}; there are ${Object.keys(scenarios).join(', ')}`)
  process.exit(2)
}
for (const name of names) {
  const scenario = scenarios[name]
  if (scenario) await show(name, scenario, length)
}
// Pools and servers of what was measured are no reason to stay.
process.exit(0)
