// The mark on the record of each statement: only this installation makes it.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { openSecrets } from '../../../gateway/flows/content/secrets.ts'
import { type CheckingGenuine, whyUnmarked } from '../../../gateway/flows/evidence/genuine/check-genuine.ts'
import { statementMark, whyNotMarked } from '../../../gateway/flows/evidence/marks.ts'
import type { EvidenceRow } from '../../../gateway/ports/rows.ts'

const randomOctets = (count: number) => new Uint8Array(randomBytes(count))
const { secrets } = openSecrets(randomOctets(32), { randomOctets })
const { secrets: elsewhere } = openSecrets(randomOctets(32), { randomOctets })
const [caseId, digest] = ['01931f5e-0000-7000-8000-000000000001', 'a'.repeat(64)]

let seq = 0
const recorded = (data: Record<string, string>, kind: EvidenceRow['kind'] = 'statement.received'): EvidenceRow => {
  seq += 1
  const subject = `statement-${seq}`
  return { seq, at: 0, kind, case: caseId, subject, data, salt: randomOctets(32), leaf: randomOctets(32) }
}
const marked = (by = secrets, changes: Partial<Parameters<typeof statementMark>[1]> = {}): EvidenceRow => {
  const row = recorded({ sha256: digest })
  const about = { id: row.subject, sha256: digest, case: caseId, direction: 'in', ...changes } as const
  return { ...row, data: { ...row.data, ...statementMark(by, about) } }
}

t.test('records that this installation made are its own, also after those that 0.1.0 made without a mark', (t) => {
  const old = recorded({ sha256: digest })
  t.equal(whyNotMarked(secrets, caseId, [old, marked(), marked()]), undefined)
  t.equal(whyNotMarked(secrets, caseId, [recorded({}, 'release'), old]), undefined)
  t.end()
})

t.test('whoever writes into the store without the key of the installation records no statement [R1]', (t) => {
  const forged: Readonly<Record<string, EvidenceRow>> = {
    'without a mark, after one that has it': recorded({ sha256: digest }),
    'under a mark of another installation': marked(elsewhere),
    'under the mark of another statement': marked(secrets, { id: 'another' }),
    'under the mark of another digest': marked(secrets, { sha256: 'b'.repeat(64) }),
    'under the mark of another case': marked(secrets, { case: 'another' }),
    'under the mark of the other direction': marked(secrets, { direction: 'out' }),
  }
  for (const [how, row] of Object.entries(forged))
    t.match(whyNotMarked(secrets, caseId, [marked(), row]), /has not the mark of this installation/, how)
  t.end()
})

t.test('a check of many records without a mark reads their case once, and still finds each', async (t) => {
  const rows = [...Array.from({ length: 40 }, () => recorded({ sha256: digest })), marked()]
  const late = Array.from({ length: 3 }, () => recorded({ sha256: digest }))
  const all = [...rows, ...late]
  let reads = 0
  const store = {
    evidence: async ({ after = 0, limit }: { after?: number; limit: number }) => {
      reads += 1
      return all.filter((row) => row.seq > after).slice(0, limit)
    },
  }
  const deps = { store, secrets } as unknown as CheckingGenuine
  const marks = new Map<string, number>()
  const found = []
  for (const row of all) found.push(...(await whyUnmarked(deps, row, marks)))
  t.same(
    found,
    late.map(({ subject }) => `statement.received ${subject} has not the mark of this installation`),
  )
  t.equal(reads, 1)
})
