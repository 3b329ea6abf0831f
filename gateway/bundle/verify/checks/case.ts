// The check of the case sheet: its files, its agreement and its statements are those of one case.
import { clockToleranceMs } from '../../../../crypto/instants.ts'
import type { Contents, StatementFile } from '../../format/contents.ts'
import { type BundleFault, fault } from '../../format/faults.ts'
import { agreementName, byPlace, filesOf, sheetName } from '../../format/layout.ts'

/**
 * `file-missing`, `file-foreign`, `file-duplicate`: the files are those that the case sheet speaks
 * of, each once.
 */
export function checkListing({ sheet }: Contents, found: ReadonlySet<string>): BundleFault[] {
  const listed = filesOf(sheet)
  const names = new Set<string>()
  const twice = listed.filter((name) => {
    const before = names.size
    return names.add(name).size === before
  })
  return [
    ...twice.map((name) => fault('file-duplicate', name, 'is listed twice by the case sheet')),
    ...[...names]
      .filter((name) => !found.has(name))
      .map((name) => fault('file-missing', name, 'belongs to the case by the case sheet and is not in the bundle')),
    ...[...found]
      .filter((name) => !names.has(name))
      .map((name) => fault('file-foreign', name, 'is in the bundle and belongs to nothing in the case sheet')),
  ]
}

/**
 * `case-mismatch`: the agreement is the one of the case, between its two members, and one of them
 * exported it by now.
 */
export function checkAgreement({ sheet, agreement: held }: Contents, nowMs: number): BundleFault[] {
  const { agreement: named, members, exportedBy } = sheet
  const faults: BundleFault[] = []
  const wrong = (file: string, found: string) => faults.push(fault('case-mismatch', file, found))
  if (!members.includes(exportedBy)) wrong(sheetName, `${exportedBy} exported the case and is no member of it`)
  if (Date.parse(sheet.exportedAt) > nowMs + clockToleranceMs)
    wrong(sheetName, `was exported at ${sheet.exportedAt}, yet to come`)
  if (!held) return faults
  const { agreement, sha256 } = held
  if (sha256 !== named.sha256) wrong(agreementName, `has SHA-256 ${sha256}, the case is under ${named.sha256}`)
  if (agreement.id !== named.id) wrong(agreementName, `is agreement ${agreement.id}, the case is under ${named.id}`)
  if (agreement.members.toSorted().join() !== members.toSorted().join()) {
    wrong(agreementName, `is between ${agreement.members.join(' and ')}, the case between ${members.join(' and ')}`)
  }
  return faults
}

/**
 * `case-mismatch`: each statement is the one that the case sheet lists, of this case, these
 * members, this agreement.
 */
export function checkStatements({ sheet, statements }: Contents): BundleFault[] {
  const faults = statements.flatMap((each) =>
    mismatches(each, sheet).map((found) => fault('case-mismatch', each.file, found)),
  )
  statements.forEach((each, at) => {
    const before = statements[at - 1]
    if (before && byPlace(before.statement, each.statement) >= 0) {
      faults.push(fault('case-mismatch', each.file, 'does not stand in the order of the case'))
    }
  })
  return faults
}

function mismatches({ statement, sha256, row }: StatementFile, sheet: Contents['sheet']): string[] {
  const { members, agreement } = sheet
  const [from, to] = [statement.from.member, statement.to.member]
  const is = [
    ['id', statement.id, row.id],
    ['SHA-256', sha256, row.sha256],
    ['type', statement.type, row.type],
    ['case', statement.case, sheet.case],
    ['profile', statement.profile, sheet.profile],
    ['agreement', statement.agreement.id, agreement.id],
    ['digest of the agreement', statement.agreement.sha256, agreement.sha256],
  ] as const
  return [
    ...is
      .filter(([, found, listed]) => found !== listed)
      .map(([what, found, listed]) => `has ${what} ${found}, expected ${listed}`),
    ...(from !== to && members.includes(from) && members.includes(to)
      ? []
      : [`is from ${from} to ${to}, the case is between ${members.join(' and ')}`]),
    ...(statement.sentAt < statement.expiresAt ? [] : ['expired before it was sent']),
  ]
}
