// The order of judging: each check alone, and of two things that are wrong the first in the order of docs/protocol.md §5.2 is the reason.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { openInsides } from '../../../adapters/insides/insides.ts'
import { openFolderParts } from '../../../adapters/parts/folder.ts'
import { canonical } from '../../../crypto/canonical.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { sha256Hex } from '../../../crypto/octets.ts'
import type { OpenedMessage } from '../../../crypto/statement/message.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import { sharedProofs } from '../../../gateway/flows/content/proofs.ts'
import { openSecrets } from '../../../gateway/flows/content/secrets.ts'
import type { CheckName, Judging, Passed } from '../../../gateway/flows/receiving/checks.ts'
import { told } from '../../../gateway/flows/receiving/entries.ts'
import { checks, judge, judgeInTurn } from '../../../gateway/flows/receiving/judge.ts'
import type { JsonObject } from '../../../gateway/model/json.ts'
import { defaultTerms, readTerms } from '../../../gateway/model/terms/terms.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { termsTextSha256s } from '../../../gateway/words/terms/text.ts'
import { acceptTerms, requestBody } from '../../support/bodies.ts'
import { atEase } from '../../support/limits.ts'
import { itemOf } from '../../support/sender.ts'
import {
  id,
  noon,
  type Told,
  tellCase,
  threadsStore,
  trustOf,
  wantedItems,
  worldAt,
} from '../../support/threads-store.ts'

const dayMs = 86_400_000
const otherDigest = 'c'.repeat(64)
const [caseId, itemId] = [id(7), '01931f5e-0000-7000-8000-00000000aaaa']

const termsBetween = (provider: string, recipient: string) =>
  defaultTerms({
    provider,
    recipient,
    legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
    protection: { level: 'customs-confidential', description: 'Held in confidence.', measures: [], law: [] },
    offices: ['HQ'],
    purposes: ['VERIFY_VALUE', 'ANSWER_REQUEST', 'KEEP_AGREEMENT'],
    matter: caseId,
    localDate: '2026-05-05',
    defaults: {},
  }) as unknown as JsonObject

const ourTerms = termsBetween('XA', 'XB')
const proposed = {
  v: 1,
  id: 'xa-xb-2027',
  members: ['XA', 'XB'],
  profiles: ['tfa12'],
  suite: 'B',
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  languages: ['en'],
  from: '2027-01-01',
  parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: [] },
  terms: {},
}

/** Everything that a test row may spoil, before a message and what it is judged with are made of it. */
interface Draft {
  verified: boolean
  /** Of the statement, in place of what is right. */
  changes: Record<string, unknown>
  form: Record<string, unknown>
  /** Of the body, beside form and names. */
  beside: Record<string, unknown>
  terms: Record<string, unknown>
  items: Awaited<ReturnType<typeof itemOf>>[]
  told: Told[]
  /** Ids of items that are stored. */
  stored: string[]
  limits: { maxBodyBytes: number; maxItemBytes: number }
  agreement: Record<string, unknown>
  /** Cases that the sender has opened today. */
  spent: number
}

type Kind = 'request' | 'acceptance' | 'proposal'

/** What we gave in the case of an acceptance. */
function given(): Told {
  const asked = { wanted: wantedItems('w1'), discretionary: false, purposes: ['VERIFY_VALUE'] }
  const case7 = tellCase(7, 'tfa12', 'requested', [
    { type: 'request', facts: asked },
    { type: 'response', terms: ourTerms, facts: { final: true, outcomes: [] } },
  ])
  const messages = case7.messages.map((message) => ({
    ...message,
    statement: { ...message.statement, items: message.type === 'response' ? [{ id: itemId }] : [], body: { bytes: 1 } },
  }))
  return { ...case7, messages: messages as unknown as Told['messages'] }
}

