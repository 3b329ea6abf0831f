// The table of numbers that /metrics shows. docs/operations.md is written from it.
import type { LogEvent } from './log.ts'
import type { Label } from './metric-labels.ts'

interface Common {
  readonly unit: 'seconds' | 'bytes' | 'days' | 'count' | 'flag'
  readonly help: string
  readonly labels: readonly Label[]
  /**
   * `calls`: counted where it happens. `scrape`: looked up when somebody asks. `events`: counted
   * with these events of the log, with labels out of their fields or fixed ones; `value` names the
   * field that is added or observed, else each event counts one.
   */
  readonly from: 'calls' | 'scrape' | Heard
}
interface Heard {
  readonly events: Readonly<Partial<Record<LogEvent, Readonly<Partial<Record<Label, string>>>>>>
  readonly value?: string
}
type Row =
  | (Common & { readonly kind: 'counter' | 'gauge' })
  | (Common & { readonly kind: 'histogram'; readonly buckets: readonly number[] })
const durations = [0.005, 0.02, 0.1, 0.5, 2, 10, 60] as const
const commits = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3] as const
const batches = [1, 2, 4, 8, 16, 32, 64] as const
const [counter, gauge, histogram] = ['counter', 'gauge', 'histogram'] as const

/** Every number. Content, persons and clients have no label here. */
export const metrics = {
  // Sending
  bulla_queue_deliveries: {
    ...{ kind: gauge, unit: 'count', labels: ['partner'], from: 'scrape' },
    help: 'Deliveries that are not settled: queued, waiting or being sent; 10000 at most. All nodes see the same.',
  },
  bulla_queue_oldest_seconds: {
    ...{ kind: gauge, unit: 'seconds', labels: ['partner'], from: 'scrape' },
    help: 'Age of the oldest delivery that is not settled, since its message was submitted.',
  },
  bulla_in_flight: {
    ...{ kind: gauge, unit: 'count', labels: ['partner'], from: 'scrape' },
    help: 'Envelopes that this node is sending.',
  },
  bulla_in_flight_oldest_seconds: {
    ...{ kind: gauge, unit: 'seconds', labels: ['partner'], from: 'scrape' },
    help: 'How long the oldest of them has been without its receipt: since it was written where it is sent again, or its last attempt had none in time.',
  },
  bulla_window: {
    ...{ kind: gauge, unit: 'count', labels: ['partner'], from: 'scrape' },
    help: 'How many envelopes may be in flight at once; it halves with each fault.',
  },
  bulla_circuit: {
    ...{ kind: gauge, unit: 'flag', labels: ['partner', 'state'], from: 'scrape' },
    help: '1 for the state the circuit is in on this node: closed, open or half-open.',
  },
  bulla_partner_away: {
    ...{ kind: gauge, unit: 'flag', labels: ['partner'], from: 'scrape' },
    help: '1 while a partner has announced that it is away; nothing is tried for it then.',
  },
  bulla_line_paused: {
    ...{ kind: gauge, unit: 'flag', labels: ['partner'], from: 'scrape' },
    help: '1 while a partner refuses everything for one reason, so that what is for it waits.',
  },
  bulla_uses_detected_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner', 'detector'] },
    from: { events: { 'use.detected': {} } },
    help: 'Uses of content that came too often, or at a strange time, so that a person looks at them.',
  },
  bulla_uses_differ_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner', 'problem'] },
    from: { events: { 'uses.differ': {} } },
    help: 'Messages and receipts in which a partner contradicts what else it signed of its uses.',
  },
  bulla_searches_total: {
    ...{ kind: counter, unit: 'count', labels: [] },
    from: { events: { 'search.made': {} } },
    help: 'Searches for a case by a number. Who made each is in the evidence; one that is held up counts in bulla_requests_total.',
  },
  bulla_circuit_changes_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner', 'state'] },
    from: { events: { 'circuit.changed': {} } },
    help: 'Changes of a circuit, by the state it came to.',
  },
  bulla_delivery_seconds: {
    ...{ kind: histogram, unit: 'seconds', labels: ['partner'], buckets: durations },
    from: { events: { 'delivery.delivered': {} }, value: 'tookMs' },
    help: 'From the start of an attempt to its verified and stored receipt.',
  },
  bulla_envelope_statements: {
    ...{ kind: histogram, unit: 'count', labels: ['partner'], buckets: batches },
    from: { events: { 'delivery.delivered': {} }, value: 'statements' },
    help: 'Statements in an envelope that was receipted; its sum is the statements, its count the envelopes.',
  },
  bulla_retries_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner', 'problem'] },
    from: { events: { 'delivery.attempt.failed': {} }, value: 'deliveries' },
    help: 'Deliveries put back after a failed attempt, to be tried again.',
  },
  bulla_dead_letters_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner', 'state'] },
    from: { events: { 'delivery.refused': { state: 'refused' }, 'delivery.expired': { state: 'expired' } } },
    help: 'Deliveries that became dead letters.',
  },
  bulla_overtaken_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner'] },
    from: { events: { 'delivery.overtaken': {} }, value: 'deliveries' },
    help: 'Deliveries that another node had taken over meanwhile: a lease ran out while this node was still at work.',
  },
  bulla_receipts_invalid_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner'] },
    from: { events: { 'receipt.invalid': {} } },
    help: 'Answers that were no valid receipt.',
  },
  bulla_connections_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner', 'tlsGroup'] },
    from: { events: { 'line.opened': {} } },
    help: 'Connections opened to a partner. They are kept, so a quick rise means that something cuts them.',
  },
  // Receiving
  bulla_receive_seconds: {
    ...{ kind: histogram, unit: 'seconds', labels: ['partner'], buckets: durations },
    from: { events: { 'envelope.accepted': {} }, value: 'tookMs' },
    help: 'From a delivery received to the receipt given.',
  },
  bulla_received_statements: {
    ...{ kind: histogram, unit: 'count', labels: ['partner'], buckets: batches },
    from: { events: { 'envelope.accepted': {} }, value: 'statements' },
    help: 'New statements in an envelope that was accepted.',
  },
  bulla_envelopes_rejected_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner'] },
    from: { events: { 'envelope.rejected': {} } },
    help: 'Envelopes that could not be opened.',
  },
  bulla_statements_refused_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner', 'problem'] },
    from: { events: { 'statement.refused': {} } },
    help: 'Statements of partners that were refused.',
  },
  bulla_parts_rejected_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner'] },
    from: { events: { 'part.rejected': {} } },
    help: 'Octets of parts that did not fit.',
  },
  bulla_connections_refused_total: {
    ...{ kind: counter, unit: 'count', labels: [] },
    from: { events: { 'tls.refused': {} } },
    help: 'Connections turned away at the partner door.',
  },
  bulla_partner_held: {
    ...{ kind: gauge, unit: 'count', labels: ['partner', 'limit'], from: 'scrape' },
    help: 'What a partner holds of this node: connections, octets of bodies, uploads, and octets of parts that no message has taken.',
  },
  bulla_limits_reached_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner', 'limit'] },
    from: { events: { 'limit.reached': {} } },
    help: 'Times a partner asked for more than one may have.',
  },
  // Doors
  bulla_request_seconds: {
    ...{ kind: histogram, unit: 'seconds', labels: ['door', 'method', 'route', 'status'], buckets: durations },
    from: 'calls',
    help: 'Requests answered, by how long the answer took.',
  },
  bulla_refusals_total: {
    ...{ kind: counter, unit: 'count', labels: ['door', 'partner', 'problem'], from: 'calls' },
    help: 'Requests answered with a problem. Quotas and rates show as too-many-requests.',
  },
  bulla_releases_total: {
    ...{ kind: counter, unit: 'count', labels: ['outcome'] },
    from: { events: { 'release.allowed': { outcome: 'allowed' }, 'release.denied': { outcome: 'denied' } } },
    help: 'Reads of content under terms.',
  },
  bulla_items_unread_total: {
    ...{ kind: counter, unit: 'count', labels: ['reason'] },
    from: { events: { 'item.unread': {} } },
    help: 'Items of which not all that lies inside could be looked at: beyond the bounds of a look, or encrypted, broken or of another kind.',
  },
  // Store, queue
  bulla_store_up: {
    ...{ kind: gauge, unit: 'flag', labels: [], from: 'scrape' },
    help: '1 while the store can commit.',
  },
  bulla_queue_up: {
    ...{ kind: gauge, unit: 'flag', labels: [], from: 'scrape' },
    help: '1 while the queue can be reached; 0 pauses deliveries until it is back and loses none.',
  },
  bulla_store_seconds: {
    ...{ kind: histogram, unit: 'seconds', labels: ['operation'], buckets: commits, from: 'calls' },
    help: 'From asking the store to its commit on disk, with the time waited for others in the same commit.',
  },
  bulla_store_commits_total: {
    ...{ kind: counter, unit: 'count', labels: [], from: 'scrape' },
    help: 'Commits that wrote something.',
  },
  bulla_store_operations_total: {
    ...{ kind: counter, unit: 'count', labels: [], from: 'scrape' },
    help: 'Operations in them; divided by the commits, how many share one.',
  },
  bulla_store_carrying_hindered_total: {
    ...{ kind: counter, unit: 'count', labels: ['reason'], from: 'scrape' },
    help: 'Turns in which a full disk or a busy reader kept the log of SQLite from being carried over; nothing is lost by it.',
  },
  // Evidence
  bulla_log_leaves: {
    ...{ kind: gauge, unit: 'count', labels: [], from: 'scrape' },
    help: 'Size of our evidence log.',
  },
  bulla_log_behind: {
    ...{ kind: gauge, unit: 'flag', labels: [], from: 'scrape' },
    help: '1 when partners have seen more of our log than it holds, or the store was edited: nothing is taken, signed or released.',
  },
  bulla_checkpoint_age_seconds: {
    ...{ kind: gauge, unit: 'seconds', labels: [], from: 'scrape' },
    help: 'Age of the newest published checkpoint while leaves wait for the next; 0 when it holds them all.',
  },
  bulla_checkpoints_unstamped: {
    ...{ kind: gauge, unit: 'count', labels: [], from: 'scrape' },
    help: 'Checkpoints that wait for a time stamp, counted up to 1000; they mean something only with TSA_URL.',
  },
  bulla_timestamp_failures_total: {
    ...{ kind: counter, unit: 'count', labels: [] },
    from: { events: { 'timestamp.failed': {} } },
    help: 'Rounds in which the time stamp authority gave no stamp.',
  },
  bulla_log_alarms_total: {
    ...{ kind: counter, unit: 'count', labels: ['partner'] },
    from: { events: { 'log.alarm': {} } },
    help: 'Evidence logs that did not continue what was seen of them; our own has our own code.',
  },
  // Certificates and keys
  bulla_validity_days: {
    ...{ kind: gauge, unit: 'days', labels: ['partner', 'use'], from: 'scrape' },
    help: 'Days until the first key, certificate or list of revoked certificates of this use ends, ours under our own code; negative when it has ended. The TLS certificate of a partner as last seen on the line; where there is none, there is no number.',
  },
  bulla_tls_renewals_total: {
    ...{ kind: counter, unit: 'count', labels: ['use', 'outcome'] },
    from: { events: { 'tls.renewed': { outcome: 'renewed' }, 'tls.renewal.failed': { outcome: 'failed' } } },
    help: 'Renewals of our own TLS certificates, and attempts that failed.',
  },
  bulla_crl_sources_failing: {
    ...{ kind: gauge, unit: 'count', labels: [], from: 'scrape' },
    help: 'Sources of lists of revoked certificates that cannot be had, or give what cannot be taken.',
  },
  // The process
  bulla_build_info: {
    ...{ kind: gauge, unit: 'flag', labels: ['version', 'node', 'store', 'queue'], from: 'scrape' },
    help: 'Always 1; its labels say what runs.',
  },
  bulla_ready: {
    ...{ kind: gauge, unit: 'flag', labels: [], from: 'scrape' },
    help: '1 while /readyz answers 200.',
  },
  bulla_clock_seconds: {
    ...{ kind: gauge, unit: 'seconds', labels: [], from: 'scrape' },
    help: 'The clock of this node, seconds since 1970.',
  },
  bulla_clock_ahead_seconds: {
    ...{ kind: gauge, unit: 'seconds', labels: [], from: 'scrape' },
    help: 'How far that clock is ahead of what the monotonic one reckons; beyond 300 either way nothing is taken in or sent.',
  },
  bulla_clock_steps_total: {
    ...{ kind: counter, unit: 'count', labels: [] },
    from: { events: { 'clock.stepped': {} } },
    help: 'Steps of that clock by two seconds or more.',
  },
  bulla_event_loop_delay_seconds: {
    ...{ kind: gauge, unit: 'seconds', labels: ['quantile'], from: 'scrape' },
    help: 'How late the process came to what was due, since the look before; an idle one shows 0.01.',
  },
  bulla_faults_total: {
    ...{ kind: counter, unit: 'count', labels: ['where'] },
    from: { events: { 'gateway.failed': {} } },
    help: 'Faults of our own.',
  },
  bulla_log_lines_dropped_total: {
    ...{ kind: counter, unit: 'count', labels: [], from: 'calls' },
    help: 'Lines of our log that were dropped, as it could not be written for longer than lines can wait in memory.',
  },
  bulla_trust_refused_total: {
    ...{ kind: counter, unit: 'count', labels: [] },
    from: { events: { 'trust.refused': {} } },
    help: 'Partners, agreements or cards that did not verify and were left out.',
  },
  bulla_spans_total: {
    ...{ kind: counter, unit: 'count', labels: ['outcome'], from: 'calls' },
    help: 'Spans of traces: ended, exported or lost. Without OTEL_URL there are none.',
  },
  process_resident_memory_bytes: {
    ...{ kind: gauge, unit: 'bytes', labels: [], from: 'scrape' },
    help: 'Memory of the process.',
  },
  process_cpu_seconds_total: {
    ...{ kind: counter, unit: 'seconds', labels: [], from: 'scrape' },
    help: 'Processor time of the process.',
  },
  process_start_time_seconds: {
    ...{ kind: gauge, unit: 'seconds', labels: [], from: 'scrape' },
    help: 'When the process started, seconds since 1970.',
  },
} as const satisfies Record<string, Row>
