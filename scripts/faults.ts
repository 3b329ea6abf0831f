// npm run faults -- <name> [part of a title]: plays what must hold when things go wrong, at the size that is promised, and prints a row
// for each promise with PASS or FAIL. Exit code 1 where one failed, 2 for a name that there is not. Without a name it lists them.
import { scenarios } from '../test/faults/scenarios.ts'
import { type Owner, type Row, row } from '../test/support/rows.ts'

const [name, ...parts] = process.argv.slice(2)
const chosen = (scenarios[name ?? ''] ?? []).filter(({ title }) => parts.every((part) => title.includes(part)))
/** What the scenario that is played has opened. */
let ends: (() => unknown)[] = []
// Whatever ends us ends the gateways too.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void endAll().finally(() => process.exit(1)))
if (chosen.length > 0) process.exit((await playAll()) ? 0 : 1)
if (name !== undefined) console.error(`there is no ${[name, ...parts].join(' ')}; one of these:`)
for (const [each, rows] of Object.entries(scenarios)) {
  console.log(each)
  for (const { title } of rows) console.log(`  ${title}`)
}
process.exitCode = name === undefined ? 0 : 2

async function playAll(): Promise<boolean> {
  let [passed, failed] = [0, 0]
  for (const { title, play } of chosen) {
    const startedAt = performance.now()
    console.log(`\n${title}`)
    for (const each of await played(play)) {
      console.log(`${each.passed ? 'PASS' : 'FAIL'}  ${each.what}: ${each.found}`)
      if (each.passed) passed += 1
      else failed += 1
    }
    console.log(`      ${Math.round((performance.now() - startedAt) / 1000)} s`)
  }
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0
}

/** Whatever it opened is ended, the last first. A scenario that breaks off has failed. */
async function played(play: (t: Owner) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  try {
    return await play({ teardown: (end) => void ends.push(end) })
  } catch (error) {
    return [row('it broke off', error instanceof Error ? error.message : String(error), false)]
  } finally {
    await endAll()
  }
}

async function endAll(): Promise<void> {
  const ending = ends.reverse()
  ends = []
  for (const end of ending) await end()
}