const kinds: Record<Kind, { profile: string; type: string; form: () => JsonObject; told: () => Told[] }> = {
  request: { profile: 'tfa12', type: 'request', form: () => requestBody() as JsonObject, told: () => [] },
  acceptance: {
    profile: 'tfa12',
    type: 'accept-terms',
    form: () => {
      const decisions = (ourTerms.terms as JsonObject[]).map(({ term }) => ({ term, decision: 'accept' }))
      const [text] = termsTextSha256s(readTerms(ourTerms))
      return { ...acceptTerms(termsSha256(ourTerms), [itemId]), text, decisions } as unknown as JsonObject
    },
    told: () => [given()],
  },
  proposal: {
    profile: 'agreement',
    type: 'agreement-propose',
    form: () => ({ agreement: proposed, sha256: sha256Hex(canonical(proposed)), reason: 'A new year.' }),
    told: () => [],
  },
}

async function draftOf(kind: Kind): Promise<Draft> {
  const terms = termsBetween('XB', 'XA')
  return {
    verified: true,
    changes: {},
    form: kinds[kind].form(),
    beside: {},
    terms,
    items: kind === 'request' ? [await itemOf(randomBytes(300), terms)] : [],
    told: kinds[kind].told(),
    stored: [],
    limits: { maxBodyBytes: 262_144, maxItemBytes: 1_000_000 },
    agreement: {},
    spent: 0,
  }
}

const all: readonly Kind[] = ['request', 'acceptance', 'proposal']
const ended = tellCase(90, 'agreement', 'requesting', [
  { type: 'agreement-propose', facts: { agreement: 'xa-xb', sha256: 'b'.repeat(64) } },
  { type: 'agreement-accept', facts: { sha256: 'b'.repeat(64) } },
  { type: 'agreement-end', facts: { sha256: 'b'.repeat(64), lastDay: '2026-05-04' }, from: 'requested' },
])
const threads = Array.from({ length: 50 }, (_, n) =>
  tellCase(1000 + n, 'agreement', 'requested', [
    { type: 'agreement-propose', facts: { agreement: `xa-xb-${n}`, sha256: otherDigest } },
  ]),
)
const otherItem = await itemOf(randomBytes(300), {})

