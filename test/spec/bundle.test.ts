import t from 'tap'
import { canonicalText, parseCanonical } from '../../crypto/canonical.ts'
import { signCard } from '../../crypto/card/card.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { thumbprint } from '../../crypto/jose/engine.ts'
import { signSeal } from '../../crypto/jose/seal.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { addSignatures, readNote } from '../../crypto/log/note.ts'
import { fromBase64url, sha256Hex, text, utf8 } from '../../crypto/octets.ts'
import { type Receipt, receiptKid, signReceipt } from '../../crypto/statement/receipt.ts'
import { digestOfStatement, type Statement } from '../../crypto/statement/statement.ts'
import type { CaseFile, MessageEntry } from '../../gateway/bundle/format/case-file.ts'
import { bundleFaults, type FaultCode } from '../../gateway/bundle/format/faults.ts'
import type { VerifyReport } from '../../gateway/bundle/report/report.ts'
import { reportLines } from '../../gateway/bundle/report/report-text.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { readBundle } from '../../gateway/bundle/verify/read.ts'
import type { Asking } from '../../gateway/bundle/verify/verdict.ts'
import { collected, type MadeCase, makeCaseFile, octetsOfBundle } from '../support/case-files.ts'
import { instantText } from '../support/instants.ts'
import { nextCard } from '../support/next-card.ts'
import { makeParty } from '../support/parties.ts'

const made = await makeCaseFile()
const { file, fingerprints, nowMs, xa, xb } = made
const asking: Asking = { fingerprints, nowMs }
const verified = async (changed: CaseFile, asked: Asking = asking): Promise<VerifyReport> =>
  verifyBundle(await octetsOfBundle(changed), asked)
const codes = ({ faults }: VerifyReport): FaultCode[] => [...new Set(faults.map(({ code }) => code))].sort()
const report = await verified(file)

