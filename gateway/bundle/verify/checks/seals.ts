// The check of the seals: each statement was signed by its sender.
import { clockToleranceMs } from '../../../../crypto/instants.ts'
import { readSeal, type VerifiedSeal, verifySeal } from '../../../../crypto/jose/seal.ts'
import type { SuiteName } from '../../../../crypto/jose/suites.ts'
import type { Contents, StatementFile } from '../../format/contents.ts'
import { type BundleFault, fault, foundIn } from '../../format/faults.ts'
import { type Known, once } from '../../format/known.ts'
import type { Identity } from './identities.ts'
import type { Acknowledged } from './receipts.ts'

interface CheckedSeals {
  /** By statement id: the key of the sender that sealed it. */
  readonly sealedBy: ReadonlyMap<string, string>
  readonly faults: readonly BundleFault[]
}

/**
 * `seal-missing`, `seal-invalid`, `seal-mismatch`: each statement is under a seal of its sender to
 * its recipient, made with a key that was in its window. A statement of the exporter may have none:
 * it was never sent.
 */
export async function checkSeals(
  { statements, sheet, agreement }: Contents,
  identities: ReadonlyMap<string, Identity>,
  said: ReadonlyMap<string, readonly Acknowledged[]>,
  known: Known,
): Promise<CheckedSeals> {
  const suite = agreement?.agreement.suite ?? 'B'
  const sealedBy = new Map<string, string>()
  const faults: BundleFault[] = []
  // Up to 64 statements lie under one seal; its signature is checked once.
  const open = (jws: string, sender: Identity | undefined) =>
    once(known, `seal ${suite} ${sender?.id} ${jws}`, () => verified(jws, suite, sender))
  await Promise.all(
    statements.map(async (each) => {
      const { seal: sealFile, statement, row, file } = each
      if (!sealFile) {
        const own = statement.from.member === sheet.exportedBy && !said.has(row.id)
        // A seal that is listed and not there is a missing file already.
        if (!own && !row.sealed)
          faults.push(fault('seal-missing', file, `no seal of ${statement.from.member} is in the bundle`))
        return
      }
      const seal = await open(sealFile.jws, identities.get(statement.from.member))
      if (typeof seal === 'string') {
        faults.push(fault('seal-invalid', sealFile.file, seal))
        return
      }
      const wrong = mismatches(seal, each).map((found) => fault('seal-mismatch', sealFile.file, found))
      const late = outsideWindow(seal, each, identities, said)
      if (late !== undefined) wrong.push(fault('seal-invalid', sealFile.file, late))
      faults.push(...wrong)
      if (wrong.length === 0) sealedBy.set(row.id, seal.signedBy)
    }),
  )
  return { sealedBy, faults }
}

/** The seal, if any key of the member signed it, whatever the time; else why not. */
async function verified(jws: string, suite: SuiteName, identity: Identity | undefined): Promise<VerifiedSeal | string> {
  const always = (identity?.signing ?? []).map((key) => ({ ...key, notBeforeMs: 0, notAfterMs: 0 }))
  try {
    return await verifySeal(readSeal(jws, suite), { keys: always, nowMs: 0, maxSkewMs: 0 })
  } catch (error) {
    return foundIn(error)
  }
}

function mismatches(seal: VerifiedSeal, { statement, sha256 }: StatementFile): string[] {
  const [from, to] = [statement.from.member, statement.to.member]
  return [
    ...(seal.digests.includes(sha256) ? [] : ['does not hold the digest of the statement']),
    ...(seal.from === from && seal.to === to
      ? []
      : [`is from ${seal.from} to ${seal.to}, the statement from ${from} to ${to}`]),
  ]
}

/**
 * A statement is sealed when it leaves: after it was sent by its own clock, before its first
 * receipt or its expiry.
 */
function outsideWindow(
  { signedBy }: VerifiedSeal,
  { statement, row }: StatementFile,
  identities: ReadonlyMap<string, Identity>,
  said: ReadonlyMap<string, readonly Acknowledged[]>,
): string | undefined {
  const fromMs = Date.parse(statement.sentAt)
  const lastAt = said.get(row.id)?.[0]?.at ?? statement.expiresAt
  const untilMs = Math.max(Date.parse(lastAt), fromMs)
  const keys = identities.get(statement.from.member)?.signing ?? []
  const inTime = keys.some(
    ({ key, notBeforeMs, notAfterMs }) =>
      key.kid === signedBy && notBeforeMs - clockToleranceMs <= untilMs && fromMs <= notAfterMs,
  )
  return inTime ? undefined : `signing key ${signedBy} was not valid between ${statement.sentAt} and ${lastAt}`
}
