// What the gateway says while it runs: a closed table of events, each with its level and the only
// fields it may carry.
import { type Logger, pino } from 'pino'
import { shown } from '../../crypto/unseen.ts'
import { type LogDestination, openLogDestination } from './log-destination.ts'

/**
 * Every event the gateway logs. Payloads, names of persons and keys have no field here.
 * docs/operations.md is written from this table.
 */
export const events = {
  'gateway.started': { level: 'info', fields: ['member', 'partnerDoor', 'nationalDoor', 'version'] },
  'gateway.stopping': { level: 'info', fields: ['reason'] },
  'gateway.stopped': { level: 'info', fields: ['tookMs'] },
  'gateway.recovered': { level: 'info', fields: ['deliveries'] },
  'gateway.failed': { level: 'error', fields: ['where', 'problem'] },
  'store.failed': { level: 'error', fields: ['problem', 'fault'] },
  'store.interrupted': { level: 'warn', fields: ['problem', 'fault'] },
  'trust.loaded': { level: 'info', fields: ['partners', 'agreements'] },
  'trust.refused': { level: 'error', fields: ['what', 'problem'] },
  'trust.forked': { level: 'error', fields: ['member', 'sequence', 'from'] },
  'card.foreign': { level: 'error', fields: ['partner', 'sequence', 'sha256'] },
  'key.revoked': { level: 'error', fields: ['member', 'kid', 'since'] },
  'assurance.lowered': { level: 'warn', fields: ['partner', 'sequence', 'terms'] },
  'use.detected': { level: 'warn', fields: ['detector', 'client', 'partner', 'case', 'content', 'count'] },
  'draft.impossible': { level: 'warn', fields: ['case', 'type', 'problem'] },
  'card.refused': { level: 'error', fields: ['partner', 'what', 'problem'] },
  /** Two persons are asked: "bulla partner cards". */
  'card.waiting': { level: 'warn', fields: ['partner', 'sequence', 'sha256', 'problem'] },
  'card.confirmed': { level: 'info', fields: ['partner', 'sha256', 'client'] },
  'card.dismissed': { level: 'info', fields: ['partner', 'sha256', 'client'] },
  'card.taken': { level: 'warn', fields: ['partner', 'sequence', 'sha256', 'clients'] },
  'introduction.heard': { level: 'warn', fields: ['partner', 'member', 'sha256', 'seenOn'] },
  'introduction.refused': { level: 'warn', fields: ['partner', 'problem'] },
  /** What somebody said of a card that is in use no more: it was another's. */
  'introduction.wrong': { level: 'error', fields: ['partner', 'member', 'sha256'] },
  'introduction.sent': { level: 'info', fields: ['partner', 'member', 'sha256'] },
  'introduction.unsent': { level: 'warn', fields: ['partner', 'member', 'problem'] },
  'card.rehearsed': { level: 'info', fields: ['partner', 'problem'] },
  'validity.ending': { level: 'warn', fields: ['member', 'use', 'id', 'notAfter', 'days'] },
  'validity.ended': { level: 'error', fields: ['member', 'use', 'id', 'notAfter'] },
  'validity.early': { level: 'error', fields: ['member', 'use', 'id', 'notBefore'] },
  'crl.taken': { level: 'info', fields: ['authority', 'source', 'number', 'entries', 'nextUpdate'] },
  'crl.refused': { level: 'error', fields: ['source', 'problem'] },
  'crl.failed': { level: 'warn', fields: ['source', 'problem'] },
  'tls.renewed': { level: 'info', fields: ['use', 'issuer', 'certificateSha256', 'notAfter'] },
  'tls.renewal.failed': { level: 'warn', fields: ['use', 'issuer', 'problem', 'failures', 'nextTryAt'] },
  'tls.renewal.unadvised': { level: 'warn', fields: ['use', 'issuer', 'problem'] },
  'tls.revoked': { level: 'info', fields: ['use', 'issuer', 'certificateSha256', 'reason'] },
  'tls.revocation.failed': { level: 'error', fields: ['use', 'issuer', 'problem'] },
  'key.destroyed': { level: 'info', fields: ['use', 'keySha256'] },
  /** A key that was replaced is gone for good, and the evidence says so. */
  'key.retired': { level: 'info', fields: ['use', 'kid', 'recordedAt'] },
  'rotation.begun': { level: 'info', fields: ['uses', 'card'] },
  'rotation.finished': { level: 'info', fields: ['uses'] },
  'rotation.ceremony': { level: 'warn', fields: [] },
  'rotation.failed': { level: 'warn', fields: ['problem'] },
  'issuer.account.renewed': { level: 'info', fields: ['issuer'] },
  'issuer.account.failed': { level: 'warn', fields: ['issuer', 'problem'] },
  'tls.accepted': { level: 'info', fields: ['partner', 'certificateSha256'] },
  'tls.refused': { level: 'warn', fields: ['address', 'certificateSha256', 'problem'] },
  'tls.closed': { level: 'warn', fields: ['partner', 'problem'] },
  'partner.away': { level: 'info', fields: ['partner', 'until'] },
  'partner.back': { level: 'info', fields: ['partner'] },
  'absence.refused': { level: 'warn', fields: ['partner', 'problem'] },
  'line.opened': { level: 'info', fields: ['partner', 'tlsGroup'] },
  'line.closed': { level: 'warn', fields: ['partner', 'problem'] },
  'envelope.accepted': { level: 'info', fields: ['partner', 'envelope', 'statements', 'items', 'tookMs'] },
  'envelope.rejected': { level: 'warn', fields: ['partner', 'problem', 'fault', 'envelopeSha256'] },
  'statement.refused': { level: 'warn', fields: ['partner', 'statement', 'problem', 'fault'] },
  'envelope.repeated': { level: 'info', fields: ['partner', 'envelopeSha256'] },
  'limit.reached': { level: 'warn', fields: ['partner', 'limit'] },
  'part.rejected': { level: 'warn', fields: ['partner', 'partSha256', 'problem'] },
  'delivery.delivered': { level: 'info', fields: ['partner', 'envelope', 'statements', 'tookMs'] },
  'delivery.attempt.failed': {
    level: 'warn',
    fields: ['partner', 'deliveries', 'attempt', 'problem', 'nextAttemptAt'],
  },
  'delivery.refused': { level: 'error', fields: ['partner', 'delivery', 'problem'] },
  'delivery.overtaken': { level: 'warn', fields: ['partner', 'deliveries'] },
  'delivery.expired': { level: 'error', fields: ['partner', 'delivery'] },
  'draft.expired': { level: 'warn', fields: ['draft', 'office'] },
  'circuit.changed': { level: 'warn', fields: ['partner', 'state'] },
  'line.paused': { level: 'error', fields: ['partner', 'problem', 'refused'] },
  'receipt.invalid': { level: 'error', fields: ['partner', 'envelope', 'problem'] },
  'console.entered': { level: 'info', fields: ['address'] },
  'console.refused': { level: 'warn', fields: ['address', 'problem'] },
  'console.left': { level: 'info', fields: ['reason'] },
  'request.failed': { level: 'error', fields: ['door', 'method', 'route', 'problem'] },
  'request.refused': { level: 'info', fields: ['door', 'method', 'route', 'client', 'problem'] },
  'item.unread': { level: 'warn', fields: ['item', 'reason'] },
  'item.unlocked': { level: 'info', fields: ['partner', 'item', 'message'] },
  'item.key.wrong': { level: 'error', fields: ['partner', 'item', 'message'] },
  /** By a kind of number; the number stands nowhere. */
  'search.made': { level: 'info', fields: ['client', 'by', 'found'] },
  'release.allowed': { level: 'info', fields: ['client', 'item', 'case'] },
  'release.denied': { level: 'warn', fields: ['client', 'item', 'problem'] },
  'release.cleared': { level: 'info', fields: ['client', 'item', 'case'] },
  /** Lines of one kind that others can make us write: what was left out, and of whom. */
  'log.summed': { level: 'warn', fields: ['of', 'by', 'lines', 'forMs'] },
  'log.dropped': { level: 'error', fields: ['lines', 'forMs'] },
  /** What a partner says of its uses contradicts what else it signed. */
  'uses.differ': { level: 'error', fields: ['partner', 'case', 'message', 'problem'] },
  'log.alarm': { level: 'error', fields: ['partner', 'problem'] },
  'clock.stepped': { level: 'error', fields: ['byMs', 'believed'] },
  'witness.ignored': { level: 'warn', fields: ['partner', 'problem'] },
  'timestamp.failed': { level: 'warn', fields: ['problem', 'waiting'] },
  'epoch.begun': { level: 'info', fields: ['epoch'] },
  'epoch.rewrapped': { level: 'info', fields: ['epoch', 'keys'] },
  'epoch.destroyed': { level: 'info', fields: ['epoch'] },
  'disposal.waits': { level: 'warn', fields: ['disposals'] },
  'disposal.done': { level: 'info', fields: ['message', 'case', 'parts'] },
  'restore.begun': { level: 'warn', fields: ['since'] },
  'restore.unanswered': { level: 'warn', fields: ['partner', 'problem'] },
  'restore.taken': { level: 'info', fields: ['partner', 'case', 'statements'] },
  'restore.answered': { level: 'info', fields: ['partner', 'pages'] },
  'restore.refused': { level: 'error', fields: ['partner', 'problem'] },
  'restore.settled': { level: 'info', fields: ['client', 'subject'] },
  'restore.ended': { level: 'info', fields: ['since'] },
  'sweep.done': { level: 'info', fields: ['parts', 'expired', 'tookMs'] },
} as const satisfies Record<string, { level: 'info' | 'warn' | 'error'; fields: readonly string[] }>

