// What a bundle shows under a log key that its member revoked: a thief of that key can make a checkpoint, and say of it what he likes.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { Card } from '../../crypto/card/card-shape.ts'
import { makeKey, publicJwk, thumbprint } from '../../crypto/jose/engine.ts'
import { logOrigin, signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import type { CaseFile } from '../../gateway/bundle/format/case-file.ts'
import { reportLines } from '../../gateway/bundle/report/report-text.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { neededCards } from '../../gateway/bundle/write/needed-cards.ts'
import { type MadeCase, makeCaseFile, makeLog, octetsOfBundle } from '../support/case-files.ts'
import { instantText } from '../support/instants.ts'
import { nextCard } from '../support/next-card.ts'
import type { Party } from '../support/parties.ts'

const made: MadeCase = await makeCaseFile()
const { file, fingerprints, nowMs, xa, xb, logs } = made
const endMs = Date.parse(file.exportedAt)
const verified = async (changed: CaseFile, stamp?: number) =>
  verifyBundle(await octetsOfBundle(changed), {
    ...{ fingerprints, nowMs },
    ...(stamp !== undefined && { verifyTimestamp: () => ({ at: instantText(stamp), by: 'a clock' }) }),
  })

const newLogPem = await makeKey('Ed25519')

/** The bundle with a newer card of this member, which has another log key and revokes the one before. */
async function revoked(member: 'XA' | 'XB', sinceMs: number, changes: Partial<CaseFile> = {}) {
  const [older, by, signWith]: [Card, Party['next'], Party['signing']['key']] =
    member === 'XA' ? [xa.card, xa.next, xa.signing.key] : [made.second.card, made.second.next, xb.signing.key]
  const jwk = (await publicJwk(newLogPem)) as Card['log']['jwk']
  const { card, jws } = await nextCard(
    older,
    { by, signWith },
    {
      ...{ issuedAt: file.exportedAt, log: { kid: thumbprint(jwk), jwk } },
      revoked: [{ kid: older.log.kid, since: instantText(sinceMs) }],
    },
  )
  const entry = { member, sequence: card.sequence, jws, seenAt: file.exportedAt }
  return { ...file, ...changes, cards: [...file.cards, entry] }
}

t.test(
  'a verifier tells a checkpoint as doubtful that a revoked log key alone signed and nothing shows to be older',
  async (t) => {
    t.same((await verified(file)).doubtful, [])
    const kid = xb.card.log.kid
    // Whoever has the key makes a tree of his own, larger than any that was shown.
    const thief = makeLog(xb)
    for (let leaf = 0; leaf < 500; leaf += 1) thief.add(randomBytes(32))
    const forged = { partnerCheckpoints: [...file.partnerCheckpoints.slice(1), thief.checkpoint()] }
    const seen = await verified(await revoked('XB', endMs, forged))
    t.same(seen.faults, [])
    t.match(seen.doubtful, [
      {
        ...{ statement: null, checkpoint: { member: 'XB', size: 500 }, file: 'log/partner-checkpoints/2.txt' },
        ...{ kid, card: 3, since: file.exportedAt, recordedAt: null },
      },
    ])
    t.equal(seen.ok, false)
    const lines = reportLines(seen)
    t.match(lines.at(-1), /^DOUBTFUL: 0 of \d+ statements, and 1 of the checkpoints, may be by whoever stole the key/)
    t.match(
      lines.join('\n'),
      new RegExp(
        `checkpoint of the log of XB at 500 entries \\(log/.*\\): signed by key ${kid} alone, which card 3 revokes`,
      ),
    )
    t.match(lines.join('\n'), /no cosignature of XB on the checkpoint but by a key that it revoked/)
    t.same(seen.log?.cosigned, [], 'and what it cosigned is no word of XB any more')

    const all = await verified(await revoked('XB', 0))
    const ofReceipts = all.doubtful.filter(({ file }) => file.startsWith('receipts/')).length
    t.ok(ofReceipts > 0, 'those in receipts too, where they are not recorded before')
    t.equal(all.doubtful.length, ofReceipts + file.partnerCheckpoints.length)
  },
)

t.test('what others show to be older than the revocation stands', async (t) => {
  const late = await verified(await revoked('XB', endMs, { partnerCheckpoints: file.partnerCheckpoints.slice(1) }))
  t.same([late.ok, late.doubtful, late.faults], [true, [], []], 'XA cosigned it, and recorded the receipts, before')
  const root = { origin: logOrigin(xb.trustDomain), size: 500, rootHash: new Uint8Array(randomBytes(32)) }
  const under = async (...pems: string[]) => {
    const note = signCheckpoint(root, ...pems.map(logSigningKey))
    return (await verified(await revoked('XB', endMs, { partnerCheckpoints: [note] }))).doubtful.length
  }
  t.equal(await under(xb.log.pem, await makeKey('Ed25519')), 1, 'a line of a key that no card tells is none')
  t.equal(await under(xb.log.pem, newLogPem), 0, 'both sign until the old one goes')
  t.equal(await under(newLogPem), 0)
})

t.test('the log of the exporter: nothing is recorded under a checkpoint that is doubtful', async (t) => {
  const kid = xa.card.log.kid
  const good = await verified(await revoked('XA', endMs))
  t.same([good.ok, good.doubtful], [true, []], 'XB cosigned it before')
  const note = logs.XA.checkpoint()
  const forged = { checkpoint: { note, timestamps: file.checkpoint?.timestamps ?? [] } }
  const bad = await verified(await revoked('XA', endMs, forged))
  t.same(bad.faults, [])
  t.match(bad.doubtful[0], { checkpoint: { member: 'XA' }, file: 'log/checkpoint.txt', kid, card: 2, recordedAt: null })
  const stamped = await verified(await revoked('XA', endMs, forged), endMs - 1)
  t.same([stamped.ok, stamped.doubtful], [true, []], 'a time stamp of before shows it')
  const later = await verified(await revoked('XA', endMs, forged), endMs)
  t.match(later.doubtful[0], { recordedAt: file.exportedAt })

  const [stolen, other] = made.second.card.signing
  const second = await nextCard(
    made.second.card,
    { by: made.second.next, signWith: xb.signing.key },
    {
      ...{ issuedAt: file.exportedAt, signing: [other as Card['signing'][number]] },
      revoked: [{ kid: stolen?.kid ?? '', since: file.exportedAt }],
    },
  )
  const with3 = (changed: CaseFile): CaseFile => ({
    ...changed,
    cards: [...changed.cards, { member: 'XB', sequence: 3, jws: second.jws, seenAt: file.exportedAt }],
  })
  const honest = await verified(with3(file))
  t.same(honest.doubtful, [], 'all of it was recorded before')
  const dated = await verified(with3(await revoked('XA', endMs, forged)))
  t.ok(
    dated.doubtful.some(({ statement, kid }) => statement !== null && kid === stolen?.kid),
    'a thief of both keys cannot date a statement by a log of his own',
  )
})

t.test('a bundle holds the card that revokes a log key', async (t) => {
  const { cards } = await revoked('XB', endMs)
  const held = cards.map((card) => ({ ...card, seenAt: Date.parse(card.seenAt) }))
  const needed = neededCards(held, { jws: [], notes: file.partnerCheckpoints })
  t.same(
    needed.filter(({ member }) => member === 'XB').map(({ sequence }) => sequence),
    [1, 2, 3],
  )
})
