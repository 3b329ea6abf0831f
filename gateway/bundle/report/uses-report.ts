// What a bundle shows of what was done with content: how many uses its exporter signed for, and how
// many of these are here.
import type { RecordFile } from '../format/contents.ts'
import type { Verdict } from '../verify/verdict.ts'

export interface UsesReport {
  /** Whose uses the records tell of. */
  readonly by: string
  /**
   * How many it signed for, and how many of those are here: all of them, or something is missing.
   */
  readonly signed: number
  readonly shown: number
  readonly reads: number
  readonly denials: number
  readonly destroyed: number
  /** Behind the newest head that it signed: nothing shows yet that there are no others. */
  readonly notYetAttested: number
  /** Recorded before uses were numbered. */
  readonly unnumbered: number
  /** The other member's; the records are in its own bundle. */
  readonly ofPartner: OfPartner | null
}

interface OfPartner {
  readonly by: string
  /** How many it signed for, and up to which of them its reports here tell all. */
  readonly signed: number
  readonly told: number
  readonly contradicts: readonly string[]
}

export function usesReport({ contents: { sheet }, uses }: Verdict): UsesReport | null {
  const { exportedBy: by, members } = sheet
  const partner = members.find((member) => member !== by) ?? ''
  const [signed, ofPartner] = [uses.signed.get(by) ?? 0, uses.signed.get(partner) ?? 0]
  const { recorded, unnumbered } = uses
  const contradicts = uses.ofPartner.map(({ file, found }) => `${file} ${found}`)
  if (signed + ofPartner + recorded.length + unnumbered === 0) return null
  const numbers = new Set(recorded.map(numberOf))
  const shown = [...numbers].filter((number) => number <= signed).length
  const of = (kind: string) => recorded.filter(({ record }) => record.kind === kind).length
  return {
    ...{ by, signed, shown, reads: of('release'), denials: of('denial'), destroyed: of('key.destroyed') },
    ...{ notYetAttested: numbers.size - shown, unnumbered },
    ofPartner: ofPartner > 0 ? { by: partner, signed: ofPartner, told: uses.toldByPartner, contradicts } : null,
  }
}

const numberOf = ({ record }: RecordFile): number => (record.data.place as { number: number }).number

export const usesLines = (report: UsesReport): string[] => {
  const { by, signed, shown, reads, denials, destroyed, notYetAttested, unnumbered, ofPartner } = report
  return [
    `${by}: ${shown} of ${signed} that it signed for are here${shown < signed ? `; ${signed - shown} missing` : ''}`,
    `    reads ${reads}, denials ${denials}, destroyed ${destroyed}`,
    ...(notYetAttested > 0
      ? [`    ${notYetAttested} not yet attested: ${by} has signed nothing in the case since, and there may be others`]
      : []),
    ...(unnumbered > 0 ? [`    ${unnumbered} from before uses were numbered: nothing shows whether that is all`] : []),
    ...(ofPartner
      ? [`${ofPartner.by}: its reports here tell ${ofPartner.told} of ${ofPartner.signed} that it signed for`]
      : []),
    ...(ofPartner?.contradicts ?? []).map((found) => `    ${ofPartner?.by} CONTRADICTS ITSELF: ${found}`),
  ]
}
