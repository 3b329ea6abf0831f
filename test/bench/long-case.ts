// A long case as two members tell it: 64 wanted items answered in part again and again, updates, permissions, feedback, questions.
import type { JsonObject } from '../../gateway/model/json.ts'
import { answerFacts, requestFacts, wantedFacts } from '../spec/article-12-cases.ts'

export interface Told {
  readonly type: string
  readonly facts: JsonObject
  /** Items that it brings. */
  readonly items: readonly string[]
}

const wanted = Array.from({ length: 64 }, (_, index) => `w${index + 1}`)

/** @param fresh an id that nothing else of the case has. */
export function longCase(length: number, fresh: () => string): Told[] {
  const told: Told[] = []
  const say = (type: string, facts: JsonObject, items: readonly string[] = []) => void told.push({ type, facts, items })
  say('request', requestFacts({ wanted: wantedFacts(...wanted) }))
  say('ack', { complete: true, dueOn: '2026-06-03' })
  for (let n = 0; told.length < length; n += 1) {
    const [item, permission] = [fresh(), fresh()]
    const outcomes = [answerFacts(wanted[n % 64] ?? 'w1', 'provided', [item])]
    const accepted = { terms: 'a'.repeat(64), items: [item], accepted: true, unable: [] }
    say('response', { final: false, locked: true, outcomes }, [item])
    say('accept-terms', accepted)
    say('keys', { items: [item] })
    say('verification-update', { items: [{ id: item, status: 'verified' }], on: '2026-05-20' })
    say('permission-ask', { permission, items: [item], purposes: ['VERIFY_ORIGIN'] })
    say('permission', { permission, verdict: 'granted' })
    say('clarify', { questions: 1 })
    say('clarify-reply', { answers: 1, corrected: 0 })
    say('outcome-ask', {})
    say('outcome', { decisions: [{ decision: 'doubt-confirmed', actions: [], deciding: [item] }] })
  }
  return told.slice(0, length)
}
