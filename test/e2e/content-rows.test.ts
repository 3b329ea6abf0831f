// Each row of the threat model on content has a test that shows what goes, one that shows what does not, and one that tries a way past it, in
// both stores: at real gateways, by their titles.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

type Titled = readonly [file: string, title: string]
interface Row {
  readonly goes: Titled
  readonly stays: Titled
  readonly past: Titled
}

const bodies = 'content-bodies'
const persons = 'content-persons'
const clearance = 'content-clearance'
const altered: Titled = ['content-altered', 'what was edited or put in opens nothing, in ']

const rows: Readonly<Record<string, Row>> = {
  // Read, then edited in each way, then read again: one test.
  R1: { goes: altered, stays: altered, past: altered },
  R4: {
    goes: [bodies, 'a body is read for its purpose, after its acceptance, and each try is evidence'],
    stays: [bodies, 'a received body is not shown to the role read, and nothing of it stands in any list'],
    past: [bodies, 'a bundle holds received content only under a purpose of its terms, and never what is locked'],
  },
  R5: {
    goes: [persons, 'a declaration is under the use phase: read, permitted more, and disposed of'],
    stays: [persons, 'nobody disposes in the place of the member that holds it, nor says so for it'],
    past: [persons, 'nobody disposes in the place of the member that holds it, nor says so for it'],
  },
  R6: {
    goes: ['content-clock', 'after the agreement has ended, what is held is read and what it needs is still said'],
    stays: ['content-clock', 'after the agreement has ended, what is held is read and what it needs is still said'],
    past: ['content-clock', 'after the agreement has ended, what is held is read and what it needs is still said'],
  },
  R7: {
    goes: ['content-permissions', 'a permission for XC lets an item go to XC and stops XD'],
    stays: ['content-permissions', 'a permission for one file of a court covers no other file'],
    past: ['content-permissions', 'a partner that signs correctly cannot widen what was asked'],
  },
  R8: {
    goes: ['content-permissions', 'one use is one use, for twenty that read at once'],
    stays: ['content-permissions', 'one use is one use, for exports and bundles at once'],
    past: ['content-permissions', 'one use is one use, for messages that pass it on at once and for reads beside them'],
  },
  R9: {
    goes: ['content-assured', 'without a demand, terms that exclude nothing allow the use as evidence'],
    stays: ['content-assured', 'what was assured for one thing binds that, and bodies, which may tell of any'],
    past: ['content-assured', 'an amendment cannot take it back, nor can a partner say that it was never demanded'],
  },
  R10: {
    goes: ['content-deciding', 'a release to decide is measured against the item, not against what is said of it'],
    stays: ['content-deciding', 'a release to decide is measured against the item, not against what is said of it'],
    past: [
      'content-deciding',
      'a statement that an unverified item decided is refused at the door, and has no effect from a partner',
    ],
  },
  R11: {
    goes: ['content-requested', 'the requested member reads what came with a request in order to answer it'],
    stays: ['content-requested', 'its terms are tightened, and from then on it reads no more'],
    past: ['content-requested', 'it reports a breach and disposes of what it holds, and nobody does so in its place'],
  },
  R13: {
    goes: ['content-acceptance', 'an acceptance in advance opens at once what it covers, and nothing that is tighter'],
    stays: ['content-acceptance', 'unable closes item and body, until two persons of the provider open them'],
    past: ['content-acceptance', 'a partner that brings all shares at once opens nothing by it'],
  },
  R15: {
    goes: [persons, 'whoever runs the gateway runs it, and reads, sends and approves nothing'],
    stays: [persons, 'whoever runs the gateway runs it, and reads, sends and approves nothing'],
    past: [persons, 'whoever runs the gateway runs it, and reads, sends and approves nothing'],
  },
  R16: {
    goes: [clearance, 'what is given for VERIFY_OTHER is read once a second person has cleared it'],
    stays: [clearance, 'what may not be cleared is not: no ask, a denial, a day too far, what is locked'],
    past: [clearance, 'a clearance that nobody gave, with a record that fits, opens nothing'],
  },
  R19: {
    goes: ['content-copies', 'a copy is the octets as they were filed, and the terms in the language of its reader'],
    stays: ['content-copies', 'a disposal that does not account for every copy is refused with their number'],
    past: ['content-copies', 'copies that are made while it is disposed of are accounted for, or not made'],
  },
  R20: {
    goes: [persons, 'at discretion two persons decide on any free text, and then it leaves'],
    stays: [persons, 'at discretion two persons decide on any free text, and then it leaves'],
    past: [persons, 'neither a change of the draft nor a word of the partner makes one person enough'],
  },
  R22: {
    goes: ['content-ids', 'whose it is gets it, by more work: the count does tell the two apart'],
    stays: ['content-shown', 'what is for another office and what is not there have one answer, and a record each'],
    past: ['content-ids', 'what is of another office costs what costs what is not there, in each way to name it'],
  },
  R23: {
    goes: ['content-shown', 'a try without the role is a denial'],
    stays: ['content-shown', 'a try without the role is a denial'],
    past: [persons, 'which is a denial'],
  },
  R24: {
    goes: ['drafts', 'a draft is returned, changed, and approved as it was read; nobody who wrote at it approves it'],
    stays: ['drafts', 'a draft is returned, changed, and approved as it was read; nobody who wrote at it approves it'],
    past: ['drafts', 'whoever changes a draft of another sends its documents; whoever drafted it approves nothing'],
  },
  R25: {
    goes: ['content-shown', 'no list and no view shows the name, the size or the digest of what was received'],
    stays: ['content-shown', 'no list and no view shows the name, the size or the digest of what was received'],
    past: ['content-shown', 'no list and no view shows the name, the size or the digest of what was received'],
  },
  R26: {
    goes: ['content-clock', 'a clock two days back opens nothing, and until it is right nothing is written'],
    stays: ['content-clock', 'though a person vouches for it, what partners signed since counts'],
    past: [
      'content-clock',
      'though a person vouches for it and no partner saw it, what the case holds of its own counts',
    ],
  },
  R28: {
    goes: [
      'content-permissions',
      'the conditions of a permission are told to its reader, and obligations cite its agreement',
    ],
    stays: [
      'content-permissions',
      'the conditions of a permission are told to its reader, and obligations cite its agreement',
    ],
    past: [
      'content-shown',
      'what a reader must observe is cited by the profile, and by the agreement where that has none',
    ],
  },
}

