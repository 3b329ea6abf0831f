// What a source reaches outside of the program: files, sockets, clocks and chance, by what it imports and by what it calls.
import type { Import, Source } from './source.ts'

/** Rooms without file, socket, clock or database, and the few parts of Node that they may use. */
const pure: Readonly<Record<string, readonly string[]>> = {
  crypto: ['node:crypto', 'node:util'],
  model: [],
  profiles: [],
  case: [],
  words: [],
  ports: [],
  answers: [],
  // A bundle is one file, read and written as a stream; format/zip.ts opens it.
  'bundle/format': ['node:crypto', 'node:fs/promises', 'node:stream', 'node:stream/promises', 'node:zlib'],
  'bundle/write': ['node:crypto', 'node:stream'],
  'bundle/verify': ['node:crypto'],
  'bundle/report': [],
  // The type of what a bundle is written to.
  'flows/doors': ['node:stream'],
  // A copy is written as it is read.
  'flows/releasing': ['node:stream'],
}

const isPure = (room: string): boolean => room in pure || room.startsWith('flows/')

/** Calls that ask the time, throw dice, wait, or go through the net. */
const outside = [
  /\b(?:Date\.now|Math\.random|Temporal\.Now)\b/,
  /(?<![.\w$])new Date(?:\(\s*\)|(?![\w$]|\s*\())/,
  /(?<![.\w$])(?<!new )Date\(/,
  /(?<![.\w$])(?:performance|process)\s*[.[]/,
  /\b(?:Date|Math)\s*\[|\}\s*=\s*(?:Date|Math|performance|process|crypto|globalThis)\b/,
  /(?<![.\w$])(?:setTimeout|setInterval|setImmediate)\b/,
  /(?<![.\w$])(?:fetch\(|new (?:WebSocket|EventSource|BroadcastChannel|Worker)\b)/,
  /\b(?:randomUUID|randomBytes|randomInt|randomFill(?:Sync)?|getRandomValues)\b/,
  /\bglobalThis\b/,
]

/** Files of pure rooms that wait by themselves; what they hold is guarded, and ends with the gateway. */
const waiting: Readonly<Record<string, string>> = {
  // The longest wait for what partners have seen of our log.
  'gateway/flows/evidence/witness.ts': 'setTimeout',
  // The beat of what is done again and again.
  'gateway/flows/upkeep/rounds.ts': 'setInterval',
}

/** Of node:fs: what only looks. */
const looks = [
  'constants',
  'createReadStream',
  'existsSync',
  'FileHandle',
  'FSWatcher',
  'readdir',
  'readdirSync',
  'readFile',
  'readFileSync',
  'stat',
  'statfs',
  'statfsSync',
  'statSync',
  'watch',
]

/** Files outside disk/ that take more of node:fs, and why that does not have to last. */
const others: Readonly<Record<string, readonly string[]>> = {
  // Takes away parts that nobody needs; one that comes back after a power cut is taken away again. A part in use is made younger.
  'adapters/parts/arrivals.ts': ['rm'],
  'adapters/parts/folder.ts': ['rm', 'utimes'],
  // The reserve goes when the disk is full; what is made anew of it is made in disk/.
  'adapters/store/sqlite/disk-reserve.ts': ['rmSync'],
  // The lock beside a database, which holds nothing, and the mode of the database before SQLite writes to it.
  'adapters/store/sqlite/sqlite-file.ts': ['chmodSync', 'closeSync', 'openSync'],
  // The lock beside a copy that is sealed.
  'adapters/store/sqlite/endpoints.ts': ['rm'],
  // What a request left beside a certificate that is installed now.
  'gateway/cli/card/certificates.ts': ['rm'],
  // What was begun and did not come to its end.
  'gateway/cli/installation/init.ts': ['rm'],
  'gateway/cli/store/backup.ts': ['rm'],
  'gateway/cli/store/restore.ts': ['rm'],
  // Lines of a log are appended and may be lost; a log that waits for the disk would stop the gateway.
  'gateway/watch/log-destination.ts': ['close', 'open', 'write', 'writeSync'],
}

/** What makes an open file last, and ways to Node that are no import. */
const lasting = /\.\s*(?:data)?sync\s*\(|\bgetBuiltinModule\b/

/** Files that take one thing of a part of Node without an import, and nothing that lasts. */
const unimported: Readonly<Record<string, RegExp>> = {
  // The names of statuses, without all that an import of node:http would run.
  'gateway/doors/listening/malformed-http.ts': /const \{ STATUS_CODES \} = process\.getBuiltinModule\("\d+"\)/,
}

/** Every way in which a source reaches what its room must leave alone, one sentence each. */
export const reachesOutside = (source: Source, room: string): string[] => [
  ...source.imports.flatMap((each) => wrongPart(source.path, room, each)),
  ...(room === 'disk' ? [] : wrongFiles(source)),
  ...(isPure(room) ? wrongCalls(source) : []),
]

function wrongPart(path: string, room: string, { specifier }: Import): string[] {
  if (!specifier.startsWith('node:') || !isPure(room) || pure[room]?.includes(specifier)) return []
  return [`${path} imports ${specifier}, but ${room} touches nothing outside`]
}

function wrongFiles({ path, imports, code }: Source): string[] {
  const allowed = [...looks, ...(others[path] ?? [])]
  const taken = imports
    .filter(({ specifier }) => /^(?:node:)?fs(?:\/promises)?$/.test(specifier))
    .flatMap(({ names = ['all of node:fs'] }) => names.filter((name) => !allowed.includes(name)))
  const called = lasting.exec(code.replace(unimported[path] ?? '', ''))?.[0].replaceAll(/\s/g, '')
  return [...taken, ...(called === undefined ? [] : [called])].map(
    (name) => `${path} uses ${name}: only disk/ makes files last`,
  )
}

function wrongCalls({ path, code }: Source): string[] {
  const found = outside
    .map((pattern) => pattern.exec(code)?.[0])
    .filter((call) => call !== undefined && call !== waiting[path])
  return found.map((call) => `${path} uses ${call}: time and randomness come in as arguments`)
}