export type LogEvent = keyof typeof events
type LogFields<E extends LogEvent> = Record<(typeof events)[E]['fields'][number], string | number>
export type Log = Logger

export function record<E extends LogEvent>(log: Log, event: E, fields: LogFields<E>): void {
  const line: object = { event, ...fieldsShown(fields) }
  log[events[event].level](line, event.replaceAll('.', ' '))
}

/** A reason may hold what a partner wrote; in a line it draws over nothing. */
const fieldsShown = (fields: Readonly<Record<string, string | number>>): object =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? shown(cut(name === 'client' ? nobody(value) : value)) : value,
    ]),
  )

/**
 * Whoever is signed in at the desk is a client of its own, `console:` and a person. How long a line
 * is kept we do not know: who read is in the evidence, and in no line.
 */
const nobody = (client: string): string => client.split(':', 1)[0] ?? ''

/** A certificate may have a name of sixty thousand letters. */
const mostLetters = 1_000
const cut = (text: string): string => (text.length <= mostLetters ? text : `${text.slice(0, mostLetters)}…`)

/**
 * A log that also tells of every event, whatever its level lets through: numbers are counted by it.
 */
export function heard(
  log: Log,
  hear: (event: LogEvent, fields: Readonly<Record<string, string | number>>) => void,
): Log {
  const tell = (level: 'info' | 'warn' | 'error') => (line: Record<string, string>, text: string) => {
    hear(line['event'] as LogEvent, line)
    log[level](line, text)
  }
  return Object.assign(Object.create(log), { info: tell('info'), warn: tell('warn'), error: tell('error') })
}