/** Rows on disposal: each has one test, on SQLite. */
const heldElsewhere: Readonly<Record<string, Titled>> = {
  R2: [
    '../unit/cli/epochs.test.ts',
    'an epoch is in no backup, and ends when it is told to: what was backed up before opens no more',
  ],
  R18: ['disposal.test.ts', 'method, hold and copies are held against terms and evidence, one by one'],
  R21: ['detectors.test.ts', 'many reads and denied disclosures are told, and a breach is drafted for a person'],
}

t.test('each row has what goes, what does not and a way past it, in both stores', async (t) => {
  const model = readFileSync(join(import.meta.dirname, '../../docs/threat-model.md'), 'utf8')
  const told = [...model.matchAll(/^\| (R\d+) \|/gm)].map(([, id = '']) => id)
  const others = told.filter((id) => !(id in heldElsewhere))
  t.same(Object.keys(rows), others, 'every row of the threat model, and no other')
  for (const [id, [file, title]] of Object.entries(heldElsewhere)) {
    const source = readFileSync(join(import.meta.dirname, file), 'utf8')
    t.ok(told.includes(id) && source.includes(`${title} [${id}]`), `${id}: ${file} has “${title}”`)
  }
  for (const [id, row] of Object.entries(rows))
    for (const [kind, [file, title]] of Object.entries(row) as [string, Titled][]) {
      const source = readFileSync(join(import.meta.dirname, `${file}.test.ts`), 'utf8')
      const titles = source.split('\n').filter((line) => line.includes(title))
      t.ok(
        titles.some((line) => line.includes(`[${id}]`)),
        `${id} ${kind}: ${file} has “${title} … [${id}]”`,
      )
      const each = source.indexOf('await inEachStore(t, ')
      const inBoth = each >= 0 ? source.indexOf(title) > each : titles.length > 1 && /SQLite/.test(source)
      t.ok(inBoth, `${id} ${kind}: ${file} runs it in both stores`)
    }
})
