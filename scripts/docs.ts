// Writes what the pages of docs/ take from the code: `npm run docs`. A test says when a page is behind.
// `npm run docs -- --check` changes nothing and ends with 1 when one is. `--vectors` makes docs/vectors/v2.json anew, with the same keys.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { keeping } from '../adapters/store/operations/sweeping.ts'
import { settingRows } from '../config/settings.ts'
import { suites } from '../crypto/jose/suites.ts'
import { sha256Hex, toHex, utf8 } from '../crypto/octets.ts'
import { eventKinds } from '../gateway/answers/event-kinds.ts'
import { markdown } from '../gateway/cli/installation/settings.ts'
import { viewOf } from '../gateway/cli/profile/profile-view.ts'
import { routes } from '../gateway/doors/national/routes/all.ts'
import { deliveryLife } from '../gateway/model/delivery.ts'
import { problems } from '../gateway/model/problems/problem-table.ts'
import { behindTerms, opponents } from '../gateway/model/terms/assurance-classes.ts'
import { type Detector, detectors } from '../gateway/model/terms/uses/detectors.ts'
import { profiles } from '../gateway/profiles/all.ts'
import { events } from '../gateway/watch/log.ts'
import { labelValues } from '../gateway/watch/metric-labels.ts'
import { metrics } from '../gateway/watch/metric-table.ts'
import { spans } from '../gateway/watch/tracing.ts'
import { opensTest } from '../test/support/opened-tests.ts'
import {
  deliveryOf,
  headerOf,
  makeVectors,
  payloadOf,
  readVectors,
  statementText,
  type Vectors,
  vectorFile,
} from '../test/support/vectors.ts'

/** What is made, by page and by the name of its place: `<!-- made: settings -->` … `<!-- end: settings -->`. */
const made: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'article-12.md': { messages: messageTable },
  'national-door.md': { routes: routeTable, kinds: kindTable },
  'operations.md': {
    settings: () => markdown(settingRows()).join('\n'),
    events: eventTable,
    keeping: keepingTable,
    detectors: detectorTable,
    metrics: metricTable,
    labels: labelTable,
    spans: spanTable,
  },
  'problems.md': { problems: problemTable },
  'terms.md': { classes: classTable },
  'protocol.md': { suites: suiteTable, life: lifeTable, annex: () => annex(readVectors()) },
}

/** Every page as it is and as it should be. @throws {Error} when a page lacks a place. */
export function pages(): { path: URL; is: string; should: string }[] {
  return Object.entries(made).map(([name, places]) => {
    const path = new URL(`../docs/${name}`, import.meta.url)
    const is = readFileSync(path, 'utf8')
    const should = Object.entries(places).reduce((text, [place, make]) => put(text, place, make(), name), is)
    return { path, is, should }
  })
}

function put(text: string, place: string, content: string, name: string): string {
  const [start, end] = [`<!-- made: ${place} -->\n`, `<!-- end: ${place} -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/${name} has no place for ${place}`)
  return `${text.slice(0, from + start.length)}${content}\n${text.slice(to)}`
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** What is E or D prints so only where its tests are there; a whole run of the tests says that they passed (scripts/test.ts). */
function classTable(): string {
  const root = new URL('..', import.meta.url)
  const tests = globSync('test/**/*.test.ts', { cwd: root })
    .map((file) => readFileSync(new URL(file, root), 'utf8'))
    .join('\n')
  const rows = Object.entries(behindTerms).flatMap(([term, { kept, beyond }]) =>
    kept.map(({ does, as, against, tests: titles }, index) => [
      index === 0 ? `\`${term}\`` : '',
      does,
      as === 'A' || as === 'L' || titles.every((title) => opensTest(tests, title)) ? `**${as}**` : 'not shown',
      against.map((each) => opponents[each]).join('; '),
      titles.map((title) => `“${title}”`).join('; ') || 'none: people answer for it',
      index === 0 ? beyond : '',
    ]),
  )
  return table(
    ['term', 'what the gateway does', 'class', 'against whom', 'shown by the tests', 'what no machine keeps'],
    rows.map((cells) => cells.map((cell) => cell || '〃')),
  )
}

function detectorTable(): string {
  const rows = Object.entries(detectors).map(([name, each]: [string, Detector]) => [
    `\`detected.${name}\``,
    each.says,
    String(each.count),
    `${each.windowMs / 3_600_000} h`,
    each.breach ? `a notice of a breach (\`${each.breach}\`)` : 'nothing',
  ])
  return table(['event', 'what was seen', 'told at', 'within', 'drafted for a person'], rows)
}

function kindTable(): string {
  return table(
    ['event', 'what it tells'],
    Object.entries(eventKinds).map(([kind, says]) => [`\`${kind}\``, says]),
  )
}

function eventTable(): string {
  const rows = Object.entries(events).map(([event, { level, fields }]) => [
    `\`${event}\``,
    level,
    fields.map((field) => `\`${field}\``).join(', '),
  ])
  return table(['event', 'level', 'fields'], rows)
}

function keepingTable(): string {
  const rows = Object.entries(keeping).map(([thing, { neededBy, goes }]) => [thing, neededBy, goes])
  return table(['what is kept', 'as long as it is needed by', 'goes'], rows)
}

function metricTable(): string {
  const rows = Object.entries(metrics).map(([name, { kind, unit, labels, from, help }]) => [
    `\`${name}\``,
    kind,
    unit,
    labels.map((label) => `\`${label}\``).join(', '),
    typeof from === 'string'
      ? help
      : `${help} (${Object.keys(from.events)
          .map((event) => `\`${event}\``)
          .join(', ')})`,
  ])
  return table(['number', 'kind', 'unit', 'labels', 'what it is (counted with these events of the log)'], rows)
}

function labelTable(): string {
  return table(
    ['label', 'value'],
    Object.entries(labelValues).map(([label, { says }]) => [`\`${label}\``, says]),
  )
}

