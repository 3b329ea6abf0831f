// What it costs to know the state of a case: folds of a case of 1 000 statements of most types, and of one just opened.
// Run: npx node test/bench/fold.bench.ts
import { foldCase } from '../../gateway/case/case.ts'
import type { JsonObject } from '../../gateway/model/json.ts'
import type { Step } from '../../gateway/model/profile/case-core.ts'
import { answerFacts, idOf, requestFacts, stepOf, tfa12, wantedFacts } from '../spec/article-12-cases.ts'

const rounds = Number(process.env.ROUNDS ?? 100)
const wanted = Array.from({ length: 64 }, (_, index) => `w${index + 1}`)

/** A long case: 64 wanted items answered in part again and again, updates, permissions, feedback, questions. */
function longCase(length: number): Step[] {
  const steps: Step[] = []
  const say = (type: string, facts: JsonObject) => {
    const clock = steps.length + 1
    steps.push(stepOf(clock, clock, type, facts))
  }
  say('request', requestFacts({ wanted: wantedFacts(...wanted) }))
  say('ack', { complete: true, dueOn: '2026-06-03' })
  for (let n = 0; steps.length < length; n += 1) {
    const [item, permission] = [idOf(10_000 + n), idOf(20_000 + n)]
    say('response', { final: false, locked: true, outcomes: [answerFacts(wanted[n % 64] ?? 'w1', 'provided', [item])] })
    say('accept-terms', { terms: 'a'.repeat(64), items: [item], accepted: true, unable: [] })
    say('keys', { items: [item] })
    say('verification-update', { items: [{ id: item, status: 'verified' }], on: '2026-05-20' })
    say('permission-ask', { permission, items: [item], purposes: ['VERIFY_ORIGIN'] })
    say('permission', { permission, verdict: 'granted' })
    say('clarify', { questions: 1 })
    say('clarify-reply', { answers: 1, corrected: 0 })
    say('outcome-ask', {})
    say('outcome', { decisions: [{ decision: 'doubt-confirmed', actions: [], deciding: [item] }] })
  }
  return steps.slice(0, length)
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

bench('fold.long', longCase(1_000))
bench('fold.opened', longCase(2))
