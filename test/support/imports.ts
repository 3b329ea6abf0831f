// The arrows of docs/architecture.md as tables, and the one function that compares a graph of sources with them.
import { reachesOutside } from './outside.ts'
import { type Import, readSource, type Source } from './source.ts'

/** Rooms by the paths that lie in them; the first that fits counts. Each adapter folder is a room of its own, and so is each room of flows. */
const rooms: readonly (readonly [prefix: string, room: string])[] = [
  ['client/', 'client'],
  ['disk/', 'disk'],
  ['config/', 'config'],
  ['crypto/', 'crypto'],
  ['gateway/model/', 'model'],
  ['gateway/profiles/', 'profiles'],
  ['gateway/case/', 'case'],
  ['gateway/words/', 'words'],
  ['gateway/ports/', 'ports'],
  ['gateway/answers/', 'answers'],
  ['gateway/bundle/format/', 'bundle/format'],
  ['gateway/bundle/write/', 'bundle/write'],
  ['gateway/bundle/verify/', 'bundle/verify'],
  ['gateway/bundle/report/', 'bundle/report'],
  ['gateway/doors/national/', 'national door'],
  ['gateway/doors/partner/', 'partner door'],
  ['gateway/doors/console/', 'console'],
  ['gateway/doors/', 'doors'],
  ['gateway/installation/', 'installation'],
  ['gateway/cli/', 'cli'],
  ['gateway/watch/', 'watch'],
  ['gateway/start/', 'start'],
  ['gateway/version.ts', 'version'],
  ['package.json', 'package'],
]

/** What every room of flows may know beside its neighbours. */
const forFlows = ['model', 'profiles', 'case', 'ports', 'answers', 'watch', 'crypto']

/**
 * What each room may import of ours beside itself. `start` alone names everything but `cli`, which
 * starts it.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  disk: [],
  /** Types of what travels and what is answered; nothing of the gateway runs in it. */
  client: ['crypto', 'model', 'answers'],
  /** JSON is read alike everywhere. */
  config: ['disk', 'crypto'],
  crypto: [],
  /** Octets alone: a name is known by its digest in facts that are pure. */
  model: ['crypto'],
  profiles: ['model'],
  case: ['model', 'crypto'],
  /** The digest of a text of terms is what an acceptance signs. */
  words: ['model', 'profiles', 'crypto'],
  ports: ['model', 'crypto', 'answers'],
  answers: ['model'],
  watch: ['disk', 'crypto'],
  version: ['package'],
  'bundle/format': ['disk', 'crypto', 'model', 'profiles', 'case', 'words'],
  'bundle/write': ['disk', 'crypto', 'model', 'profiles', 'case', 'bundle/format'],
  'bundle/verify': ['disk', 'crypto', 'model', 'profiles', 'case', 'bundle/format'],
  'bundle/report': ['disk', 'crypto', 'model', 'profiles', 'case', 'bundle/format', 'bundle/verify'],
  'flows/content': forFlows,
  'flows/trust': [...forFlows, 'flows/content'],
  'flows/evidence': [...forFlows, 'flows/content', 'flows/trust'],
  'flows/cases': [...forFlows, 'flows/content', 'flows/trust', 'flows/evidence'],
  'flows/persons': [...forFlows, 'flows/trust', 'flows/evidence'],
  'flows/between': [...forFlows, 'flows/content', 'flows/trust', 'flows/evidence', 'flows/cases'],
  /** A copy that leaves is an archive, with its terms in words. */
  'flows/releasing': [
    ...forFlows,
    'words',
    'flows/content',
    'bundle/format',
    'flows/trust',
    'flows/evidence',
    'flows/cases',
  ],
  /** An acceptance signs the digest of the terms in words: made here, held against ours there. */
  'flows/sending': [
    ...forFlows,
    'words',
    'flows/content',
    'flows/trust',
    'flows/evidence',
    'flows/cases',
    'flows/between',
    'flows/releasing',
  ],
  'flows/delivering': [...forFlows, 'flows/content', 'flows/trust', 'flows/evidence', 'flows/cases'],
  'flows/receiving': [
    ...forFlows,
    'words',
    'flows/content',
    'flows/trust',
    'flows/evidence',
    'flows/cases',
    'flows/between',
  ],
  'flows/views': [
    ...forFlows,
    'flows/content',
    'bundle/format',
    'bundle/write',
    'flows/trust',
    'flows/evidence',
    'flows/cases',
    'flows/persons',
    'flows/between',
    'flows/releasing',
    'flows/delivering',
  ],
  /** What the gateway reads by itself, it reads as anybody does. */
  'flows/upkeep': [
    ...forFlows,
    'flows/content',
    'flows/trust',
    'flows/evidence',
    'flows/cases',
    'flows/between',
    'flows/releasing',
  ],
  /** What each door is given: national.ts, partner.ts, operator.ts. */
  'flows/doors': [
    ...forFlows,
    'flows/content',
    'bundle/format',
    'bundle/write',
    'flows/trust',
    'flows/evidence',
    'flows/cases',
    'flows/persons',
    'flows/between',
    'flows/releasing',
    'flows/sending',
    'flows/delivering',
    'flows/receiving',
    'flows/views',
    'flows/upkeep',
  ],
  doors: ['answers', 'model', 'words', 'ports', 'watch'],
  'partner door': ['doors', 'model', 'ports', 'watch'],
  'national door': ['doors', 'answers', 'model', 'words', 'ports', 'watch', 'version'],
  /** Pages for persons, made of the same flows. */
  console: ['doors', 'answers', 'model', 'words', 'ports', 'watch', 'version'],
  /** Our keys and our card as they lie in the folder, and the steps by which they change: commands take them, and the running gateway. */
  installation: ['model', 'disk', 'config', 'crypto', 'flows/trust', 'ports'],
  cli: [
    'installation',
    'client',
    'disk',
    'config',
    'crypto',
    'model',
    'profiles',
    'case',
    'words',
    'bundle/format',
    'bundle/verify',
    'bundle/report',
    'bundle/write',
    'flows/evidence',
    'flows/trust',
    'ports',
    'answers',
    'version',
    'start',
  ],
  /**
   * A store that a newer program wrote is told beside the version of this one. All that ask
   * somebody's server over HTTP ask it alike.
   */
  adapter: ['disk', 'ports', 'model', 'version', 'adapter http'],
  'adapter http': ['ports', 'model'],
  /** Keys are made, and requests signed, where keys lie. */
  'adapter keys': ['disk', 'ports', 'model', 'crypto'],
  /** Requests and certificates are read, and what a CA is asked is signed. */
  'adapter issuer': ['disk', 'ports', 'model', 'crypto', 'adapter http'],
}