type LogLevel = 'info' | 'warn' | 'error' | 'silent'

/**
 * A log that writes JSON lines to standard output, or to a file descriptor or path; `silent` for
 * tests.
 */
export function openLog(level: LogLevel, to: string | number = 1): Log {
  return logTo(level, level === 'silent' ? nowhere : openLogDestination({ to }))
}

/** A log that writes JSON lines to where it is said. */
export function logTo(level: LogLevel, to: Pick<LogDestination, 'write' | 'flush'>): Log {
  return pino({ level, base: null, timestamp: () => `,"at":"${new Date().toISOString()}"` }, to)
}

const nowhere = { write: () => undefined, flush: (done: () => void) => done() }

/**
 * What may be logged of an unexpected error: its kind, code and place, never its message, which
 * could quote content.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const place = error.stack?.split('\n').find((line) => ourPlace(line) !== undefined) ?? ''
  return `${error.name}${code} ${place.trim()}`.trim()
}

/**
 * What a frame of a stack says of our own sources, from `gateway/` or `adapters/` on; undefined
 * where it lies in a package. We may lie in a package too: only what is below us counts.
 */
export function ourPlace(frame: string): string | undefined {
  const [, below] = frame.split(root, 2)
  return below === undefined || below.startsWith('node_modules/') ? undefined : below
}
const root = new URL('../../', import.meta.url).href
