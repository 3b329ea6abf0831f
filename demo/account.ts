// The account at the end: what both gateways can prove about the case, and whether it adds up.
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '../client/client.ts'
import type { EvidenceLine } from '../gateway/answers/operator-answers.ts'
import type { Administration } from './administration.ts'
import type { Exchanged, ItemReport } from './exchange.ts'
import type { Peered } from './peering.ts'
import type { Json, Tally } from './reading.ts'
import { type Story, table } from './story.ts'

export interface Side {
  readonly messages: number
  /** Messages of ours whose signed receipt was verified before they were called delivered. */
  readonly receipts: number
  readonly sent: number
  readonly releases: number
  readonly denials: number
  /** Rows of evidence on the case, and of all the gateway keeps. */
  readonly evidence: number
  readonly allEvidence: number
}

export interface Account {
  readonly xa: Side
  readonly xb: Side
  readonly items: readonly ItemReport[]
}

export async function account(
  xa: Administration,
  xb: Administration,
  { tokens }: Peered,
  { case: id, items, releases, denials }: Exchanged & Tally,
  story: Story,
): Promise<Account> {
  story.act('The account')
  const [ofXa, ofXb] = await Promise.all([sideOf(xa, id, tokens.officer), sideOf(xb, id, tokens.system)])
  story.check(
    `both keep the same ${ofXa.messages} messages`,
    ofXa.messages === ofXb.messages && ofXa.sent + ofXb.sent === ofXa.messages,
  )
  story.check(
    `${ofXa.receipts + ofXb.receipts} of ${ofXa.messages} messages have a verified receipt`,
    ofXa.receipts + ofXb.receipts === ofXa.messages,
  )
  story.check(`${ofXa.releases} releases are evidence at XA, one for each read`, ofXa.releases === releases)
  story.check(`${ofXa.denials} denials are evidence at XA`, ofXa.denials === denials)
  return { xa: ofXa, xb: ofXb, items }
}

async function sideOf(at: Administration, id: string, token: string): Promise<Side> {
  await using officer = at.client(token)
  await using operator = at.client(at.operatorToken())
  const timeline = await settled(officer, id)
  const sent = timeline.filter((message) => message['direction'] === 'out')
  const all = await evidenceOf(operator)
  const evidence = all.filter((row) => row.case === id)
  const count = (kind: string) => evidence.filter((row) => row.kind === kind).length
  return {
    messages: timeline.filter((message) => message['effect'] === 'applied').length,
    sent: sent.length,
    receipts: sent.filter(({ delivery }) => isDelivered(delivery as Json)).length,
    releases: count('release'),
    denials: count('denial'),
    evidence: evidence.length,
    allEvidence: all.length,
  }
}

/** The last receipt may still be on its way when the case is closed at the partner. */
async function settled(officer: Client, id: string): Promise<readonly Json[]> {
  for (let round = 0; ; round += 1) {
    const timeline = (await officer.cases.show(id)).timeline as readonly Json[]
    const waiting = timeline.filter(({ direction, delivery }) => direction === 'out' && !isDelivered(delivery as Json))
    if (waiting.length === 0 || round === 100) return timeline
    await pause(50)
  }
}

const isDelivered = ({ state, receipt }: Json): boolean => state === 'delivered' && typeof receipt === 'string'

async function evidenceOf(operator: Client): Promise<EvidenceLine[]> {
  const rows: EvidenceLine[] = []
  for (let after = 0; ; ) {
    const { rows: found, last } = await operator.operator.evidence({ limit: 1000, after })
    if (found.length === 0) return rows
    rows.push(...found)
    after = last
  }
}

export function tablesOf({ xa, xb, items }: Account): string[] {
  const counts = [
    ['messages of the case', xa.messages, xb.messages],
    ['  of them sent', xa.sent, xb.sent],
    ['receipts verified', xa.receipts, xb.receipts],
    ['releases', xa.releases, xb.releases],
    ['denials', xa.denials, xb.denials],
    ['evidence rows of the case', xa.evidence, xb.evidence],
    ['evidence rows in all', xa.allEvidence, xb.allEvidence],
  ] as const
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0)
  return [
    ...table(['', 'XA', 'XB'], counts),
    '',
    ...table(
      ['item', 'kind', 'octets', 'digest in', 'digest out', 'equal'],
      items.map((item) => [
        item.name,
        item.kind,
        item.bytes,
        short(item.sha256In),
        short(item.sha256Out),
        item.same ? 'yes' : 'NO',
      ]),
    ),
    `${items.length} items, ${bytes} octets`,
  ]
}

const short = (sha256: string): string => (sha256 === '' ? '-' : `${sha256.slice(0, 16)}…`)
