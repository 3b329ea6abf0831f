// npm run demo -- --story rotation: the short story, and between its acts both administrations rotate their keys, under traffic.
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '../client/client.ts'
import type { Administration } from './administration.ts'
import type { Document } from './documents.ts'
import { inActs } from './exchange.ts'
import type { Told } from './full-story.ts'
import type { Attended } from './persons.ts'
import type { Json } from './reading.ts'
import type { Story } from './story.ts'
import { type Traffic, traffic } from './traffic.ts'

interface Scene {
  readonly xa: Administration
  readonly xb: Administration
  readonly parties: Attended
}

/** Which keys are rotated after which act; the last time all together. */
const rotations = ['encryption', 'signing', 'tls', 'all'] as const
const patienceMs = 120_000

export async function rotationStory(
  { xa, xb, parties }: Scene,
  documents: readonly Document[],
  story: Story,
  signal: AbortSignal,
): Promise<Told> {
  const both = [xa, xb] as const
  const { agreement } = parties
  const sent = [
    traffic({ client: parties.xa.officer, agreement, office: parties.xa.office }),
    traffic({ client: parties.xb.system, agreement, office: parties.xb.office }),
  ] as const
  story.say('XA and XB', 'send each other ten messages a second beside the case')
  const first = await Promise.all(both.map(kidsOf))

  const acts = inActs(parties, documents, story, signal)
  let told = await acts.next()
  for (const use of rotations) {
    if (told.done) break
    await rotate(both, use, story)
    told = await acts.next()
  }
  if (!told.done) throw new Error('the case has more acts than keys are rotated')

  story.act('The keys')
  await Promise.all(sent.map(({ stop }) => stop()))
  await account(both, sent, story)
  const last = await Promise.all(both.map(kidsOf))
  for (const [at, { member }] of both.entries()) {
    const kept = last[at]?.filter((kid) => first[at]?.includes(kid)) ?? []
    story.check(`no signing or encryption key that ${member} began with is on its card any more`, kept.length === 0)
  }
  return { timelines: [], ...told.value }
}

/** New keys beside the old ones; once both hold both cards, the old ones go. Nobody waits for anybody. */
async function rotate(both: readonly Administration[], use: (typeof rotations)[number], story: Story): Promise<void> {
  await Promise.all(both.map((at) => at.cli('keys', 'rotate', use)))
  await Promise.all(both.map(untilHeld))
  const gone = await Promise.all(both.map((at) => at.cli('keys', 'rotate', use, '--finish')))
  await Promise.all(both.map(untilHeld))
  const destroyed = gone.flatMap((each) => each['destroyed'] as string[]).length
  const cards = gone.map(({ sequence }) => sequence).join(' and ')
  story.say('XA and XB', `bulla keys rotate ${use}: cards ${cards} now, ${destroyed} old keys destroyed`)
}

/** The running gateway shows its newest card, and the partner holds it. */
async function untilHeld(at: Administration): Promise<void> {
  for (const began = performance.now(); ; await pause(100)) {
    const { card, partners } = await at.cli('keys', 'status')
    if ((partners as Json[] | null)?.every(({ holdsOurs }) => holdsOurs === card)) return
    if (performance.now() - began > patienceMs)
      throw new Error(`the partner of ${at.member} does not hold card ${card} after ${patienceMs} ms`)
  }
}

/** Ids of the keys that its card names. */
async function kidsOf(at: Administration): Promise<string[]> {
  const { card } = await at.cli('card')
  const { signing, encryption } = card as { signing: Json[]; encryption: Json[] }
  return [...signing, ...encryption].map(({ kid }) => String(kid))
}

async function account(both: readonly Administration[], sent: readonly Traffic[], story: Story): Promise<void> {
  const failed = sent.flatMap((each) => each.failed)
  const accepted = sent.map((each) => each.accepted)
  const told = failed.length === 0 ? '' : `: ${[...new Set(failed)].join(', ')}`
  story.check(
    `${accepted.flat().length + failed.length} messages were sent meanwhile, ${failed.length} failed${told}`,
    failed.length === 0 && accepted.every(({ length }) => length > 0),
  )
  for (const at of both) {
    await using operator = at.client(at.operatorToken())
    const waiting = await waitingAt(operator)
    const { rows } = await operator.operator.deliveries({ state: 'refused', limit: 100 })
    story.check(`${at.member}: ${waiting} wait, ${rows.length} dead letters`, waiting === 0 && rows.length === 0)
  }
}

/** How many deliveries wait, once none does or patience has ended. */
async function waitingAt({ operator }: Client): Promise<number> {
  for (const began = performance.now(); ; await pause(50)) {
    const { waiting } = await operator.status()
    const count = waiting.reduce((sum, { deliveries }) => sum + deliveries, 0)
    if (count === 0 || performance.now() - began > patienceMs) return count
  }
}
