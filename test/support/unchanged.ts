// What was refused left nothing behind: everything that a gateway holds of a case, before and after.
import type tap from 'tap'
import { shared } from './both-sides.ts'
import type { Reply } from './client.ts'
import type { Gateway } from './gateways.ts'
import type { senderOf, Wishes } from './sender.ts'
import { evidenceOf } from './story.ts'

/** The part of a test that is asked here. */
export type Asserting = Pick<typeof tap, 'same' | 'match' | 'ok'>
type Sender = Awaited<ReturnType<typeof senderOf>>

/** What a gateway holds of one case and how many it holds: the same before and after whatever is refused. */
async function held(gateway: Gateway, id: string | undefined) {
  const officer = gateway.client()
  const { rows } = (await officer.get('/v1/cases?limit=200')).json as { rows?: unknown[] }
  const { timeline, ...facts } = id === undefined ? {} : shared((await officer.get(`/v1/cases/${id}`)).json)
  return { cases: rows?.length, timeline, facts }
}

/** A national system asks for what breaks a rule: refused, with nothing stored and no evidence of a message. */
export async function refusedAtDoor(
  t: Asserting,
  gateway: Gateway,
  { id, post, expect }: { id?: string; post: () => Promise<Reply>; expect: object },
): Promise<void> {
  const [before, known] = [await held(gateway, id), await evidenceOf(gateway)]
  const { status, json, octets } = await post()
  t.match({ status, ...json }, expect, `${gateway.installation.member}: ${octets.toString('utf8', 0, 300)}`)
  t.same(await held(gateway, id), before, 'nothing is stored, and the case is as it was')
  const since = (await evidenceOf(gateway, { after: known.at(-1)?.seq })).filter((row) => row.case === (id ?? null))
  t.same(
    since.filter(({ kind }) => kind.startsWith('statement.')),
    [],
    'and no message is evidence',
  )
}

/** A partner signs correctly and breaks a rule: refused in the signed receipt, with nothing stored but the refusal as evidence. */
export async function refusedFromPartner(
  t: Asserting,
  at: Gateway,
  { id, sender, wishes, expect }: { id?: string; sender: Sender; wishes: Wishes; expect: object },
): Promise<void> {
  const [before, known] = [await held(at, id), await evidenceOf(at)]
  const made = await sender.make(wishes)
  const { entries } = await sender.deliver([made])
  t.match(entries, [{ outcome: 'refused', ...expect }], JSON.stringify(entries))
  t.same(await held(at, id), before, 'nothing is stored, and the case is as it was')
  const since = await evidenceOf(at, { after: known.at(-1)?.seq })
  const { id: subject } = made.message.statement
  t.ok(
    since.some((row) => row.kind === 'statement.refused' && row.subject === subject),
    'the refusal is evidence',
  )
}

/** What is no lie but has no place in the case: kept, marked, answered with the reason, and without any effect. */
export async function withoutEffect(
  t: Asserting,
  at: Gateway,
  { id, sender, wishes, reason }: { id: string; sender: Sender; wishes: Wishes; reason: RegExp },
): Promise<void> {
  const before = await held(at, id)
  const made = await sender.make({ ...wishes, statement: { case: id, clock: 100, ...wishes.statement } })
  const { entries } = await sender.deliver([made])
  t.match(entries, [{ outcome: 'received', problem: 'message-illegal', detail: reason }], JSON.stringify(entries))
  const after = await held(at, id)
  t.same(after.facts, before.facts, 'the case is as it was')
  const { id: message } = made.message.statement
  t.match((after.timeline as unknown[]).at(-1), { message, effect: 'illegal' }, 'the message is kept and marked')
  t.ok(
    (await evidenceOf(at)).some((row) => row.kind === 'statement.received' && row.subject === message),
    'and is evidence',
  )
}
