// The one table of settings. An operator writes them in bulla.json, or in the environment as
// BULLA_<KEY>. `bulla settings` prints this table; secrets are never settings, they are files in
// keys/.
import { detectorSettings } from './detector-settings.ts'
import { issuerSettings } from './issuer-settings.ts'
import { limitSettings } from './limit-settings.ts'
import {
  between,
  day,
  gibi,
  hour,
  httpUrl,
  httpUrls,
  kibi,
  listenHost,
  matching,
  mebi,
  minute,
  oneOf,
  optional,
  path,
  proxyUrl,
  second,
  timeZone,
} from './parse.ts'
import { consoleSettings } from './people/console-settings.ts'
import { oidcSettings } from './people/oidc-settings.ts'
import type { Setting } from './setting.ts'
import { storageSettings } from './storage-settings.ts'

export const settings = {
  MEMBER: {
    parse: matching(
      /^[A-Z]{2}[A-Z0-9]{0,6}$/,
      'a member code: two to eight upper-case letters and digits, two letters first',
    ),
    describe: 'Code of our member, as on our card. Set by "bulla init"; it never changes afterwards.',
  },
  TIME_ZONE: {
    parse: timeZone,
    fallback: 'UTC',
    describe: `IANA time zone of our administration. The local date of our messages and the end of the day on which an
      answer is due (12.6.1 e) are counted in it.`,
  },
  OFFICE_HOURS: {
    parse: optional(
      matching(
        /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
        'hours of one day, such as 07:00-19:00',
      ),
    ),
    fallback: undefined,
    describe: `When our offices are at work, such as 07:00-19:00, in TIME_ZONE or the zone of the office (OFFICE_ZONES), on days that our card does not name as weekend or
      holiday. Reads outside of them are told. Where it is not set, none are outside.`,
  },
  OFFICES: {
    parse: optional(
      matching(
        /^[A-Z0-9][A-Z0-9._-]{0,31}(?:,[A-Z0-9][A-Z0-9._-]{0,31}){0,999}$/,
        'codes of offices, separated by commas',
      ),
    ),
    fallback: undefined,
    describe: `Codes of our offices, separated by commas. With it "bulla client add" takes no other, and "bulla check" names each client and
      contact point with another; without it a code that nothing else here names is said.`,
  },
  PARTNER_HOST: {
    parse: listenHost,
    fallback: '0.0.0.0',
    describe: 'Address on which the partner door listens: the one that other gateways reach, with mutual TLS.',
  },
  PARTNER_PORT: {
    parse: between(0, 65535),
    fallback: 8443,
    describe: 'Port of the partner door. Our card names the endpoint as partners see it, which may be another port.',
  },
  NATIONAL_HOST: {
    parse: listenHost,
    fallback: '127.0.0.1',
    describe: `Address on which the national door listens: the one for our own systems, the console and the command line.
      Keep it inside; it must never be reachable for partners.`,
  },
  NATIONAL_PORT: {
    parse: between(0, 65535),
    fallback: 8444,
    describe: 'Port of the national door.',
  },
  ...consoleSettings,
  ...oidcSettings,
  DATA_FOLDER: {
    parse: path,
    fallback: 'data',
    path: true,
    describe: 'Folder of the database and of the parts. It must be on a local disk whose fsync tells the truth.',
  },
  ...storageSettings,
  ...issuerSettings,
  LOG_LEVEL: {
    parse: oneOf('info', 'warn', 'error', 'silent'),
    fallback: 'info',
    describe: 'Least severe events that are logged. Payloads, names of persons and keys are logged at no level.',
  },
  LOG_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: 'File to which the log is appended as JSON lines. Without it the log goes to standard output.',
  },
  MAX_BODY_BYTES: {
    parse: between(kibi, 8 * mebi),
    fallback: 256 * kibi,
    describe:
      'Largest body of a message, in octets; the JSON of a request at the national door may have 64 KiB more, for what stands around it. Documents are items and not counted.',
  },
  MAX_ITEM_BYTES: {
    parse: between(kibi, 1024 * gibi),
    fallback: 8 * gibi,
    describe: 'Largest item, in octets. Items stream through in flat memory, so the disk is what bounds this.',
  },
  MAX_ENVELOPE_BYTES: {
    parse: between(64 * kibi, 32 * mebi),
    fallback: 4 * mebi,
    describe: 'Largest envelope that is opened or sealed, in octets. An envelope is held in memory several times over.',
  },
  MAX_BATCH_STATEMENTS: {
    parse: between(1, 64),
    fallback: 64,
    describe: 'Most messages under one seal. One signature serves all that wait for a partner; 1 seals each by itself.',
  },
  INLINE_PART_BYTES: {
    parse: between(0, 4 * mebi),
    fallback: 256 * kibi,
    describe: 'Parts up to this size, in octets, travel with their envelope; larger ones go ahead by resumable upload.',
  },
  MAX_DELIVERY_BYTES: {
    parse: between(64 * kibi, 64 * mebi),
    fallback: 8 * mebi,
    describe:
      'Largest delivery, an envelope with its inline parts, in octets: accepted from partners and sent to them.',
  },
  WINDOW_MAX: {
    parse: between(1, 64),
    fallback: 16,
    describe: 'Most deliveries in flight to one partner. The window finds its own size below this.',
  },
  REQUEST_TIMEOUT_MS: {
    parse: between(second, 10 * minute),
    fallback: 30 * second,
    describe:
      'How long a client or partner may take to send a request, in milliseconds. Uploads are bounded by progress.',
  },
  DELIVERY_TIMEOUT_MS: {
    parse: between(second, 10 * minute),
    fallback: minute,
    describe: `How long we wait for the receipt of one attempt, all of it, in milliseconds, before it counts as failed; and how long an
      upload may stand still.`,
  },
  STAGED_KEEP_MS: {
    parse: between(hour, 30 * day),
    fallback: day,
    describe: 'How long an uploaded item waits for the message that takes it, in milliseconds, before it is removed.',
  },
  DRAFTS_KEEP_MS: {
    parse: between(hour, 365 * day),
    fallback: 30 * day,
    describe: 'How long a draft waits for a second person, in milliseconds, before it expires with its documents.',
  },
  EVENTS_KEEP_MS: {
    parse: between(day, 3650 * day),
    fallback: 400 * day,
    describe:
      'How long the feed of events is kept, in milliseconds. It names offices, cases and messages; what it tells of stays in the evidence.',
  },
  REGISTRATIONS_KEEP_MS: {
    parse: between(30 * day, 36_500 * day),
    fallback: 3650 * day,
    describe:
      'How long letters, e-mails and calls that were registered by hand are kept, in milliseconds. They name people; that they were registered stays in the evidence.',
  },
  IDEMPOTENCY_KEEP_MS: {
    parse: between(hour, 90 * day),
    fallback: 7 * day,
    describe: 'How long the answer to an idempotency key is kept, in milliseconds. Longer than any client retries.',
  },
  SWEEP_EVERY_MS: {
    parse: between(second, hour),
    fallback: 30 * second,
    describe: `How often lost wakes are made up for and expired things removed, in milliseconds. It bounds the delay after
      a crash.`,
  },
  MIN_FREE_BYTES: {
    parse: between(0, 1024 * gibi),
    fallback: 64 * mebi,
    describe: `Free space on the data volume, and on that of the parts, below which new intake is refused before it is written, in octets, so that
      receipts still fit. Documents count as they are announced, with all that others have announced and not sent yet. What storage behind PARTS s3 has left is not known here: it says so itself.`,
  },
  ...limitSettings,
  ...detectorSettings,
  TSA_URL: {
    parse: optional(httpUrl),
    fallback: undefined,
    describe: `URL of an RFC 3161 time stamp authority. With it, and with TSA_ANCHORS_FILE, published checkpoints of the evidence log are stamped;
      its outage stops nothing.`,
  },
  TSA_ANCHORS_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe:
      'File of the certificates that vouch for the time stamp authority (PEM, DER or PKCS #7). Stamps of another authority are not kept.',
  },
  TSA_CA_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe:
      'PEM file of the certificates that vouch for the https address of the time stamp authority, where it is none of the public ones.',
  },
  TSA_PROXY: {
    parse: optional(proxyUrl),
    fallback: undefined,
    describe:
      'Outbound proxy to the time stamp authority, such as http://proxy.example:3128 (CONNECT, without credentials). Variables of the environment reroute nothing.',
  },
  TSA_TIMEOUT_MS: {
    parse: between(second, minute),
    fallback: 10 * second,
    describe:
      'How long one time stamp may take, in milliseconds; an export waits no longer for the one of its checkpoint.',
  },
  CRL_URLS: {
    parse: optional(httpUrls),
    fallback: undefined,
    describe: `Addresses of lists of revoked certificates (CRLs), http or https, separated by commas: of the CAs of partners and of our own.
      Each list is verified by its signature, so http will do. Lists in the folder crls/ are taken too, and those that partners send.`,
  },
  CRL_EVERY_MS: {
    parse: between(second, hour),
    fallback: 30 * second,
    describe: `How often the sources of lists of revoked certificates are looked at, in milliseconds. Longer than a minute is longer than we
      promise for a revocation.`,
  },
  CRL_TIMEOUT_MS: {
    parse: between(100, minute),
    fallback: 10 * second,
    describe: 'How long one such list, or one answer of OCSP, may take in all, in milliseconds.',
  },
  CRL_CA_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe:
      'PEM file of the certificates that vouch for https sources of lists, where it is none of the public ones.',
  },
  OTEL_URL: {
    parse: optional(httpUrl),
    fallback: undefined,
    describe: `URL of an OpenTelemetry collector that takes OTLP over HTTP, such as http://collector.example:4318/v1/traces. Without it nothing is
      traced. Traces hold ids and codes, never content.`,
  },
  OTEL_PROXY: {
    parse: optional(proxyUrl),
    fallback: undefined,
    describe: 'Outbound proxy to the collector, as for TSA_PROXY.',
  },
} as const satisfies Record<string, Setting<unknown>>

export type SettingName = keyof typeof settings
export type Config = { readonly [K in SettingName]: ReturnType<(typeof settings)[K]['parse']> }

/** One row of the table as people read it. */
export interface SettingRow {
  readonly name: SettingName
  /** As JSON; null when the setting is required. */
  readonly fallback: string | null
  readonly reload: boolean
  readonly describe: string
}

/** The table in its order, for `bulla settings` and the documentation. */
export const settingRows = (): SettingRow[] =>
  Object.entries<Setting<unknown>>(settings).map(([name, setting]) => ({
    name: name as SettingName,
    fallback: !('fallback' in setting)
      ? null
      : setting.fallback === undefined
        ? 'none'
        : JSON.stringify(setting.fallback),
    reload: setting.reload === true,
    describe: setting.describe.replaceAll(/\s+/g, ' '),
  }))