/** For each check a statement that fails it: of which kinds, how it is spoilt, and what its sender is told. */
const spoilt: {
  readonly [Name in CheckName]: readonly [kinds: readonly Kind[], problem: string, (draft: Draft) => unknown]
} = {
  verified: [all, 'statement-refused', (draft) => Object.assign(draft, { verified: false })],
  'agreement-with-partner': [all, 'agreement-unknown', ({ changes }) => name(changes, { id: 'xa-xc' })],
  'agreement-in-force': [
    ['request', 'proposal'],
    'agreement-unknown',
    ({ agreement }) => Object.assign(agreement, { until: '2026-05-04' }),
  ],
  'agreement-text': [all, 'agreement-mismatch', ({ changes }) => name(changes, { sha256: otherDigest })],
  'travel-time': [
    all,
    'statement-refused',
    ({ changes }) => Object.assign(changes, { expiresAt: new Date(noon + 9 * dayMs).toISOString() }),
  ],
  'type-known': [all, 'profile-unknown', ({ changes }) => Object.assign(changes, { type: 'demand' })],
  'terms-understood': [all, 'terms-unknown', ({ terms }) => Object.assign(terms, { vocabulary: 'tfa12/terms/1.0' })],
  'terms-members': [all, 'terms-invalid', ({ terms }) => Object.assign(terms, { recipient: 'XC' })],
  'terms-case': [
    all,
    'terms-invalid',
    ({ terms }) => {
      terms.terms = (terms.terms as JsonObject[]).map((row) =>
        row.term === 'purpose' ? { ...row, matter: id(8) } : row,
      )
    },
  ],
  'body-size': [all, 'request-too-large', ({ limits }) => Object.assign(limits, { maxBodyBytes: 1 })],
  'body-form': [all, 'statement-refused', ({ beside }) => Object.assign(beside, { more: 1 })],
  facts: [all, 'statement-refused', ({ changes }) => Object.assign(changes, { facts: { other: true } })],
  'item-ids': [
    ['request'],
    'statement-refused',
    ({ items, stored }) => stored.push(...items.map(({ item }) => item.id)),
  ],
  'item-keys': [
    ['request'],
    'statement-refused',
    (draft) => {
      draft.items = draft.items.map((each) => ({
        ...each,
        keys: { id: each.keys.id, salt: each.keys.salt, recipientShare: each.keys.recipientShare } as typeof each.keys,
      }))
    },
  ],
  'item-sizes': [['request'], 'item-too-large', ({ limits }) => Object.assign(limits, { maxItemBytes: 1 })],
  'parts-here': [
    ['request'],
    'statement-refused',
    (draft) => {
      draft.items = draft.items.map((each) => {
        const { sha256, bytes } = each.item.part
        return { ...each, item: { ...each.item, part: { sha256, bytes: bytes + 1 } } }
      })
    },
  ],
  'items-proven': [
    ['request'],
    'statement-refused',
    (draft) => {
      draft.items = draft.items.map((each) => ({ ...each, keys: { ...each.keys, salt: otherItem.keys.salt } }))
    },
  ],
  'case-agreement': [
    all,
    'statement-refused',
    (draft) => {
      const of =
        draft.told.find(({ row }) => row.id === caseId) ?? tellCase(7, 'tfa12', 'requested', [{ type: 'request' }])
      draft.told = [...draft.told.filter((each) => each !== of), { ...of, row: { ...of.row, partner: 'XC' } }]
    },
  ],
  held: [
    ['acceptance'],
    'agreement-unknown',
    (draft) => {
      draft.agreement.until = '2026-05-04'
      draft.told = draft.told.map((each) => (each.row.id === caseId ? { ...each, messages: [] } : each))
    },
  ],
  answerable: [
    ['request', 'proposal'],
    'terms-invalid',
    async (draft) => {
      const rows = draft.terms.terms as JsonObject[]
      draft.terms.terms = rows.map((row) => (row.term === 'purpose' ? { ...row, purposes: ['VERIFY_VALUE'] } : row))
      draft.items = await Promise.all(draft.items.map(() => itemOf(randomBytes(300), draft.terms as JsonObject)))
    },
  ],
  pair: [
    ['request', 'proposal'],
    'agreement-',
    ({ form, told }) => {
      told.push(ended)
      if ('agreement' in form) form.sha256 = otherDigest
    },
  ],
  'terms-of-case': [['acceptance'], 'terms-unknown', ({ form }) => Object.assign(form, { terms: otherDigest })],
  'case-limits': [all, 'statement-refused', ({ changes }) => Object.assign(changes, { clock: 20_000 })],
  threads: [['proposal'], 'statement-refused', ({ told }) => told.push(...threads)],
  'cases-left': [['request', 'proposal'], 'too-many-requests', (draft) => Object.assign(draft, { spent: 1000 })],
}
const name = (changes: Draft['changes'], agreement: object) => {
  changes.agreement = { id: 'xa-xb', sha256: 'b'.repeat(64), ...(changes.agreement as object), ...agreement }
}

const { secrets } = openSecrets(randomBytes(32), { randomOctets: (length) => new Uint8Array(randomBytes(length)) })
const insides = openInsides()
t.teardown(insides.close)
const parts = await openFolderParts({ folder: t.testdir() })

