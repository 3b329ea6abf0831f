// The report of a verification as lines of text, for people.
import { shown } from '../../../crypto/unseen.ts'
import { bundleFaults } from '../format/faults.ts'
import type { LogReport, MemberReport, VerifyReport } from './report.ts'
import type { StatementReport } from './statement-report.ts'
import { usesLines } from './uses-report.ts'

/**
 * The report for people, line by line: first what the case is, then what holds, what is missing,
 * what is wrong, the verdict.
 */
export function reportLines(report: VerifyReport): string[] {
  return [
    ...caseLines(report),
    ...section('MEMBERS', report.members.flatMap(memberLines)),
    ...section('STATEMENTS', report.statements.flatMap(statementLines)),
    ...section('LOG', report.log ? logLines(report.log) : []),
    ...section('USES OF CONTENT', report.uses ? usesLines(report.uses) : []),
    ...section(
      'SIGNED BY PERSONS',
      report.signed.map((each) => signedLine(each, report.case?.exportedBy ?? '')),
    ),
    ...section(`DOUBTFUL (${report.doubtful.length})`, report.doubtful.flatMap(doubtfulLines)),
    ...section('CLAIMED', report.claimed),
    ...section('MISSING', report.missing),
    ...section(`FAULTS (${report.faults.length})`, report.faults.flatMap(faultLines)),
    '',
    verdictLine(report),
  ].map(shown)
}

/** The last line, which says it all. */
function verdictLine({ ok, identitiesProven, faults, missing, statements, doubtful }: VerifyReport): string {
  const count = statements.length === 1 ? '1 statement' : `${statements.length} statements`
  if (ok) return `VERIFIED: ${count}, no fault${missing.length > 0 ? '; see what is missing above' : ''}`
  if (faults.length === 0) {
    const receipts = doubtful.filter(({ receipt }) => receipt !== undefined).length
    const checkpoints = doubtful.filter(({ checkpoint }) => checkpoint !== undefined).length
    const others = [
      ...(receipts === 0 ? [] : [`what receipts say of ${receipts}`]),
      ...(checkpoints === 0 ? [] : [`${checkpoints} of the checkpoints`]),
    ]
    const besides = others.length === 0 ? '' : `, and ${others.join(' and ')},`
    return `DOUBTFUL: ${doubtful.length - receipts - checkpoints} of ${count}${besides} may be by whoever stole the key; no fault otherwise`
  }
  const others = faults.filter(({ code }) => code !== 'identity-unproven').length
  if (others === 0) {
    return 'IDENTITIES UNPROVEN: all else holds, but no fingerprint shows whose keys these are; give the words of both members'
  }
  const unproven = identitiesProven ? '' : '; the identities are unproven'
  return `NOT VERIFIED: ${others === 1 ? '1 fault' : `${others} faults`}${unproven}`
}

function caseLines({ case: about, members }: VerifyReport): string[] {
  if (!about) return ['BUNDLE THAT CANNOT BE READ']
  const { id, profile, agreement, exportedBy, exportedAt, state } = about
  const items = Object.entries(state?.items ?? {})
  return [
    `BUNDLE OF CASE ${id}`,
    `  between    ${members.map(({ member, name }) => (name === null ? member : `${member} (${name})`)).join(' and ')}`,
    `  agreement  ${agreement.id}, SHA-256 ${agreement.sha256}`,
    ...(agreement.legalBasis === null ? [] : [`  basis      ${agreement.legalBasis}`]),
    `  profile    ${profile}`,
    `  exported   by ${exportedBy} at ${exportedAt}`,
    ...(state ? [`  state      ${state.state}: ${state.means}`] : []),
    ...(state?.requestedOn
      ? [`  dates      requested on ${state.requestedOn}${state.dueOn ? `, due on ${state.dueOn}` : ''}`]
      : []),
    ...items.map(([name, { kind, outcome }]) => `  wanted     ${name} ${kind}: ${outcome}`),
  ]
}

