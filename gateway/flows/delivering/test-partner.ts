// The mandatory test message: goes the whole way to a partner and back, proves each step, and
// reaches no national system.

import { canonicalText } from '../../../crypto/canonical.ts'
import { sealEnvelope } from '../../../crypto/jose/envelope.ts'
import { type WrittenMessage, writeMessage } from '../../../crypto/jose/letter.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { sha256Hex, toBase64url, utf8 } from '../../../crypto/octets.ts'
import { writeFrames } from '../../../crypto/part/frames.ts'
import { encryptPart, partContext } from '../../../crypto/part/part.ts'
import type { Receipt } from '../../../crypto/statement/receipt.ts'
import { type Statement, saltedDigest, termsSha256, writeStatement } from '../../../crypto/statement/statement.ts'
import { shown } from '../../../crypto/unseen.ts'
import type { LineTest } from '../../answers/operator-answers.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { actorOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { LineFacts, PartnerLine } from '../../ports/line.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { World } from '../../ports/world.ts'
import { linkTest } from '../../profiles/between/link-test.ts'
import { type ItemStated, ownStatement } from '../cases/own-statement.ts'
import { standardTerms } from '../cases/standard-terms.ts'
import { providerShare } from '../content/secrets.ts'
import type { PartnerLogs } from '../evidence/genuine/partner-logs.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { RevocationJudge } from '../trust/revocation/judging.ts'
import { activePartner, encryptionKeyOf, type HeldAgreement, type Trust } from '../trust/trust.ts'
import { answering, demandReceipt } from './check-receipt.ts'

/** A test that came later than this says nothing of the line. */
const testLifeMs = 3_600_000

interface Testing {
  store: CasesStore & EvidenceStore
  line: PartnerLine
  world: World
  revocation: Pick<RevocationJudge, 'keysOf'>
  partnerLogs: PartnerLogs
  trust(): Trust
  timeZone: string
  envelopeLifeMs: number
}

/** Nothing was asked for, and nobody has written yet. */
const testTerms = (
  about: Pick<Parameters<typeof standardTerms>[0], 'trust' | 'held' | 'partner' | 'localDate' | 'matter'>,
) =>
  standardTerms({
    ...about,
    profile: linkTest,
    role: 'requesting',
    state: { purposes: [], assured: [] },
    offices: undefined,
    protection: undefined,
  }) as unknown as JsonObject

/**
 * @returns what each step showed.
 * @throws {Problem} of the step that failed; its message says which.
 */
export async function testPartner(
  { store, partnerLogs, line, world, revocation, trust: current, timeZone, envelopeLifeMs }: Testing,
  client: Client,
  member: string,
): Promise<LineTest> {
  const trust = current()
  const partner = activePartner(trust, member)
  const held = [...trust.agreements.values()].find((each) => each.partner === member)
  if (!held)
    throw new Problem('agreement-unknown', `there is no agreement with ${member}; add one with "bulla agreement add"`)
  const started = world.now()
  const localDate = localDateOf(started, timeZone)
  const matter = world.id()
  const terms = testTerms({ trust, held, partner, localDate, matter })
  const item = await testItem(world, termsSha256(terms))
  const { message, statement } = testMessage(world, trust, { member, held, terms, item, localDate, matter })
  const envelopeId = world.id()
  const sealed = await sealEnvelope({
    messages: [message],
    from: trust.us,
    to: member,
    id: envelopeId,
    expiresAtMs: started + envelopeLifeMs,
    signWith: trust.signWith(member),
    encryptTo: encryptionKeyOf(partner, started),
  })
  const sentMs = world.monotonicMs()
  const frames = writeFrames([utf8(sealed.envelope), item.part])
  // What was kept open shows what held when it was opened, and no more.
  const { answer: jws, facts } = await line.deliverFresh(partner.address, frames)
  const roundTripMs = Math.round(world.monotonicMs() - sentMs)
  const receipt = await demandReceipt({ store, partnerLogs }, answering({ revocation, trust: current }, partner), jws, {
    to: trust.us,
    envelope: { id: envelopeId, sha256: sealed.sha256 },
    statements: sealed.statements,
    madeAtMs: started,
    sentMs,
    nowMs: world.now(),
  }).catch((cause: unknown) => {
    throw new Problem(
      'receipt-invalid',
      `${member} answered without a valid receipt: ${cause instanceof Error ? cause.message : ''}`,
      { cause },
    )
  })
  const [entry] = receipt.entries
  await store.record(
    leavesOf(world, [
      {
        at: world.now(),
        kind: 'operator',
        case: null,
        subject: statement.id,
        data: { act: 'partner test', ...actorOf(client), partner: member, outcome: entry?.outcome ?? '' },
      },
    ]),
  )
  if (entry?.outcome !== 'received')
    throw new Problem(
      'partner-refused',
      `${member} refused the test message: ${entry?.problem ?? entry?.outcome} ${shown(entry?.detail ?? '')}`.trim(),
    )
  return whatWasShown({ partner, envelopeId, sealed, item, receipt, roundTripMs, facts })
}