/** The message of a draft, and what it is judged with. */
function made(kind: Kind, draft: Draft): { message: OpenedMessage; judging: Judging } {
  const { profile, type } = kinds[kind]
  const { verified, changes, form, beside, terms, items, told: cases, stored, limits, agreement, spent } = draft
  const trust = trustOf()
  const held = trust.agreements.get('xa-xb')
  const laidDown = { ...held, agreement: { ...held?.agreement, languages: ['en'], from: '2026-01-01', ...agreement } }
  const names = Object.fromEntries(items.map(({ item }) => [item.id, 'paper.pdf']))
  const statement = {
    v: 2,
    id: id(77),
    case: caseId,
    profile,
    type,
    agreement: { id: 'xa-xb', sha256: 'b'.repeat(64) },
    from: { member: 'XB', office: 'HQ' },
    to: { member: 'XA' },
    clock: 3,
    sentAt: new Date(noon).toISOString(),
    localDate: '2026-05-05',
    expiresAt: new Date(noon + dayMs).toISOString(),
    body: { sha256: otherDigest, bytes: 1000 },
    facts: profiles.get(profile)?.messages[type]?.facts(form as JsonObject) ?? {},
    items: items.map(({ item }) => item),
    terms,
    ...changes,
  }
  const sha256 = sha256Hex(canonical(statement as unknown as JsonObject))
  const fault = new CryptoError('digest-wrong', 'the digest is another one')
  const message = verified
    ? { verified, statement, sha256, body: { form, names, ...beside }, salt: '', items: items.map(({ keys }) => keys) }
    : { verified, id: statement.id, sha256, fault }
  const told = threadsStore(...cases)
  const judging = {
    deps: {
      store: {
        ...told,
        item: async (id: string) => (stored.includes(id) ? {} : undefined),
        partKnown: async () => false,
        delivery: async () => undefined,
        spent: async () => spent,
      },
      parts,
      proofs: sharedProofs({ parts, insides }),
      secrets,
      world: worldAt(noon),
      ...atEase({ cases: 1000 }),
      limits: { maxEnvelopeBytes: 0, maxSkewMs: 300_000, ...limits },
    },
    trust: {
      ...trust,
      agreements: new Map([
        ['xa-xb', laidDown],
        ['xa-xc', { ...laidDown, partner: 'XC' }],
      ]),
    },
    partner: { member: 'XB' },
    nowMs: noon,
    known: new Map(),
    inline: new Map(items.map(({ item, part }) => [item.part.sha256, part])),
    proven: new Map(),
    caseOf: async (id: string) => ({ row: await told.case(id), messages: await told.messages(id, 'kept') }),
    earlier: [],
  }
  return { message: message as unknown as OpenedMessage, judging: judging as unknown as Judging }
}

/** The verdict on a statement that is spoilt in these ways; what comes first in the order is spoilt last. */
async function verdictOn(kind: Kind, ...names: readonly CheckName[]) {
  const draft = await draftOf(kind)
  for (const each of names.toReversed()) await spoilt[each][2](draft)
  const { message, judging } = made(kind, draft)
  return judge(judging, message)
}

const order = checks.rows.map(({ name }) => name)

t.test('the order of the checks is that of docs/protocol.md, and so are their words', async (t) => {
  const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8')
  const [, list = ''] = /\n6\. (.*?)\n10\. /s.exec(page.split('### 5.2')[1] ?? '') ?? []
  let rest = list.replaceAll(/\s+/g, ' ')
  for (const { name, demandedBy } of checks.rows) {
    const at = rest.indexOf(demandedBy)
    t.ok(at >= 0, `${name}: "${demandedBy}" stands after what the checks before it say`)
    rest = rest.slice(at + demandedBy.length)
  }
  t.same(order, Object.keys(spoilt), 'each check has its statement here, in the order of the checks')
})

t.test('what keeps all rules is taken', async (t) => {
  for (const kind of all) t.match(await verdictOn(kind), { as: 'taken', id: id(77), inCase: true }, kind)
})

t.test('each check refuses, by itself, what breaks its rule', async (t) => {
  for (const [name, [kinds, problem]] of Object.entries(spoilt))
    for (const kind of kinds) {
      const verdict = await verdictOn(kind, name as CheckName)
      t.match(verdict, { as: 'refused', check: name, problem: new RegExp(`^${problem}`) }, `${name}, ${kind}`)
    }
})