const memberLines = ({ member, proven, words, cards }: MemberReport): string[] => [
  proven
    ? `${member}  proven: its first card here has the words that were given`
    : `${member}  NOT PROVEN: nothing here shows whose keys these are`,
  ...(cards.length > 1
    ? [`    cards ${cards.join(', ')}: each signed by a key of an older one, or its words were given as well`]
    : cards.map((sequence) => `    card ${sequence}`)),
  ...(words.length > 0 ? [`    words ${words.join(' ')}`] : []),
]

function statementLines(each: StatementReport): string[] {
  const { number, title, from, to, sentAt, effect, reason, standing, terms, sha256, body, items, faults } = each
  const did = standing === 'refused' ? 'refused, counts for nothing' : effects[effect]
  return [
    `${number}  ${title} of ${from.member} (${from.office}) to ${to}, ${sentAt}`,
    ...(faults.length > 0 ? [`    AT FAULT  ${faults.join(', ')}`] : []),
    `    effect    ${did}${reason === null ? '' : `: ${reason}`}`,
    `    SHA-256   ${sha256}`,
    `    terms     ${terms}`,
    `    body      ${body}`,
    ...items.map(({ id, kind, bytes, content }) => `    item      ${kind} ${id}, ${bytes} octets, ${content}`),
    ...each.proven.map((what) => `    proven    ${what}`),
    ...each.claimed.map((what) => `    claimed   ${what}`),
    ...each.missing.map((what) => `    missing   ${what}`),
  ]
}

/** As the sentence begins, by the act. */
const didWhat: Readonly<Record<VerifyReport['signed'][number]['act'], string>> = {
  release: 'released',
  clear: 'reading by another cleared',
  approve: 'approved',
  permit: 'permission decided',
  'accept-terms': 'terms accepted',
  dispose: 'disposed of',
  'accept-partner': 'card of a partner accepted',
}

const signedLine = (
  { act, subject, person, at, registeredAt, done }: VerifyReport['signed'][number],
  by: string,
): string =>
  `${at}  ${didWhat[act]} by the key of person ${person}, registered by ${by} on ${registeredAt.slice(0, 10)}: ${subject}${done === null ? '; nothing here shows that it was done' : ''}`

type Doubtful = VerifyReport['doubtful'][number]

const doubtfulLines = ({ kid, since, card, recordedAt, ...what }: Doubtful): string[] => [
  `${doubted(what)} by key ${kid}${what.checkpoint ? ' alone' : ''}, which card ${card} revokes since ${since}`,
  recordedAt === null
    ? '    nothing shows that it was recorded before'
    : `    recorded at ${recordedAt}, which is not before`,
]

function doubted({ statement, receipt, checkpoint, file }: Omit<Doubtful, 'kid' | 'since' | 'card' | 'recordedAt'>) {
  if (checkpoint) return `checkpoint of the log of ${checkpoint.member} at ${checkpoint.size} entries (${file}): signed`
  return `${receipt === undefined ? '' : `receipt ${receipt} for `}statement ${statement}: signed`
}

const effects: Readonly<Record<StatementReport['effect'], string>> = {
  applied: 'in its place, changed the case',
  illegal: 'out of place, changed nothing',
  crossed: 'crossed another one, changed nothing',
  none: 'not told',
}

const logLines = ({ origin, size, rootHash, records, cosigned, timestamps, ofPartner }: LogReport): string[] => [
  `${origin}: ${size} entries, root ${rootHash}`,
  `    ${records} records of this case are proven to be in it`,
  ...cosigned.map(({ witness, at }) => `    cosigned by ${witness} at ${at}`),
  ...timestamps.map(({ by, at }) => `    time stamp of ${at} by ${by}`),
  `    ${ofPartner === 1 ? '1 checkpoint' : `${ofPartner} checkpoints`} of the partner's log, without contradiction unless told below`,
]

const faultLines = ({ code, file, found }: VerifyReport['faults'][number]): string[] => [
  `${code}  ${file || 'the archive'}`,
  `    ${bundleFaults[code]}`,
  `    found: ${found}`,
]

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