interface Shown {
  readonly partner: Partner
  readonly envelopeId: string
  readonly sealed: Awaited<ReturnType<typeof sealEnvelope>>
  readonly item: TestItem
  readonly receipt: Receipt
  readonly roundTripMs: number
  readonly facts: LineFacts | undefined
}

/** What each step showed, for people to read. */
function whatWasShown({ partner, envelopeId, sealed, item, receipt, roundTripMs, facts }: Shown): LineTest {
  const { member } = partner
  return {
    partner: member,
    steps: [
      { step: 'tls', found: `${facts?.protocol ?? 'unknown'} with ${facts?.tlsGroup ?? 'unknown'}` },
      {
        step: 'certificate',
        found: `${partner.address.uri}, valid until ${new Date(facts?.peerNotAfter ?? 0).toISOString()}`,
        sha256: facts?.peerSha256 ?? '',
      },
      {
        step: 'envelope',
        found: `${envelopeId} of ${sealed.envelope.length} octets, suite ${partner.suite}`,
        sha256: sealed.sha256,
      },
      { step: 'item', found: `${item.bytes} octets opened by ${member} under the terms`, sha256: item.sha256 },
      { step: 'receipt', found: `${receipt.id} signed by ${member} at ${receipt.at}, with a checkpoint of its log` },
    ],
    tlsGroup: facts?.tlsGroup ?? 'unknown',
    roundTripMs,
  }
}

interface TestItem extends ItemStated {
  readonly key: Uint8Array
  readonly salt: Uint8Array
  readonly part: Uint8Array
}

async function testItem(world: World, terms: string): Promise<TestItem> {
  const [id, key, salt, plain] = [world.id(), world.randomOctets(32), world.randomOctets(32), world.randomOctets(1024)]
  const chunks: Uint8Array[] = []
  const source = (async function* () {
    yield plain
  })()
  for await (const chunk of encryptPart(source, { key, salt: world.randomOctets(24), context: partContext(id, terms) }))
    chunks.push(chunk)
  const part = new Uint8Array(Buffer.concat(chunks))
  return {
    ...{ id, kind: 'test', mediaType: 'application/octet-stream', form: 'electronic' },
    ...{ bytes: plain.length, sha256: saltedDigest(salt, plain) },
    ...{ partSha256: sha256Hex(part), partBytes: part.length },
    ...{ key, salt, part },
  }
}

interface TestOf {
  readonly member: string
  readonly held: HeldAgreement
  readonly terms: JsonObject
  readonly item: TestItem
  readonly localDate: string
  readonly matter: string
}

function testMessage(
  world: World,
  trust: Trust,
  { member, held, terms, item, localDate, matter }: TestOf,
): { message: WrittenMessage; statement: Statement } {
  const now = world.now()
  const form = { note: `${trust.us} tests the line` }
  const body = canonicalText({ form, names: { [item.id]: 'test.bin' } })
  const salt = world.randomOctets(32)
  const statement: Statement = {
    ...ownStatement({
      ...{ id: world.id(), matter, profile: linkTest, type: 'test', held, trust },
      ...{ office: trust.card.contact.office, to: member, clock: 1 },
      ...{ now, localDate, expiresAt: now + testLifeMs },
      ...{ form, octets: utf8(body), salt, items: [item] },
    }),
    terms,
  }
  const recipientShare = toBase64url(world.randomOctets(32))
  const shares = {
    id: item.id,
    salt: toBase64url(item.salt),
    recipientShare,
    providerShare: providerShare(item.key, recipientShare),
  }
  const pieces = { statement: writeStatement(statement), body, salt: toBase64url(salt), items: [shares] }
  return { statement, message: writeMessage(pieces) }
}