t.test('[D9] MUST take after the end of the agreement a duty about something held, and nothing else', async (t) => {
  const afterTheEnd = async (kind: Kind, told?: Told[]) => {
    const draft = await draftOf(kind)
    draft.agreement.until = '2026-05-04'
    const { message, judging } = made(kind, { ...draft, told: told ?? draft.told })
    return judge(judging, message)
  }
  t.match(await afterTheEnd('acceptance'), { as: 'taken' }, 'what was given is held, and its terms are decided on')
  const refused = { as: 'refused', problem: 'agreement-unknown' }
  t.match(await afterTheEnd('acceptance', []), { ...refused, check: 'held' }, 'of a case that nobody knows')
  t.match(await afterTheEnd('acceptance', [{ ...given(), messages: [] }]), { ...refused, check: 'held' })
  t.match(await afterTheEnd('request'), { ...refused, check: 'agreement-in-force' })
  t.match(await afterTheEnd('proposal'), { ...refused, check: 'agreement-in-force' })
})

t.test('[N9] MUST refuse what is given to be answered under terms that let nobody read it for that', async (t) => {
  for (const kind of ['request', 'proposal'] as const) {
    t.match(await verdictOn(kind), { as: 'taken' }, kind)
    t.match(await verdictOn(kind, 'answerable'), { as: 'refused', check: 'answerable', problem: 'terms-invalid' }, kind)
  }
})

t.test('what no office of its case may read now is refused as well, were it read to answer it [A11]', async (t) => {
  const verdict = async (kind: Kind, term: string, changes: JsonObject) => {
    const draft = await draftOf(kind)
    const rows = draft.terms.terms as JsonObject[]
    draft.terms.terms = rows.map((row) => (row.term === term ? { ...row, ...changes } : row))
    draft.items = await Promise.all(draft.items.map(() => itemOf(randomBytes(300), draft.terms as JsonObject)))
    const { message, judging } = made(kind, draft)
    return judge(judging, message)
  }
  const refused = { as: 'refused', check: 'answerable', problem: 'terms-invalid' }
  for (const kind of ['request', 'proposal'] as const) {
    t.match(await verdict(kind, 'retention', { until: '2026-05-04' }), { ...refused, detail: /retention ended/ }, kind)
    t.match(await verdict(kind, 'retention', { until: '2026-05-05' }), { as: 'taken' }, 'its last day is today')
    t.match(await verdict(kind, 'retention', { reviewOn: '2026-05-01' }), { as: 'taken' }, 'a person may decide')
    t.match(await verdict(kind, 'recipients', { offices: ['NOPE'] }), { ...refused, detail: /office/ }, kind)
    t.match(await verdict(kind, 'recipients', { offices: ['NOPE', 'HQ'] }), { as: 'taken' })
  }
})

t.test('of two rules that a statement breaks the earlier one is the reason', async (t) => {
  const apart: string[] = []
  let pairs = 0
  for (const [at, first] of order.entries())
    for (const second of order.slice(at + 1)) {
      const kind = spoilt[first][0].find((each) => spoilt[second][0].includes(each))
      // A type that nobody knows is no duty: such a statement is stopped by the end of the agreement.
      if (kind === undefined || `${first} ${second}` === 'type-known held') {
        apart.push(`${first} ${second}`)
        continue
      }
      pairs += 1
      const verdict = await verdictOn(kind, first, second)
      if (verdict.as !== 'refused' || verdict.check !== first) t.match(verdict, { check: first }, `${first}, ${second}`)
    }
  const ofItems = ['item-ids', 'item-keys', 'item-sizes', 'parts-here', 'items-proven']
  t.same(
    apart,
    [
      'agreement-in-force held',
      'agreement-in-force terms-of-case',
      'type-known held',
      ...ofItems.flatMap((each) => [`${each} held`, `${each} terms-of-case`, `${each} threads`]),
      'held answerable',
      'held pair',
      'held threads',
      'held cases-left',
      'answerable terms-of-case',
      'pair terms-of-case',
      'terms-of-case threads',
      'terms-of-case cases-left',
    ],
    'no message can break both: only a request brings items here, only an acceptance is a duty, speaks of terms and opens no case, only a proposal opens a thread',
  )
  t.equal(pairs + apart.length, (order.length * (order.length - 1)) / 2)
})