function spanTable(): string {
  return table(
    ['span', 'what it covers'],
    Object.entries(spans).map(([name, says]) => [`\`${name}\``, says]),
  )
}

function problemTable(): string {
  const rows = Object.entries(problems).map(([code, { status, title, retry, verdict, fix }]) => [
    `\`${code}\``,
    String(status),
    title,
    retry ? 'yes' : 'no',
    verdict,
    fix,
  ])
  return table(['code', 'status', 'title', 'again unchanged?', 'from a partner', 'what to do'], rows)
}

function messageTable(): string {
  const rows = [...profiles.values()]
    .map((profile) => viewOf(profile, 'en'))
    .flatMap(({ name, messages }) =>
      messages.map(({ type, title, from, paragraphs, asksFor }) => [
        name,
        `\`${type}\``,
        title,
        from,
        paragraphs.join(', ') || 'none',
        asksFor.join('; ') || 'nothing',
      ]),
    )
  return table(['profile', 'type', 'is called', 'sent by', 'paragraphs', 'asks for'], rows)
}

function routeTable(): string {
  const rows = Object.entries(routes).map(([route, { access, summary }]) => [
    `\`${route.replaceAll(/:([a-z0-9]+)/g, '{$1}')}\``,
    typeof access === 'string' ? access : access.map((role) => `\`${role}\``).join(' or '),
    summary,
  ])
  return table(['route', 'for whom', 'what it is for'], rows)
}

function suiteTable(): string {
  const rows = Object.entries(suites).map(([name, { signature, agreement, curve, content }]) => [
    `\`${name}\``,
    `\`${signature}\``,
    `\`${agreement}\` on ${curve}`,
    `\`${content}\``,
  ])
  return table(['suite', 'signature', 'key agreement', 'content'], rows)
}

function lifeTable(): string {
  const rows = Object.entries(deliveryLife).map(([state, next]) => [
    `\`${state}\``,
    Object.entries(next)
      .map(([event, to]) => `${event} → \`${to}\``)
      .join(', ') || 'ends here',
  ])
  return table(['state', 'event → next state'], rows)
}

/** Octets as they are, in lines for reading, none of which ends in a space: whoever takes the line ends out has them again. */
export const block = (octets: string): string => `\`\`\`text\n${octets.match(/.{0,119}\S/gs)?.join('\n')}\n\`\`\``

/** The pieces of the annex by their headings, so that a test can look at each. */
export function annexBlocks(vectors: Vectors): Readonly<Record<string, string>> {
  const { suites: exchanged, message, part } = vectors
  return {
    'A.1 Statement': statementText(vectors),
    'A.2 Seal': exchanged.B.seal,
    'A.3 Protected header of the envelope': headerOf(exchanged.B.envelope),
    'A.4 Part': part,
    'A.5 Delivery': `${toHex(deliveryOf(vectors).subarray(0, 23))}`,
    'A.6 Receipt': exchanged.B.receipt,
    'A.7 Letter, what it says of the item': JSON.stringify(message.items[0]),
  }
}

function annex(vectors: Vectors): string {
  const { item, statementSha256, termsSha256: terms, suites: exchanged, part, keys, message } = vectors
  const delivery = deliveryOf(vectors)
  const says: Readonly<Record<string, string>> = {
    'A.1 Statement': `${utf8(statementText(vectors)).length} octets of canonical JSON, SHA-256 \`${statementSha256}\`. Its terms have SHA-256 \`${terms}\`.`,
    'A.2 Seal': `Compact JWS of XA, key \`${keys.B.signingXA.kid}\`. Its payload is \`${payloadOf(exchanged.B.seal)}\`.`,
    'A.3 Protected header of the envelope': `The envelope has ${exchanged.B.envelope.length} octets, SHA-256 \`${exchanged.B.envelopeSha256}\`; it stands in the file.`,
    'A.4 Part': `${part.length / 2} octets in hex: salt (24), commitment (32), one short chunk. Key \`${item.key}\`, context \`${item.context}\`. SHA-256 \`${message.statement.items[0]?.part.sha256}\`. It opens to \`${JSON.stringify(item.plaintext)}\`.`,
    'A.5 Delivery': `The first 23 of ${delivery.length} octets, in hex: \`59\` and two octets of length begin the frame of the envelope. The frame of the part begins with \`58${(part.length / 2).toString(16).padStart(2, '0')}\`. SHA-256 of the whole: \`${sha256Hex(delivery)}\`.`,
    'A.6 Receipt': `Compact JWS of XB, key \`${keys.B.signingXB.kid}\`. Its payload is \`${payloadOf(exchanged.B.receipt)}\`.`,
    'A.7 Letter, what it says of the item':
      'The two shares, XORed, give the key of A.4. The salt is that of the digest of the plaintext.',
  }
  return Object.entries(annexBlocks(vectors))
    .map(([heading, octets]) => `### ${heading}\n\n${says[heading]}\n\n${block(octets)}`)
    .join('\n\n')
}

if (import.meta.main) {
  if (process.argv.includes('--vectors')) {
    const before = existsSync(vectorFile) ? readVectors() : undefined
    writeFileSync(vectorFile, `${JSON.stringify(await makeVectors(before), null, 2)}\n`)
  }
  const behind = pages().filter(({ is, should }) => is !== should)
  const check = process.argv.includes('--check')
  for (const { path, should } of behind) {
    console.log(`${path.pathname.split('/').at(-1)} ${check ? 'is behind; run: npm run docs' : 'written'}`)
    if (!check) writeFileSync(path, should)
  }
  process.exitCode = check && behind.length > 0 ? 1 : 0
}
