// The check of what persons signed: each signature is over what its record says was decided, by a
// key that was registered for this person before, and what was done fits it.
import { type Static, Type } from 'typebox'
import { CryptoError } from '../../../crypto/fault.ts'
import type { Json, JsonObject } from '../../../crypto/json.ts'
import { fromBase64url, sha256Hex } from '../../../crypto/octets.ts'
import { closed, digest, instant, memberCode, openObject, shapeReader, uuid } from '../../../crypto/shapes.ts'
import { verifyAssertion } from '../../../crypto/webauthn/webauthn.ts'
import { bodyDecided, challengeOfDecision, decisionDigest } from '../../model/client/decided.ts'
import { signedActs } from '../../model/client/person.ts'
import { nameDigest } from '../../model/terms/addressee.ts'
import { wayOf } from '../../model/terms/openings.ts'
import { profiles } from '../../profiles/all.ts'
import type { Contents, RecordFile, StatementFile } from '../format/contents.ts'
import { type BundleFault, type FaultCode, fault, foundIn } from '../format/faults.ts'

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const assertionShape = closed({
  ...{ id: text(1400), clientDataJSON: text(6000), authenticatorData: text(6000), signature: text(200) },
})
const signedShape = closed({
  ...{ v: Type.Literal(1), member: memberCode, act: Type.Enum([...signedActs]), case: Type.Union([uuid, Type.Null()]) },
  ...{ subject: text(200), data: openObject(64), at: instant, person: text(64), key: digest, origin: text(300) },
  assertion: assertionShape,
})
const keyShape = closed({
  ...{ v: Type.Literal(1), person: text(64), roles: Type.Array(text(32)) },
  offices: Type.Union([Type.Array(text(64)), Type.Literal('all')]),
  ...{ id: text(1400), algorithm: Type.Enum(['ES256', 'EdDSA']), spki: text(200), rpId: text(253) },
  by: Type.Enum(['link', 'self']),
  /**
   * Of what a person registered itself: the id of the key by which it showed that it is that
   * person.
   */
  with: Type.Optional(Type.String()),
})
const readSigned = shapeReader(signedShape, 'passkey', 'signature of a person')
const readKey = shapeReader(keyShape, 'passkey', 'key of a person')
type Signed = Static<typeof signedShape>

interface Registered {
  readonly index: number
  readonly at: string
  readonly said: Static<typeof keyShape>
}

/** What a person signed, and what the bundle shows of it. */
export interface SignedByPerson {
  readonly file: string
  readonly act: Signed['act']
  readonly subject: string
  readonly person: string
  /** When it was signed and when its key was registered, by the records of the exporter. */
  readonly at: string
  readonly registeredAt: string
  /** The record of the act, where it is here: what was signed may have been refused, or cut off. */
  readonly done: string | null
}

interface CheckedSigned {
  readonly acts: readonly SignedByPerson[]
  readonly faults: readonly BundleFault[]
}

type Fault = (code: FaultCode, found: string) => void

/**
 * `person-key`, `person-signature`, `person-act`.
 * @param unsound files of records, and of their proofs, that are at fault themselves
 */
export function checkSigned(contents: Contents, unsound: ReadonlySet<string>): CheckedSigned {
  const faults: BundleFault[] = []
  const acts: SignedByPerson[] = []
  const keys = new Map<string, Registered>()
  const sound = contents.records.filter(({ file, proof }) => !unsound.has(file) && !unsound.has(proof?.file ?? file))
  for (const each of sound) {
    const at: Fault = (code, found) => faults.push(fault(code, each.file, found))
    try {
      if (each.record.kind === 'person.key') register(keys, each, at)
      if (each.record.kind === 'person.signed') acts.push(...signedIn(contents, each, { keys, sound, at }))
    } catch (error) {
      at(each.record.kind === 'person.key' ? 'person-key' : 'person-signature', foundIn(error))
    }
  }
  return { acts, faults }
}

function register(keys: Map<string, Registered>, { index, record }: RecordFile, at: Fault): void {
  const said = readKey(record.data)
  const named = sha256Hex(fromBase64url(said.spki))
  if (named !== record.subject) at('person-key', `is about key ${record.subject}, and holds key ${named}`)
  else if (keys.has(named)) at('person-key', `registers key ${named} a second time`)
  else keys.set(named, { index, at: record.at, said })
}

interface Looking {
  readonly keys: ReadonlyMap<string, Registered>
  readonly sound: readonly RecordFile[]
  readonly at: Fault
}

/** Records stand in the order of the log, so a key that is known here was registered before. */
function signedIn(contents: Contents, each: RecordFile, { keys, sound, at }: Looking): SignedByPerson[] {
  const signed = readSigned(each.record.data)
  const key = keys.get(signed.key)
  const wrong = wrongIn(contents, each, signed, key)
  if (wrong) at(...wrong)
  if (wrong || !key) return []
  verifyAssertion(signed.assertion, key.said, {
    ...{ challenge: challengeOfDecision(signed), origin: signed.origin, rpId: key.said.rpId },
  })
  const done = actOf(contents, each, signed, sound)
  if (done && !fits(contents, signed, done))
    at('person-act', `${done.file} tells of this act, and not as it was signed`)
  const { act, subject, person } = signed
  const [told, registeredAt] = [{ file: each.file, act, subject, person, at: each.record.at }, key.at]
  return [{ ...told, registeredAt, done: done?.file ?? null }]
}