t.test('a bundle', async (t) => {
  t.test('says who said what to whom, when, under which terms, and what of it is proven', async (t) => {
    t.same(report.faults, [])
    t.equal(report.ok, true)
    t.equal(report.identitiesProven, true)
    t.match(report.case, {
      id: file.case,
      profile: 'tfa12',
      exportedBy: 'XA',
      state: { state: 'closed', dueOn: '2027-02-19' },
    })
    t.equal(report.statements.length, file.messages.length)
    const [request, , refused, response] = report.statements
    t.match(request, {
      number: 1,
      title: 'request',
      from: { member: 'XA', office: 'HQ' },
      to: 'XB',
      effect: 'applied',
      missing: [],
    })
    t.match(
      request?.proven.join('\n'),
      /XA signed it.*\nXB received it and took note of its terms.*\nXA recorded it as entry \d+ of its log\nit was sealed under card 1 of XA: entry \d+, and .*\nxb\.example\/witness had seen that log by /,
    )
    t.match(request?.claimed.join('\n'), /sent at .*: the clock of XA/)
    t.match(refused, { standing: 'refused', effect: 'none' })
    t.match(refused?.proven.join('\n'), /XB refused it \(body-invalid\)/)
    t.match(response?.items, [{ kind: 'commercial-invoice', bytes: 700, content: 'present' }])
    t.match(report.statements.at(-1)?.missing, [/a seal of XA: nothing shows that it ever left/, /a receipt of XB/])
    t.match(report.log, {
      origin: 'xa.example/log',
      records: file.records.length,
      cosigned: [{ witness: 'xb.example/witness' }],
    })
    t.match(report.members, [
      { member: 'XA', proven: true, cards: [1] },
      { member: 'XB', proven: true, cards: [1, 2] },
    ])
  })

  t.test('is the same octets for the same case file', async (t) => {
    t.equal(sha256Hex(await octetsOfBundle(file)), sha256Hex(await octetsOfBundle(file)))
  })

  t.test('holds nothing that its manifest does not name, in files that a person can read', async (t) => {
    const { files, items, faults, close } = await readBundle(await octetsOfBundle(file))
    await close()
    t.same(faults, [])
    const manifest = parseCanonical(files.get('manifest.json') ?? utf8('{}')) as { files: { name: string }[] }
    t.same(
      manifest.files.map(({ name }) => name),
      [...files.keys(), ...items.keys()].filter((name) => name !== 'manifest.json').sort(),
    )
    const shapes = [...files.keys()].map((name) => name.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d+/g, '#'))
    t.matchStrict([...new Set(shapes)].sort(), [
      'agreement.json',
      'cards/XA-#.jws',
      'cards/XB-#.jws',
      'case.json',
      'chronology.json',
      'chronology.txt',
      'content/items/#.json',
      'content/messages/#.json',
      'log/checkpoint.txt',
      'log/partner-checkpoints/#.txt',
      'log/proofs/#.tlog-proof',
      'log/records/#.json',
      'manifest.json',
      'receipts/#.jws',
      'statements/#-ack-#.json',
      'statements/#-ack-#.seal.jws',
      'statements/#-close-#.json',
      'statements/#-close-#.seal.jws',
      'statements/#-request-#.json',
      'statements/#-request-#.seal.jws',
      'statements/#-response-#.json',
      'statements/#-response-#.seal.jws',
      'statements/#-withdraw-#.json',
      'statements/#-withdraw-#.seal.jws',
      'terms/#.en.txt',
      'terms/#.es.txt',
      'terms/#.fr.txt',
      'terms/#.json',
      'terms/#.odrl.jsonld',
      'timestamps/#.tsr',
    ])
    t.match(
      text(files.get('chronology.txt') ?? utf8('')),
      /XA {8}HQ sends request 1 to XB: clock 1, 0 items, sealed {2}\[statements\/001-request-/,
    )
  })

  t.test('verifies without its content, and says that it is missing', async (t) => {
    const bare = await makeCaseFile({ content: false })
    const found = await verifyBundle(await octetsOfBundle(bare.file), bare)
    t.same(found.faults, [])
    t.equal(found.ok, true)
    const [response] = found.statements.filter(({ type }) => type === 'response')
    t.match(response, { body: 'absent', items: [{ content: 'absent' }] })
    t.match(response?.missing, [
      /its body, not exported or disposed of/,
      /the content of 1 item, not exported or disposed of/,
    ])
  })

  t.test('verifies with one item disposed of among others', async (t) => {
    const items = file.items.map(({ content, ...item }, at) => (at === 1 || !content ? item : { ...item, content }))
    const found = await verified({ ...file, items })
    t.same(found.faults, [])
    t.equal(found.statements.filter((each) => each.items.some(({ content }) => content === 'absent')).length, 1)
  })

  t.test('tells what is not there, and that is no fault', async (t) => {
    const found = await verified({
      ...file,
      records: [],
      checkpoint: null,
      partnerCheckpoints: [],
      receipts: file.receipts.slice(1),
    })
    // But for what XA signed for: its reads are not shown without its records.
    t.same(codes(found), ['use-missing'])
    t.match(found.missing, [/no checkpoint of XA's log/])
    t.match(found.statements[0]?.missing, [/a receipt of XB/, /a proof that XA recorded it/])
    t.match(found.claimed.join('\n'), /2 statements count in the state of the case without a receipt/)
    const uncosigned = await verified({ ...file, checkpoint: { note: made.logs.XA.checkpoint(), timestamps: [] } })
    t.same(uncosigned.faults, [])
    t.match(
      uncosigned.missing.join('\n'),
      /no cosignature of XB on the checkpoint[\s\S]*no time stamp of a third party/,
    )
  })

  t.test('tells a statement that was left out by the one that names it', async (t) => {
    const [, out] = file.messages.filter(({ statement }) => statement.type === 'response')
    const without = omitted(file, out as MessageEntry)
    const found = await verified(without)
    t.same(found.faults, [])
    const told = found.statements.flatMap(({ missing }) => missing).filter((each) => each.includes(out?.sha256 ?? '-'))
    t.match(told, [/the statement of XB before it/])
  })

  t.test('leaves out cosignatures that nobody could verify with it', async (t) => {
    const xc = await makeParty('XC')
    const note = await made.logs.XA.cosignedBy(xc, 1_800_000_000)
    const found = await verified({ ...file, records: await reproven(), checkpoint: { note, timestamps: [] } })
    t.same(found.faults, [])
    t.match(found.log, { cosigned: [] })
  })
})

t.test('identities', async (t) => {
  t.test('are unproven without fingerprints, and all else is verified', async (t) => {
    const found = await verified(file, { nowMs, fingerprints: {} })
    t.equal(found.ok, false)
    t.equal(found.identitiesProven, false)
    t.same(codes(found), ['identity-unproven'])
    t.match(found.faults[0]?.found, new RegExp(fingerprints['XA']?.join(' ') ?? '-'))
    t.equal(found.statements[0]?.proven.length, 0, 'what hangs on keys is only claimed')
    t.match(reportLines(found).at(-1), /^IDENTITIES UNPROVEN: all else holds/)
    t.match(reportLines(found).join('\n'), /XA {2}NOT PROVEN/)
  })
  t.test('are unproven with one fingerprint of two', async (t) => {
    const found = await verified(file, { nowMs, fingerprints: { XA: fingerprints['XA'] ?? [] } })
    t.same(codes(found), ['identity-unproven'])
    t.match(found.members, [{ proven: true }, { proven: false }])
  })
  t.test('MUST NOT be believed under other words', async (t) => {
    const found = await verified(file, { nowMs, fingerprints: { ...fingerprints, XB: fingerprints['XA'] ?? [] } })
    t.same(codes(found), ['fingerprint-wrong'])
  })
  t.test('are not proven by the words of a later card, which the fault calls by its number', async (t) => {
    const today = fingerprint(made.second.card)
    const found = await verified(file, { nowMs, fingerprints: { ...fingerprints, XB: today } })
    t.same(codes(found), ['fingerprint-later'])
    t.match(
      found.faults[0]?.found,
      /^the words given are those of card 2 of XB; wanted are those of its first card here, card 1,/,
    )
    t.notMatch(found.faults[0]?.found, fingerprints['XB']?.join(' ') ?? '-', 'nobody is handed the words to give')
    t.match(found.members, [{ proven: true }, { proven: false }])
    t.equal(found.ok, false)
    t.match(reportLines(found).at(-1), /^NOT VERIFIED/)
    t.notMatch(reportLines(found).join('\n'), /it is not the member’s/)
    const both = await verified(file, {
      nowMs,
      fingerprints: { ...fingerprints, XB: [...today, ...(fingerprints['XB'] ?? [])] },
    })
    t.same(codes(both), [])
  })
  t.test('MUST NOT be those of a card that no older one vouches for', async (t) => {
    const stranger = await makeParty('XB')
    const cards = file.cards.map((card) =>
      card.member === 'XB' && card.sequence === 2 ? { ...card, sequence: 1, jws: stranger.cardJws } : card,
    )
    t.ok(codes(await verified({ ...file, cards })).includes('card-untrusted'))
    const words = { ...fingerprints, XB: [...(fingerprints['XB'] ?? []), ...fingerprint(stranger.card)] }
    t.notOk(
      codes(await verified({ ...file, cards }, { nowMs, fingerprints: words })).includes('card-untrusted'),
      'unless its words were compared as well',
    )
  })
  t.test('MUST NOT rest on a key outside its window', async (t) => {
    const { signing } = made.second.card
    const { card, jws } = await nextCard(
      xb.card,
      { by: xb.next, signWith: xb.signing.key },
      { signing, issuedAt: instantText(nowMs + 2 * 365 * 86_400_000) },
    )
    const cards = file.cards.with(2, { member: 'XB', sequence: 2, jws, seenAt: card.issuedAt })
    t.ok(codes(await verified({ ...file, cards })).includes('card-untrusted'))
  })
})

t.test(
  '[G65] Witnesses MUST be told by name and key id, and unknown ones ignored: two of one name spoil nothing [C3]',
  async (t) => {
    const xc = await makeParty('XC')
    const third = async (changes: Partial<Card>, seenAt = file.cards[2]?.seenAt ?? '') => {
      const { card, next } = made.second
      const { jws } = await nextCard(card, { by: next, signWith: xb.signing.key }, changes)
      return { member: 'XB', sequence: 3, seenAt, jws }
    }
    /** The checkpoint as it lies in the store: cosigned by XB under its name, and by XC and XB under whatever name they have. */
    const cosigned = async (...witnesses: Parameters<typeof made.logs.XA.cosignedBy>[0][]) => {
      const notes = await Promise.all(witnesses.map((each) => made.logs.XA.cosignedBy(each, 1_800_000_000)))
      const lines = notes.flatMap((note) => readNote(note).signatures.slice(1))
      return addSignatures(made.logs.XA.checkpoint(), lines)
    }
    for (const [what, changes, also] of [
      ['XC', { trustDomain: xc.trustDomain }, { ...xb, trustDomain: xc.trustDomain }],
      ['the exporter', { trustDomain: xa.trustDomain }, { ...xb, trustDomain: xa.trustDomain }],
    ] as const)
      t.test(`a card of XB with the trust domain of ${what}`, async (t) => {
        const note = await cosigned(xb, xc, also)
        const changed = {
          ...file,
          cards: [...file.cards, await third(changes)],
          records: await reproven(),
          checkpoint: { note, timestamps: [] },
        }
        const found = await verified(changed)
        t.same(found.faults, [])
        t.match(found.log, { cosigned: [{}] })
      })
    t.test('who takes the log key of the exporter is no witness of it', async (t) => {
      const { log, trustDomain } = xa.card
      const note = await cosigned({ ...xb, trustDomain, log: xa.log })
      const found = await verified({
        ...file,
        cards: [...file.cards, await third({ log, trustDomain })],
        records: await reproven(),
        checkpoint: { note, timestamps: [] },
      })
      t.same(found.faults, [])
      t.match(found.log, { cosigned: [] })
    })
    t.test('a card with a key that nothing can be verified with is told, and the rest is verified', async (t) => {
      const x = `AQ${'A'.repeat(41)}`
      const jwk = { kty: 'OKP', crv: 'Ed25519', x }
      const found = await verified({
        ...file,
        cards: [...file.cards, await third({ log: { kid: thumbprint(jwk), jwk } })],
      })
      t.same(codes(found), ['card-untrusted'])
    })
  },
)

t.test('statements', async (t) => {
  t.test('MUST be sealed with a key that was valid when they were sent', async (t) => {
    const late = instantText(Date.parse(file.messages[0]?.statement.sentAt ?? '') + 2 * 365 * 86_400_000)
    const found = await verified(
      await resealed(3, (statement) => ({
        ...statement,
        sentAt: late,
        expiresAt: instantText(Date.parse(late) + 86_400_000),
      })),
    )
    t.match(found.faults.find(({ code }) => code === 'seal-invalid')?.found, /was not valid between/)
  })
  t.test('[S9] MUST lie in the log before the card that gives up the key they are signed with', async (t) => {
    const honest = await makeCaseFile({ givesUp: 'honestly' })
    const asked = ({ fingerprints, nowMs }: MadeCase) => ({ fingerprints, nowMs })
    const found = await verifyBundle(await octetsOfBundle(honest.file), asked(honest))
    t.same(found.faults, [])
    const [request, ack, , response] = found.statements
    t.match(request?.sealed, { card: 1, before: null }, 'XA has one card')
    t.match(ack?.sealed, { card: 1, before: { card: 3 } })
    t.match(response?.sealed, { card: 3, before: null })
    const { leaf, before } = ack?.sealed ?? {}
    t.ok((leaf ?? 0) < (before?.leaf ?? 0))
    t.match(
      ack?.proven.find((each) => each.startsWith('it was sealed')),
      `it was sealed under card 1 of XB: entry ${leaf}, before card 3 at entry ${before?.leaf}`,
    )

    const stolen = await makeCaseFile({ givesUp: 'stolen' })
    const late = await verifyBundle(await octetsOfBundle(stolen.file), asked(stolen))
    const ofSeals = late.faults.filter(({ code }) => code === 'seal-late')
    t.equal(ofSeals.length, 4, 'each seal of the responses: all is as the thief dated it, and the log is not')
    t.same([...new Set(codes(late))].toSorted(), ['receipt-late', 'seal-late'])
    const ofReceipts = late.faults.filter(({ code }) => code === 'receipt-late')
    t.equal(ofReceipts.length, 2, 'and what it receipted from then on, whatever its clock said')
    t.match(ofReceipts[0]?.found, /given up by card 3 at entry \d+; the receipt is entry \d+/)
    t.match(ofSeals[0]?.found, /given up by card 3 at entry \d+; the statement is entry \d+/)
    t.match(late.statements[3], { sealed: null, type: 'response' })

    const records = honest.file.records.filter(({ record }) => record['kind'] !== 'card')
    const older = await verifyBundle(await octetsOfBundle({ ...honest.file, records }), asked(honest))
    t.same(older.faults, [], 'a bundle that was written before')
    t.match(older.missing, [/log entries of the cards/])
    t.same(older.statements.map(({ sealed }) => sealed).filter(Boolean), [])
  })
  t.test('of the partner MUST have a seal', async (t) => {
    const messages = file.messages.with(1, { ...(file.messages[1] as MessageEntry), seal: null })
    t.same(codes(await verified({ ...file, messages })), ['seal-missing'])
  })
  t.test('MUST NOT follow the same one twice', async (t) => {
    const [, , , first] = file.messages
    const found = await verified(
      await resealed(4, (statement) => ({ ...statement, previous: first?.statement.previous ?? '' })),
    )
    t.ok(codes(found).includes('sequence-broken'))
  })
  t.test('MUST have clocks that grow', async (t) => {
    const found = await verified(
      await resealed(4, (statement) => ({ ...statement, clock: 2, previous: file.messages[3]?.sha256 ?? '' })),
    )
    t.ok(codes(found).includes('sequence-broken'))
  })
  t.test('MUST NOT follow one of the other member', async (t) => {
    const found = await verified(
      await resealed(4, (statement) => ({ ...statement, previous: file.messages[0]?.sha256 ?? '' })),
    )
    t.match(found.faults.find(({ code }) => code === 'sequence-broken')?.found, /names a statement of XA/)
  })
  t.test('MUST be of the case, its members and its agreement', async (t) => {
    for (const otherwise of [
      { case: file.messages[0]?.statement.id ?? '' },
      { agreement: { id: 'XA-XB-2026', sha256: 'cd'.repeat(32) } },
      { agreement: { id: 'other', sha256: file.agreement.sha256 } },
      { to: { member: 'XC' } },
      { profile: 'link-test' },
    ]) {
      const found = await verified(await resealed(3, (statement) => ({ ...statement, ...otherwise })))
      t.ok(codes(found).includes('case-mismatch'), canonicalText(otherwise))
    }
  })
  t.test('MUST NOT be said to be refused when they were acknowledged, or kept when they were refused', async (t) => {
    for (const [at, standing] of [
      [0, 'refused'],
      [2, 'kept'],
    ] as const) {
      const messages = file.messages.with(at, { ...(file.messages[at] as MessageEntry), standing })
      t.same(codes(await verified({ ...file, messages })), ['standing-wrong'])
    }
  })
  t.test('MUST have a record in the log of the exporter', async (t) => {
    const records = file.records.filter(({ record }) => record['subject'] !== file.messages[3]?.statement.id)
    t.same(codes(await verified({ ...file, records })), ['record-missing'])
  })
})

t.test('receipts', async (t) => {
  const resigned = async (at: number, change: (receipt: Receipt) => Receipt): Promise<CaseFile> => {
    const { jws, ...rest } = file.receipts[at] as CaseFile['receipts'][number]
    const receipt = change(payloadOf(jws) as unknown as Receipt)
    const key = receipt.from === 'XA' ? xa.signing.key : xb.signing.key
    return { ...file, receipts: file.receipts.with(at, { ...rest, jws: await signReceipt(receipt, key) }) }
  }
  const entries = (change: Partial<Receipt['entries'][number]>) => (receipt: Receipt) => ({
    ...receipt,
    entries: receipt.entries.map((entry) => ({ ...entry, ...change })),
  })
  for (const [what, at, change] of [
    ['MUST name the digest of the statement', 0, entries({ sha256: 'ab'.repeat(32) })],
    ['MUST name the digest of its terms', 0, entries({ terms: 'ab'.repeat(32) })],
    ['MUST be about a statement of the case', 0, entries({ id: file.case })],
    ['MUST NOT be older than the statement', 0, (receipt: Receipt) => ({ ...receipt, at: '2026-11-21T11:00:00.000Z' })],
    ['MUST have a checkpoint that covers their leaves', 0, entries({ leaf: 100_000 })],
    ['of the exporter MUST name the leaf that its log has', 1, entries({ leaf: 0 })],
  ] as const) {
    t.test(what, async (t) => {
      const found = await verified(await resigned(at, change))
      t.ok(codes(found).includes('receipt-mismatch'), codes(found).join())
    })
  }
  t.test('MUST carry checkpoints of their signer’s own log', async (t) => {
    const found = await verified(
      await resigned(0, (receipt) => ({ ...receipt, checkpoint: made.logs.XA.checkpoint() })),
    )
    t.ok(codes(found).includes('checkpoint-invalid'))
  })
})

t.test('the report for people', async (t) => {
  t.test('names file and fault in words', async (t) => {
    const messages = file.messages.with(1, {
      ...(file.messages[1] as MessageEntry),
      seal: file.messages[0]?.seal ?? null,
    })
    const lines = reportLines(await verified({ ...file, messages })).join('\n')
    t.match(
      lines,
      /seal-invalid {2}statements\/002-ack-.*\.seal\.jws\n {6}No key that the sender had at the time signed the statement\.\n {6}found: key .* is no signing key of this member/,
    )
    t.match(lines, /AT FAULT {2}seal-invalid/)
    t.match(lines, /NOT VERIFIED: 1 fault$/)
  })
  t.test('draws nothing over a terminal', async (t) => {
    const card = { ...xa.card, name: 'Customs\u001b[2J of\u202eXA' }
    const jws = await signCard({ ...card, name: 'Customs\nof \u202eXA' }, xa.signing.key)
    const lines = reportLines(
      await verified({ ...file, cards: file.cards.with(0, { ...(file.cards[0] as CaseFile['cards'][number]), jws }) }),
    )
    t.notOk(lines.some((line) => /[\p{Cc}\u202a-\u202e]/u.test(line)))
  })
  t.test('has a sentence for each fault', async (t) => {
    for (const [code, means] of Object.entries(bundleFaults)) t.match(means, /^[A-Z].*\.$/, code)
  })
})

t.test('1 000 messages are verified within two seconds', async (t) => {
  const large = await makeCaseFile({ responses: 995, batch: 1 })
  const archive = await collected(async (to) => to.write(await octetsOfBundle(large.file)))
  const startMs = performance.now()
  const found = await verifyBundle(archive, large)
  const tookMs = Math.round(performance.now() - startMs)
  t.equal(found.ok, true)
  t.equal(found.statements.length, 1000)
  t.comment(
    `figure: ${JSON.stringify({ messages: 1000, seals: 999, receipts: 999, records: large.file.records.length, mebibytes: Number((archive.length / 2 ** 20).toFixed(1)), tookMs })}`,
  )
})

/** The case file without a statement and all that hangs on it. */
function omitted(from: CaseFile, out: MessageEntry): CaseFile {
  const { id } = out.statement
  const items = new Set(out.statement.items.map((item) => item.id))
  return {
    ...from,
    messages: from.messages.filter(({ statement }) => statement.id !== id),
    items: from.items.filter(({ message }) => message !== id),
    records: from.records.filter(({ record }) => record['subject'] !== id && !items.has(String(record['subject']))),
  }
}

/** One statement changed by its own sender, who seals it again. */
async function resealed(at: number, change: (statement: Statement) => Statement): Promise<CaseFile> {
  const message = file.messages[at] as MessageEntry
  const statement = change(message.statement)
  const sha256 = digestOfStatement(statement)
  const { from, to } = statement
  const parties =
    from.member === 'XA' ? { by: xa, kid: xb.card.encryption[0]?.kid } : { by: xb, kid: xa.card.encryption[0]?.kid }
  const claims = { v: 1 as const, from: from.member, to: to.member, kid: parties.kid ?? '', digests: [sha256] }
  const seal = await signSeal(claims, parties.by.signing.key)
  return { ...file, messages: file.messages.with(at, { ...message, statement, sha256, seal }) }
}

/** The records with proofs against the log as it is now. */
const reproven = () =>
  Promise.all(file.records.map(async (record) => ({ ...record, proof: await made.logs.XA.proof(record.index) })))

function payloadOf(jws: string): JsonObject {
  return parseCanonical(fromBase64url(jws.split('.')[1] ?? '')) as JsonObject
}

t.test('statements under a key that was revoked are doubtful unless they were recorded before', async (t) => {
  const [stolen, other] = made.second.card.signing
  const sealedBy = (kid: string | undefined) =>
    report.statements.filter(({ proven }) => proven.some((what) => what.includes(`(key ${kid})`))).map(({ id }) => id)
  const theirs = sealedBy(stolen?.kid)
  t.ok(
    theirs.length > 0 && sealedBy(other?.kid).length > 0,
    `XB has signed with both: ${theirs.length}, ${sealedBy(other?.kid).length}`,
  )
  const recordOf = (id: string) =>
    Date.parse(String(file.records.find(({ record }) => record['subject'] === id)?.record['at']))
  const last = theirs.toSorted((a, b) => recordOf(a) - recordOf(b)).at(-1) ?? ''
  const revoked = async (since: number, kid = stolen?.kid ?? ''): Promise<CaseFile> => {
    const { jws, card } = await nextCard(
      made.second.card,
      { by: made.second.next, signWith: xb.signing.key },
      {
        issuedAt: file.exportedAt,
        signing: [other as Card['signing'][number]],
        revoked: [{ kid, since: instantText(since) }],
      },
    )
    const entry = { ...file.cards[0], member: 'XB', sequence: card.sequence, jws, seenAt: file.exportedAt }
    return { ...file, cards: [...file.cards, entry] as CaseFile['cards'] }
  }
  const byKey = file.receipts.filter(({ jws }) => receiptKid(jws) === stolen?.kid)
  const receiptIds = byKey.map(({ jws }) => String(payloadOf(jws)['id']))
  t.ok(receiptIds.length > 0, 'and given receipts with both')
  const ends = Math.max(...[...theirs, ...receiptIds].map(recordOf))
  const late = await verified(await revoked(ends + 1))
  t.same([late.ok, late.doubtful, late.faults], [true, [], []], 'all of it was recorded before')
  const one = await verified(await revoked(recordOf(last)))
  const doubted = { statement: last, kid: stolen?.kid, card: 3, since: instantText(recordOf(last)) }
  t.match(
    one.doubtful.filter(({ receipt }) => receipt === undefined),
    [doubted],
  )
  t.same([one.ok, one.faults], [false, []])
  t.match(
    reportLines(one).join('\n'),
    new RegExp(`DOUBTFUL \\(2\\)\n  statement ${last}: signed by key ${stolen?.kid}, which card 3 revokes`),
  )
  t.match(reportLines(one).at(-1), /^DOUBTFUL: 1 of \d+ statements/)
  const all = await verified(await revoked(0))
  const [sealed, receipted] = [true, false].map((by) =>
    all.doubtful.filter(({ receipt }) => (receipt === undefined) === by),
  )
  t.same(sealed?.map(({ statement }) => statement).toSorted(), theirs.toSorted(), 'and nobody else’s')
  t.same(
    [...new Set(receipted?.map(({ receipt }) => receipt))].toSorted(),
    receiptIds.toSorted(),
    'each receipt by it too',
  )
  t.match(reportLines(all).join('\n'), /receipt \S+ for statement \S+: signed by key/)
})
