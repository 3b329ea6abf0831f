// What it costs to know the state of a case: folds of a case of 1 000 statements of most types, and of one just opened.
// Run: npx node test/bench/fold.bench.ts
import { foldCase } from '../../gateway/case/case.ts'
import type { Step } from '../../gateway/model/profile/case-core.ts'
import { idOf, stepOf, tfa12 } from '../spec/article-12-cases.ts'
import { longCase } from './long-case.ts'

const rounds = Number(process.env.ROUNDS ?? 100)

/** The same case as steps. */
function stepsOf(length: number): Step[] {
  let ids = 10_000
  const told = longCase(length, () => idOf(ids++))
  return told.map(({ type, facts, items }, index) => stepOf(index + 1, index + 1, type, facts, { items }))
}

function bench(name: string, steps: readonly Step[]): void {
  const timesMs: number[] = []
  let applied = 0
  for (let round = -10; round < rounds; round += 1) {
    const start = performance.now()
    const state = foldCase(tfa12, steps)
    if (round >= 0) timesMs.push(performance.now() - start)
    applied = Object.values(state.steps).filter((verdict) => verdict === 'applied').length
  }
  timesMs.sort((a, b) => a - b)
  const at = (share: number) => Number(timesMs[Math.floor(share * (rounds - 1))]?.toFixed(3))
  console.log(
    JSON.stringify({
      bench: name,
      steps: steps.length,
      applied,
      rounds,
      minMs: at(0),
      p50Ms: at(0.5),
      p95Ms: at(0.95),
    }),
  )
}

bench('fold.long', stepsOf(1_000))
bench('fold.opened', stepsOf(2))