/** Rooms that take no more than types from the others. */
const typesOnly = ['ports', 'client']

/** Each package's one door: a file, or a folder that ends in a slash. */
const doors: Readonly<Record<string, readonly string[]>> = {
  jose: ['crypto/jose/engine.ts', 'crypto/jose/acme-jws.ts', 'crypto/jose/locked.ts'],
  '@peculiar/x509': ['crypto/x509/x509.ts'],
  'reflect-metadata': ['crypto/x509/x509.ts'],
  'node-forge': ['crypto/x509/files/pkcs12-ciphers.ts'],
  canonicalize: ['crypto/canonical.ts'],
  '@scure/bip39': ['crypto/card/words.ts'],
  cborg: ['crypto/part/frames.ts', 'crypto/webauthn/cbor.ts'],
  kysely: ['adapters/store/'],
  pg: ['adapters/store/postgres/'],
  bullmq: ['adapters/queue/'],
  ioredis: ['adapters/queue/'],
  '@aws-sdk/client-s3': ['adapters/parts/s3-bucket.ts'],
  '@aws-sdk/lib-storage': ['adapters/parts/s3-bucket.ts'],
  undici: [
    ...['adapters/partner/', 'adapters/timestamps/', 'adapters/revocation/', 'adapters/issuer/acme/'],
    'adapters/identity/bounded-fetch.ts',
    'adapters/http/',
  ],
  'openid-client': ['adapters/identity/openid.ts'],
  pkijs: ['crypto/log/timestamp.ts', 'crypto/log/timestamp-token.ts'],
  asn1js: ['crypto/log/timestamp.ts', 'crypto/log/timestamp-token.ts', 'crypto/x509/'],
  fastify: ['gateway/doors/'],
  '@fastify/ajv-compiler': ['gateway/doors/listening/listener.ts'],
  '@fastify/swagger-ui': ['gateway/doors/national/openapi/page.ts'],
  'structured-headers': ['gateway/doors/content/digest-field.ts', 'gateway/doors/content/file-name.ts'],
  'content-disposition': ['gateway/doors/content/file-name.ts'],
  negotiator: ['gateway/doors/language.ts'],
  // Its style sheet, its script and its markup, read as text; no code of it runs here.
  'govuk-frontend': ['gateway/doors/console/assets/'],
  pino: ['gateway/watch/log.ts'],
  '@prometheus-io/client': ['gateway/watch/metrics.ts'],
  '@opentelemetry/api': ['gateway/watch/tracing.ts'],
  '@opentelemetry/sdk-trace': ['gateway/watch/tracing.ts'],
  '@opentelemetry/resources': ['gateway/watch/tracing.ts'],
  '@opentelemetry/context-async-hooks': ['gateway/watch/tracing.ts'],
  '@opentelemetry/exporter-trace-otlp-http': ['gateway/watch/tracing.ts'],
  commander: ['gateway/cli/program/bulla.ts'],
  yazl: ['gateway/bundle/format/zip.ts'],
  yauzl: ['gateway/bundle/format/zip.ts'],
  sax: ['adapters/insides/formats/xml.ts'],
  // The language of shapes is spoken in every room that says what values look like.
  typebox: [
    'crypto/',
    'config/',
    'gateway/model/',
    'gateway/profiles/',
    'gateway/doors/',
    'gateway/bundle/',
    'gateway/answers/',
  ],
}