type Wrong = readonly [code: FaultCode, found: string]

function wrongIn(
  { sheet }: Contents,
  { record }: RecordFile,
  signed: Signed,
  key: Registered | undefined,
): Wrong | undefined {
  if (!key) return ['person-key', `no record before it registers key ${signed.key}`]
  const { person, rpId } = key.said
  if (person !== signed.person)
    return ['person-key', `is of ${signed.person}, and its key was registered for ${person}`]
  if (signed.member !== sheet.exportedBy || signed.case !== record.case)
    return ['person-act', `was signed for ${signed.member} in case ${signed.case}`]
  const digest = decisionDigest(signed)
  if (digest !== record.subject)
    return ['person-signature', `is about ${record.subject}, and what was decided is ${digest}`]
  if (hostOf(signed.origin) !== rpId)
    return ['person-signature', `was made at ${signed.origin}, and its key is for ${rpId}`]
  return undefined
}

function hostOf(origin: string): string {
  if (URL.canParse(origin)) return new URL(origin).hostname
  throw new CryptoError('passkey', `${origin.slice(0, 100)} is no origin`)
}

/** The record of the act: the first after the signature, and before the same is signed anew. */
function actOf(
  contents: Contents,
  from: RecordFile,
  signed: Signed,
  sound: readonly RecordFile[],
): RecordFile | undefined {
  for (const each of sound) {
    if (each.index <= from.index) continue
    const { kind, data } = each.record
    const again = ['act', 'subject', 'person'].every((name) => data[name] === signed[name as 'act'])
    if (kind === 'person.signed' && again) return undefined
    if (isActOf(contents, signed, each)) return each
  }
  return undefined
}

/** The record that tells how the same person did this. */
function isActOf(contents: Contents, { act, subject, person, data }: Signed, { record }: RecordFile): boolean {
  const { kind, data: told } = record
  if (act === 'approve')
    return kind === 'draft.approved' && record.subject === subject && told['approverPerson'] === person
  if (told['person'] !== person) return false
  if (act === 'release' && data['what'] === 'case') return kind === 'operator' && told['act'] === 'export'
  if (act === 'release') return kind === 'release' && record.subject === subject
  if (act === 'clear') return kind === 'clearance' && record.subject === subject
  return kind === 'statement.sent' && statementOf(contents, record.subject)?.statement.type === data['type']
}

/** Of what the record of the act says, and of the statement that it let out, all is as signed. */
function fits(contents: Contents, { act, data }: Signed, { record: { kind, subject, data: told } }: RecordFile) {
  if (kind === 'statement.sent') return fitsStatement(contents, data, statementOf(contents, subject))
  if (act === 'clear') return fitsClearance(data, told['clearance'])
  const names = act === 'approve' ? ['revision'] : ['purpose', 'matter', 'use', 'office', 'to', 'decision']
  const isTold = names.every(
    (name) => data[name] === undefined || told[name] === undefined || data[name] === told[name],
  )
  return isTold && (act !== 'approve' || fitsStatement(contents, data, statementOf(contents, String(told['message']))))
}

/** For whom, for what, until when and how often. */
function fitsClearance(signed: JsonObject, cleared: Json | undefined): boolean {
  const { reader, ...told } = Object(cleared) as JsonObject
  const { purpose, until, uses } = signed
  const said = { ...wayOf(signed as Parameters<typeof wayOf>[0]), purpose, until, uses }
  return (
    nameDigest(String(reader)) === signed['readerSha256'] &&
    Object.entries(said).every(([name, value]) => value === told[name])
  )
}

/** Where none was chosen nothing was signed of terms: then the usual ones hold. */
function fitsStatement({ sheet }: Contents, signed: JsonObject, found: StatementFile | undefined): boolean {
  if (!found) return false
  const { statement, termsSha256, body } = found
  const said: JsonObject = { agreement: statement.agreement.id, office: statement.from.office, terms: termsSha256 }
  const isSaid = Object.entries(said).every(([name, value]) => signed[name] === undefined || signed[name] === value)
  const { inFunction } = profiles.get(sheet.profile)?.messages[statement.type] ?? {}
  return (
    isSaid &&
    signed['type'] === statement.type &&
    signed['inReplyTo'] === statement.inReplyTo &&
    sameItems(signed['items'], statement.items) &&
    (!body || formsSigned(body.form, inFunction).some((form) => bodyDecided(form) === signed['bodySha256']))
  )
}

/** What a gateway puts into the body of a message after it was signed for, message by message. */
const putIn = [
  ...[['keys'], ['shares'], ['finalOn', 'restsOn']],
  ...[
    ['previous', 'last', 'uses'],
    ['from', 'previous', 'last', 'uses'],
  ],
] as const

/** The body as it left, and as it may have been without that. */
function formsSigned(form: JsonObject, inFunction: string | undefined): JsonObject[] {
  const left = [[], ...putIn, ...(inFunction === undefined ? [] : [[inFunction]])]
  return left.map((names: readonly string[]) =>
    Object.fromEntries(Object.entries(form).filter(([name]) => !names.includes(name))),
  )
}

const statementOf = ({ statements }: Contents, id: string): StatementFile | undefined =>
  statements.find(({ statement }) => statement.id === id)

const sameItems = (signed: unknown, brought: readonly { readonly id: string }[]): boolean =>
  Array.isArray(signed) &&
  [...signed].sort().join() ===
    brought
      .map(({ id }) => id)
      .sort()
      .join()