t.test('a part that is not here is no verdict: the delivery comes again', async (t) => {
  const { message, judging } = made('request', await draftOf('request'))
  await t.rejects(judge({ ...judging, inline: new Map() }, message), { code: 'part-missing' })
})

t.test('items are proven once, or found wrong once, however often a delivery is judged', async (t) => {
  for (const spoil of [[], ['items-proven']] as const) {
    const draft = await draftOf('request')
    for (const each of spoil) await spoilt[each][2](draft)
    const { message, judging } = made('request', draft)
    const reads: string[] = []
    const inline = {
      get(sha256: string) {
        reads.push(sha256)
        return judging.inline.get(sha256)
      },
    }
    const counted = { ...judging, inline: inline as unknown as typeof judging.inline }
    const first = await judge(counted, message)
    const before = reads.length
    t.ok(before > 0)
    t.same(await judge(counted, message), first, 'the same verdict, with the same rows')
    t.equal(reads.length, before, 'and no octet of a part is looked at again')
  }
})

t.test('what was taken before in a delivery counts for what comes after it', async (t) => {
  const { message, judging } = made('request', await draftOf('request'))
  const again = {
    ...message,
    statement: { ...(message.verified ? message.statement : {}), id: id(78) },
  } as OpenedMessage
  t.match(await judgeInTurn(judging, [message, again]), [{ as: 'taken' }, { as: 'refused', check: 'item-ids' }])
  const bad = made(
    'request',
    await draftOf('request').then((draft) => ({ ...draft, limits: { ...draft.limits, maxItemBytes: 1 } })),
  )
  t.match(await judgeInTurn(bad.judging, [bad.message]), [{ as: 'refused' }])
})

t.test('a known id comes before all checks', async (t) => {
  for (const [sha256, as] of [
    ['same', 'duplicate'],
    [otherDigest, 'conflict'],
  ] as const) {
    const { message, judging } = made('request', await draftOf('request'))
    const row = {
      id: id(77),
      partner: 'XB',
      direction: 'in',
      sha256: sha256 === 'same' ? message.sha256 : sha256,
    } as const
    const known = new Map([[row.id, row]])
    const spoiltToo = {
      ...judging,
      known,
      deps: { ...judging.deps, limits: { ...judging.deps.limits, maxBodyBytes: 1 } },
    }
    t.match(await judge(spoiltToo, message), { as, id: id(77), sha256: message.sha256 })
  }
})

t.test(
  'a verdict becomes one entry and one leaf; of what could not be verified less is told than logged',
  async (t) => {
    const telling = { us: 'XA', from: 'XB', now: noon, notices: new Map(), secrets }
    const [refused] = told([await verdictOn('request', 'pair')], telling)
    t.match(refused, {
      entry: { id: id(77), outcome: 'refused', problem: 'agreement-unknown', detail: /ended on 2026-05-04/ },
      evidence: { kind: 'statement.refused', subject: id(77), data: { by: 'XA', problem: 'agreement-unknown' } },
    })
    const [unverified] = told([await verdictOn('request', 'verified')], telling)
    t.match(unverified, {
      entry: { outcome: 'refused', terms: '0'.repeat(64), detail: /^digest-wrong$/ },
      logged: { fault: 'digest-wrong: the digest is another one' },
    })
    const [taken] = told([await verdictOn('request')], telling)
    t.match(taken, { entry: { outcome: 'received' }, evidence: { kind: 'statement.received', case: caseId } })
    t.equal(taken?.logged, undefined)
    const notices = new Map([[id(77), { problem: 'message-illegal', detail: 'x'.repeat(600) } as const]])
    const [less] = told([await verdictOn('request')], { ...telling, notices })
    t.match(less?.entry, { outcome: 'received', problem: 'message-illegal', detail: /^x{500}$/ })
  },
)

/** Held by the compiler: who passed all checks but one has not passed them all. */
// @ts-expect-error the proof of `facts` is not there
const whole = (forgetful: Passed<Exclude<CheckName, 'facts'>>): Passed<CheckName> => forgetful
t.type(whole, 'function')