const allowedClasses = ['gateway/model/problems/problems.ts Problem', 'crypto/fault.ts CryptoError']
const forbiddenWords = ['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'base', 'service']
export const mostLines = 300
/** A language is one file, as long as the language is. */
const listing = 'gateway/words/languages/'

export type Graph = readonly Source[]

export const graphOf = (files: Iterable<readonly [path: string, text: string]>): Graph =>
  [...files].map(([path, text]) => readSource(path, text))

/** Every way in which the sources leave the agreed shape, one sentence each; empty when they keep it. */
export function violations(graph: Graph): string[] {
  return graph.flatMap((source) => [
    ...source.imports.flatMap(({ specifier, typeOnly }) => wrongImport(source.path, specifier, typeOnly)),
    ...source.imports
      // A package may be handed on by its one door.
      .filter(({ handedOn, specifier }) => handedOn && specifier.startsWith('.'))
      .map(
        ({ specifier }) => `${source.path} hands on what is made in ${specifier}: whoever needs it imports it there`,
      ),
    ...source.imports.flatMap((each) => pastTheDoor(source.path, each)),
    ...reachesOutside(source, roomOf(source.path)),
    ...wrongShape(source),
  ])
}

function wrongImport(path: string, specifier: string, typeOnly: boolean): string[] {
  const room = roomOf(path)
  if (specifier === '(computed)') return [`${path} imports something computed`]
  if (specifier.startsWith('node:')) return []
  if (specifier.startsWith('.')) {
    const target = resolve(path, specifier)
    const targetRoom = roomOf(target)
    if ((room === 'start' && !['nowhere', 'cli'].includes(targetRoom)) || targetRoom === room) return []
    const kind = room.startsWith('adapter ') && !(room in arrows) ? 'adapter' : room
    if (!arrows[kind]?.includes(targetRoom)) return [`${path} imports ${target}: ${room} must not know ${targetRoom}`]
    return typesOnly.includes(room) && !typeOnly ? [`${path} imports more than types from ${target}`] : []
  }
  const name = packageOf(specifier)
  const door = doors[name]
  if (!door) return [`${path} imports ${name}, which has no door in the table`]
  return door.some((place) => path === place || (place.endsWith('/') && path.startsWith(place)))
    ? []
    : [`${path} imports ${name}, whose door is ${door.join(' ')}`]
}

/** What opens received content, by file and name (`*`: whatever of it), and who alone may take it: a value, or its type. */
const opens: readonly {
  readonly file: string
  readonly name: string
  readonly by: readonly string[]
  readonly typeBy?: readonly string[]
}[] = [
  {
    ...{ file: 'gateway/flows/content/opening.ts', name: '*' },
    by: ['gateway/start/', 'gateway/flows/releasing/'],
    // What they hand to releasing, and the gate that stands before it while the log is behind.
    typeBy: [
      'gateway/flows/doors/national.ts',
      'gateway/flows/upkeep/follow-up.ts',
      'gateway/flows/evidence/in-step.ts',
    ],
  },
  // Whoever can name the proof could claim it.
  { file: 'gateway/flows/content/opening.ts', name: 'Allowed', by: ['gateway/flows/releasing/tries.ts'] },
  { file: 'gateway/flows/content/secrets.ts', name: 'Unsealing', by: ['gateway/flows/content/opening.ts'] },
  { file: 'gateway/flows/content/secrets.ts', name: 'openSecrets', by: ['gateway/start/'] },
  {
    ...{ file: 'crypto/part/part.ts', name: 'decryptPart' },
    // `prove.ts` opens what arrives once, to hold it against its statement, and hands on digests alone.
    by: ['gateway/flows/content/opening.ts', 'gateway/flows/content/prove.ts'],
  },
  { file: 'crypto/part/vault.ts', name: 'openSecret', by: ['gateway/flows/content/secrets.ts'] },
  {
    ...{ file: 'crypto/part/vault.ts', name: 'unwrapKey' },
    by: [
      'gateway/flows/content/secrets.ts',
      'adapters/keys/files.ts',
      'adapters/keys/epochs.ts',
      'gateway/cli/keys/rotation/rewrap.ts',
    ],
  },
  { file: 'crypto/part/vault.ts', name: 'unwrapUnder', by: ['gateway/flows/content/secrets.ts'] },
]

/** Content leaves by one door (decision 17): nobody else can name what opens it. */
function pastTheDoor(path: string, { specifier, typeOnly, names }: Import): string[] {
  const room = path.slice(0, path.indexOf('/') + 1)
  if (!specifier.startsWith('.') || room === 'crypto/') return []
  const target = resolve(path, specifier)
  return opens
    .filter(({ file, name }) => file === target && (name === '*' || (names ?? [name]).includes(name)))
    .filter(({ by, typeBy = [] }) => ![...by, ...(typeOnly ? typeBy : [])].some((place) => path.startsWith(place)))
    .map(({ file, name }) => `${path} takes ${name} of ${file}: content leaves by flows/releasing alone`)
}

function wrongShape({ path, lines, classes }: Source): string[] {
  const words = path.replace(/\.ts$/, '').split(/[/.-]/)
  const room = roomOf(path)
  return [
    ...(room === 'nowhere' ? [`${path} lies in no room`] : []),
    ...(lines > mostLines && !path.startsWith(listing) ? [`${path} has ${lines} lines; ${mostLines} is the most`] : []),
    ...(/(^|\/)index\.ts$/.test(path) ? [`${path} is an index.ts; name what it holds`] : []),
    ...words
      .filter((word) => forbiddenWords.includes(word))
      .map((word) => `${path} is called ${word}, which says nothing`),
    ...classes
      .filter((name) => !allowedClasses.includes(`${path} ${name}`))
      .map((name) => `${path} makes a class ${name}`),
  ]
}

/**
 * What is loaded with a file: the packages that it and the files it imports name, each with the way to it. An `import(…)` ends the way, and
 * what is only a type is no part of it.
 */
export function loadedWith(graph: Graph, entries: readonly string[]): ReadonlyMap<string, string> {
  const sources = new Map(graph.map((source) => [source.path, source]))
  const ways = new Map(entries.map((path) => [path, path]))
  const packages = new Map<string, string>()
  // A map gives what is added while it is gone through.
  for (const [path, way] of ways) {
    const imports = sources.get(path)?.imports ?? []
    for (const { specifier } of imports.filter(({ typeOnly, deferred }) => !typeOnly && !deferred)) {
      const target = specifier.startsWith('.') ? resolve(path, specifier) : packageOf(specifier)
      const reached = specifier.startsWith('.') ? ways : packages
      if (!reached.has(target)) reached.set(target, `${way} → ${target}`)
    }
  }
  return packages
}

/** What the files load when they come to it. */
export const deferredBy = (graph: Graph): ReadonlySet<string> =>
  new Set(
    graph.flatMap(({ path, imports }) =>
      imports
        .filter(({ deferred }) => deferred)
        .map(({ specifier }) => (specifier.startsWith('.') ? resolve(path, specifier) : packageOf(specifier))),
    ),
  )

export function roomOf(path: string): string {
  const adapter = /^adapters\/([^/]+)\//.exec(path)?.[1]
  if (adapter) return `adapter ${adapter}`
  const flow = /^gateway\/(flows\/[^/]+)\//.exec(path)?.[1] ?? (path.startsWith('gateway/flows/') ? 'flows' : undefined)
  if (flow !== undefined) return flow in arrows ? flow : 'nowhere'
  return rooms.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'nowhere'
}

function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
