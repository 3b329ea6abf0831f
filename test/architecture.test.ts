import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { packagesFor } from '../gateway/start/optional-packages.ts'
import { deferredBy, graphOf, loadedWith, mostLines, violations } from './support/imports.ts'

const root = new URL('../', import.meta.url)
const sources = globSync('{client,disk,config,crypto,gateway,adapters}/**/*.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
const graph = graphOf(sources.map((path) => [path, readFileSync(new URL(path, root), 'utf8')] as const))

/** What is found when one invented file is added to nothing else. */
const found = (path: string, text: string) => violations(graphOf([[path, text]]))

t.test('the house keeps its arrows', async (t) => {
  t.ok(graph.length > 40, `${graph.length} files were read`)
  for (const violation of violations(graph)) t.fail(violation)
  const imports = graph.reduce((sum, source) => sum + source.imports.length, 0)
  t.ok(imports > graph.length, `${imports} imports were compared with the tables`)
})

t.test('an import across a forbidden arrow is found', async (t) => {
  const broken = [
    ['crypto/jose/seal.ts', '../../gateway/model/member.ts', 'crypto must not know model'],
    ['crypto/jose/seal.ts', '../../config/load.ts', 'crypto must not know config'],
    ['disk/durable.ts', '../config/load.ts', 'disk must not know config'],
    ['disk/durable.ts', '../gateway/model/member.ts', 'disk must not know model'],
    ['gateway/flows/sending/submit.ts', '../../../disk/durable.ts', 'flows/sending must not know disk'],
    ['gateway/doors/national/national-door.ts', '../../../disk/durable.ts', 'national door must not know disk'],
    ['crypto/jose/seal.ts', '../../disk/durable.ts', 'crypto must not know disk'],
    ['config/load.ts', '../client/client.ts', 'config must not know client'],
    ['config/directory.ts', '../gateway/ports/store.ts', 'config must not know ports'],
    ['config/directory.ts', '../gateway/model/member.ts', 'config must not know model'],
    ['gateway/profiles/all.ts', '../../crypto/octets.ts', 'profiles must not know crypto'],
    ['gateway/model/member.ts', '../ports/store.ts', 'model must not know ports'],
    ['gateway/model/member.ts', '../profiles/tfa12/profile.ts', 'model must not know profiles'],
    ['gateway/model/member.ts', '../case/case.ts', 'model must not know case'],
    ['gateway/case/case.ts', '../flows/cases/cases.ts', 'case must not know flows/cases'],
    ['gateway/profiles/tfa12/profile.ts', '../../../crypto/canonical.ts', 'profiles must not know crypto'],
    ['gateway/profiles/tfa12/profile.ts', '../../flows/sending/submit.ts', 'profiles must not know flows/sending'],
    ['gateway/ports/store.ts', '../flows/sending/submit.ts', 'ports must not know flows/sending'],
    ['gateway/ports/store.ts', '../../adapters/store/store.ts', 'ports must not know adapter store'],
    ['gateway/watch/log.ts', '../flows/sending/submit.ts', 'watch must not know flows/sending'],
    ['gateway/flows/sending/submit.ts', '../../doors/problem-reply.ts', 'flows/sending must not know doors'],
    ['gateway/flows/receiving/receive.ts', '../sending/submit.ts', 'flows/receiving must not know flows/sending'],
    ['gateway/flows/sending/submit.ts', '../receiving/receive.ts', 'flows/sending must not know flows/receiving'],
    ['gateway/flows/cases/cases.ts', '../doors/national.ts', 'flows/cases must not know flows/doors'],
    [
      'gateway/flows/sending/submit.ts',
      '../../../adapters/store/store.ts',
      'flows/sending must not know adapter store',
    ],
    ['gateway/flows/sending/submit.ts', '../../../config/load.ts', 'flows/sending must not know config'],
    ['gateway/flows/sending/submit.ts', '../../start/serve.ts', 'flows/sending must not know start'],
    ['gateway/flows/attic/submit.ts', '../../model/member.ts', 'nowhere must not know model'],
    [
      'gateway/doors/national/national-door.ts',
      '../../flows/sending/submit.ts',
      'national door must not know flows/sending',
    ],
    [
      'gateway/doors/partner/partner-door.ts',
      '../national/national-door.ts',
      'partner door must not know national door',
    ],
    ['gateway/doors/listening/listener.ts', '../partner/partner-door.ts', 'doors must not know partner door'],
    ['gateway/doors/national/national-door.ts', '../../../crypto/card/card.ts', 'national door must not know crypto'],
    [
      'gateway/doors/national/national-door.ts',
      '../../../adapters/parts/folder.ts',
      'national door must not know adapter parts',
    ],
    ['gateway/cli/check/check.ts', '../../doors/national/national-door.ts', 'cli must not know national door'],
    ['gateway/cli/check/check.ts', '../../../adapters/store/store.ts', 'cli must not know adapter store'],
    ['adapters/store/store.ts', '../parts/folder.ts', 'adapter store must not know adapter parts'],
    ['adapters/store/store.ts', '../../crypto/octets.ts', 'adapter store must not know crypto'],
    [
      'adapters/partner/https.ts',
      '../../gateway/flows/delivering/deliver.ts',
      'adapter partner must not know flows/delivering',
    ],
    ['adapters/keys/files.ts', '../../config/directory.ts', 'adapter keys must not know config'],
    ['gateway/flows/sending/submit.ts', '../../../test/support/clock.ts', 'flows/sending must not know nowhere'],
    ['gateway/start/serve.ts', '../../test/support/clock.ts', 'start must not know nowhere'],
    ['gateway/start/serve.ts', '../../demo/demo.ts', 'start must not know nowhere'],
    ['gateway/start/upkeep/rotated-keys.ts', '../../cli/keys/revoke.ts', 'start must not know cli'],
    ['gateway/installation/steps.ts', '../cli/program/desk.ts', 'installation must not know cli'],
    ['gateway/installation/steps.ts', '../start/clock.ts', 'installation must not know start'],
  ] as const
  for (const [path, target, sentence] of broken) {
    t.match(found(path, `import { x } from '${target}'\n`), [sentence], `${path} importing ${target}`)
  }
})

t.test('content that was received is opened by the releasing room alone', async (t) => {
  const broken = [
    ['gateway/flows/views/read.ts', "import type { Opener } from '../content/opening.ts'"],
    ['gateway/flows/views/read.ts', "import { openings } from '../content/opening.ts'"],
    ['gateway/flows/sending/effects.ts', "import type { Allowed } from '../content/opening.ts'"],
    ['gateway/flows/content/fingerprints.ts', "import type { Opener } from './opening.ts'"],
    ['gateway/flows/doors/national.ts', "import { openings } from '../content/opening.ts'"],
    ['gateway/flows/doors/national.ts', "import { type Opener, openings } from '../content/opening.ts'"],
    ['gateway/flows/upkeep/follow-up.ts', "import * as opening from '../content/opening.ts'"],
    ['gateway/flows/releasing/admit.ts', "import type { Allowed } from '../content/opening.ts'"],
    ['gateway/flows/releasing/admit.ts', "import type { Unsealing } from '../content/secrets.ts'"],
    ['gateway/flows/receiving/unlock.ts', "import type { Unsealing } from '../content/secrets.ts'"],
    ['gateway/flows/receiving/unlock.ts', "import { openSecrets as secrets } from '../content/secrets.ts'"],
    ['gateway/flows/receiving/unlock.ts', "import { decryptPart } from '../../../crypto/part/part.ts'"],
    ['gateway/flows/views/read.ts', "import * as part from '../../../crypto/part/part.ts'"],
    ['gateway/cli/exchange/verify.ts', "const { decryptPart } = await import('../../../crypto/part/part.ts')"],
    ['gateway/flows/releasing/release.ts', "import { decryptPart } from '../../../crypto/part/part.ts'"],
    ['gateway/flows/content/prove.ts', "import { openSecret } from '../../../crypto/part/vault.ts'"],
    ['gateway/flows/views/read.ts', "import { unwrapKey } from '../../../crypto/part/vault.ts'"],
  ] as const
  for (const [path, text] of broken)
    t.match(found(path, text), [/leaves by flows\/releasing alone/], `${path}: ${text}`)
  const innocent = [
    ['gateway/start/kept.ts', "import { openings } from '../flows/content/opening.ts'"],
    ['gateway/start/kept.ts', "import { openSecrets } from '../flows/content/secrets.ts'"],
    ['gateway/flows/doors/national.ts', "import type { Opener } from '../content/opening.ts'"],
    ['gateway/flows/evidence/in-step.ts', "import type { Opener } from '../content/opening.ts'"],
    ['gateway/flows/upkeep/follow-up.ts', "import type { Opener } from '../content/opening.ts'"],
    ['gateway/flows/releasing/tries.ts', "import type { Allowed } from '../content/opening.ts'"],
    ['gateway/flows/content/prove.ts', "import { decryptPart } from '../../../crypto/part/part.ts'"],
    ['gateway/flows/sending/upload.ts', "import { encryptPart } from '../../../crypto/part/part.ts'"],
    ['crypto/part/part.ts', "import { unwrapKey } from './vault.ts'"],
  ] as const
  for (const [path, text] of innocent) t.same(found(path, text), [], `${path}: ${text}`)
})

t.test('every way to write an import is seen', async (t) => {
  const target = '../../doors/problem-reply.ts'
  const written = [
    `import '${target}'`,
    `import x from "${target}"`,
    `import * as x from '${target}'`,
    `import x, { y, type Z } from '${target}'`,
    `import {\n  x, // one\n  /* two */ y,\n} from '${target}'`,
    `import type { X } from '${target}'`,
    `export { x } from '${target}'`,
    `export * from '${target}'`,
    `export * as x from '${target}'`,
    `export type { X } from '${target}'`,
    `const x = await import('${target}')`,
    `const x = await import(/* now */ '${target}')`,
    `type X = typeof import('${target}')`,
    `type X = import('${target}').X`,
    `const text = \`${'$'}{await import('${target}')} and \\\` more\``,
    `const pattern = /['"\`]/; import x from '${target}'`,
    `const half = 1 / 2; import x from '${target}'; const third = 1 / 3`,
    `const x = require('${target}')`,
  ]
  const forbidden = (text: string) =>
    found('gateway/flows/sending/submit.ts', text).filter((sentence) => sentence.includes('must not know'))
  for (const text of written) t.equal(forbidden(text).length, 1, text)
  t.match(found('gateway/flows/sending/submit.ts', 'await import(name)'), ['imports something computed'])
})

t.test('what only looks like an import is not one', async (t) => {
  const innocent = [
    "// import x from '../../doors/problem-reply.ts'",
    "/* import x from '../../doors/problem-reply.ts' */",
    'const text = "import x from \'../../doors/problem-reply.ts\'"',
    "const text = `import x from '../../doors/problem-reply.ts'`",
    "const pattern = /import x from '..\\/..\\/doors\\/problem-reply.ts'/",
    "desk.import('../../doors/problem-reply.ts')",
    'class_ = { class: 1, import: 2 }',
    "import { foldCase } from '../../case/case.ts'",
    "import type { Store } from '../../ports/store.ts'",
    `const hex = 'a' + \`b${'$'}{'c'}d\` // class X`,
  ]
  for (const text of innocent) t.same(found('gateway/flows/sending/submit.ts', text), [], text)
})

t.test('ports takes types only', async (t) => {
  t.same(found('gateway/ports/store.ts', "import type { Statement } from '../../crypto/statement/statement.ts'"), [])
  t.same(found('gateway/ports/store.ts', "import { type Statement } from '../../crypto/statement/statement.ts'"), [])
  t.match(found('gateway/ports/store.ts', "import { readStatement } from '../../crypto/statement/statement.ts'"), [
    'more than types',
  ])
})

t.test('what a file hands on that another one makes is found', async (t) => {
  const broken = [
    "export { copy } from '../../adapters/store/move.ts'",
    "export { copy as moved } from '../../adapters/store/move.ts'",
    "export type { Endpoint } from '../../adapters/store/move.ts'",
    "export * from '../../adapters/store/move.ts'",
    "export * as moving from '../../adapters/store/move.ts'",
    "import { copy } from '../../adapters/store/move.ts'\nexport { copy }",
    "import { copy as moved } from '../../adapters/store/move.ts'\nexport { moved as copy }",
    "import copy from '../../adapters/store/move.ts'\nexport default copy",
    "import * as moving from '../../adapters/store/move.ts'\nexport { moving }",
    "import { copy } from '../../adapters/store/move.ts'\nexport const moved = copy",
    "import { type Endpoint } from '../../adapters/store/move.ts'\nexport type Side = Endpoint",
  ]
  for (const text of broken) t.match(found('gateway/start/moving.ts', text), [/hands on what is made in/], text)
  const made =
    "import { copy } from '../../adapters/store/move.ts'\nexport const moving = { copy, empty: () => copy(1) }"
  t.same(found('gateway/start/moving.ts', made), [], 'an object made of it')
})

t.test('a package has one door', async (t) => {
  const broken = [
    ['crypto/jose/seal.ts', 'jose'],
    ['gateway/flows/trust/peer.ts', '@peculiar/x509'],
    ['crypto/x509/certificates.ts', 'node-forge'],
    ['crypto/statement/statement.ts', 'canonicalize'],
    ['gateway/cli/card/card.ts', '@scure/bip39'],
    ['gateway/flows/delivering/deliver.ts', 'cborg'],
    ['gateway/flows/sending/submit.ts', 'kysely'],
    ['adapters/national/webhook.ts', 'undici'],
    ['gateway/start/serve.ts', 'fastify'],
    ['adapters/partner/https.ts', '@fastify/swagger-ui'],
    ['adapters/store/sqlite/endpoints.ts', 'pg'],
    ['adapters/parts/s3.ts', '@aws-sdk/lib-storage'],
    ['gateway/words/words.ts', 'negotiator'],
    ['adapters/partner/https.ts', 'structured-headers'],
    ['gateway/doors/national/routes/items.ts', 'content-disposition'],
    ['gateway/flows/delivering/deliver.ts', 'pino'],
    ['gateway/cli/installation/init.ts', 'commander'],
    ['gateway/flows/sending/submit.ts', 'typebox/compile'],
  ] as const
  for (const [path, name] of broken)
    t.match(found(path, `import x from '${name}'`), ['whose door is'], `${path} importing ${name}`)
  t.match(found('gateway/flows/sending/submit.ts', "import _ from 'lodash'"), ['has no door in the table'])
  t.same(found('crypto/jose/engine.ts', "import { compactVerify } from 'jose'"), [])
  t.same(found('adapters/store/schema.ts', "import { Migrator } from 'kysely/migration'"), [])
})

t.test('a package that only some settings ask for is loaded for them alone', async (t) => {
  const { optionalDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  const optional = Object.keys(optionalDependencies)
  t.same(Object.values(packagesFor).flat().sort(), optional.sort(), 'the table has what may be left out')
  const only = (packages: Iterable<string>) => [...packages].filter((name) => optional.includes(name)).sort()

  /** The only files that may know them, each with whatever setting asks for it. */
  const apart = {
    'adapters/store/postgres/postgres.ts': packagesFor['STORE postgres'],
    'adapters/store/postgres/endpoints.ts': packagesFor['STORE postgres'],
    'adapters/queue/bullmq.ts': packagesFor['QUEUE bullmq'],
    'adapters/parts/s3.ts': packagesFor['PARTS s3'],
  }
  for (const [path, packages] of Object.entries(apart))
    t.same(only(loadedWith(graph, [path]).keys()), [...packages].sort(), path)
  t.same(only(deferredBy(graph)), [...packagesFor['OTEL_URL']].sort(), 'by name: what tracing loads')

  const program = graphOf([['bin/program.mjs', readFileSync(new URL('bin/program.mjs', root), 'utf8')]])
  const begun = [...deferredBy(program), 'gateway/start/serve.ts', 'adapters/store/sqlite/writing-thread.ts']
  const later = [...deferredBy(graph)].filter((path) => path.endsWith('.ts') && !(path in apart))
  t.ok(
    begun.includes('gateway/cli/program/bulla.ts') && later.includes('gateway/start/moving.ts'),
    'all beginnings are seen',
  )
  const packages = loadedWith(graph, [...begun, ...later])
  t.ok(packages.has('fastify') && packages.has('kysely'), `${packages.size} packages are always loaded`)
  for (const name of only(packages.keys())) t.fail(`${packages.get(name)}, whatever the settings say`)

  const demo = graphOf(
    globSync('{demo,test/support}/**/*.ts', { cwd: root }).map((path) => {
      const file = path.replaceAll('\\', '/')
      return [file, readFileSync(new URL(file, root), 'utf8')] as const
    }),
  )
  const played = loadedWith([...graph, ...demo], ['demo/demo.ts'])
  t.ok(demo.length > 40, `${demo.length} files of the demonstration and of what it borrows were read`)
  for (const name of only(played.keys())) t.fail(`the plain demonstration loads ${name}: ${played.get(name)}`)

  const broken = [
    ...[...graph].filter(({ path }) => path !== 'gateway/start/queue.ts'),
    ...graphOf([['gateway/start/queue.ts', "import { openBullQueue } from '../../adapters/queue/bullmq.ts'"]]),
  ]
  t.equal(
    loadedWith(broken, ['gateway/start/serve.ts']).get('ioredis'),
    'gateway/start/serve.ts → gateway/start/queue.ts → adapters/queue/bullmq.ts → adapters/queue/redis.ts → ioredis',
    'and a way to one is found',
  )
})

t.test(
  'the command line by itself loads what reads words and no command: most of what one costs is loading',
  async (t) => {
    const loaded = [...loadedWith(graph, ['gateway/cli/program/bulla.ts']).keys()].filter(
      (name) => !name.startsWith('node:'),
    )
    t.same(loaded.sort(), ['commander', 'typebox'])
  },
)

t.test('the threads of the store load what they use and no more: each start loads them anew', async (t) => {
  const packages = (path: string) =>
    [...loadedWith(graph, [`adapters/store/sqlite/${path}`]).keys()].filter((name) => !name.startsWith('node:')).sort()
  t.same(packages('writer.ts'), ['canonicalize', 'kysely'], 'the one that writes builds statements and hashes')
  t.same(packages('checkpointer.ts'), [], 'the one that carries the log over needs SQLite alone')
})

t.test('pure rooms touch nothing outside', async (t) => {
  const rooms = [
    'crypto/card/card.ts',
    'gateway/model/member.ts',
    'gateway/profiles/tfa12/profile.ts',
    'gateway/case/case.ts',
    'gateway/words/words.ts',
    'gateway/ports/store.ts',
    'gateway/answers/views.ts',
    'gateway/bundle/format/layout.ts',
    'gateway/bundle/write/compose.ts',
    'gateway/bundle/verify/verify.ts',
    'gateway/bundle/report/report.ts',
    'gateway/flows/doors/national.ts',
    'gateway/flows/sending/submit.ts',
  ]
  const parts = ['node:net', 'node:child_process', 'node:timers/promises', 'node:fs']
  const calls = [
    'const at = Date.now()',
    'const at = new Date()',
    'const at = new Date',
    'const at = Date()',
    "const at = Date['now']()",
    'const { now } = Date',
    'const at = performance.now()',
    'const at = Temporal.Now.instant()',
    'const dice = Math.random()',
    'const id = crypto.randomUUID()',
    'const octets = crypto.getRandomValues(new Uint8Array(8))',
    'const page = await fetch(url)',
    'const socket = new WebSocket(url)',
    'setImmediate(work)',
    'const { env } = process',
    'const folder = process.env.HOME',
    'const at = globalThis.Date',
  ]
  for (const path of rooms) {
    for (const part of parts)
      t.match(found(path, `import { x } from '${part}'`), [/touches nothing outside/], `${path} imports ${part}`)
    for (const call of calls)
      t.match(found(path, call), [/time and randomness come in as arguments/], `${path}: ${call}`)
    for (const name of ['randomUUID', 'randomBytes'])
      t.ok(found(path, `import { ${name} as made } from 'node:crypto'\nmade()`).length > 0, `${path} imports ${name}`)
  }
  t.match(found('gateway/model/member.ts', "import { createHash } from 'node:crypto'"), ['touches nothing outside'])
  const innocent = 'const at = new Date(nowMs) // not Date.now()\nworld.now(); door.fetch(1); type At = Date'
  t.same(found('gateway/model/calendar/calendar.ts', innocent), [])
  t.same(found('adapters/partner/progress.ts', 'const at = Date.now()'), [], 'an adapter may ask the time')
})

t.test('what makes files last is asked for in disk/ alone [D1]', async (t) => {
  const broken = [
    ["import { rename } from 'node:fs/promises'", 'rename'],
    ["import { rename as move } from 'node:fs/promises'", 'rename'],
    ["import { writeFile as put } from 'node:fs/promises'\nawait put(a, b)", 'writeFile'],
    ["import fs from 'node:fs'\nfs.renameSync(a, b)", 'default'],
    ["import * as fs from 'node:fs/promises'\nfs.open(a, 'w')", 'all of node:fs'],
    ["const { rm } = await import('node:fs/promises')", 'rm'],
    ["const fs = process.getBuiltinModule('node:fs')", 'getBuiltinModule'],
    ["import { open } from 'node:fs/promises'\nopen(a, 'w')", 'open'],
    ["import { openSync } from 'node:fs'\nopenSync(a, 'w')", 'openSync'],
    ["import { writeSync } from 'node:fs'", 'writeSync'],
    ["import { truncate } from 'node:fs/promises'", 'truncate'],
    ["import { symlink } from 'node:fs/promises'", 'symlink'],
    ["import { promises } from 'node:fs'", 'promises'],
    ["import { rm } from 'node:fs/promises'", 'rm'],
    ["import { fsyncSync } from 'node:fs'", 'fsyncSync'],
    ['await handle.sync()', '.sync('],
    ['await handle . datasync ( )', '.datasync('],
    ["import { copyFile } from 'node:fs/promises'\nawait copyFile(a, b)", 'copyFile'],
    ["import { createWriteStream } from 'node:fs'\ncreateWriteStream(a)", 'createWriteStream'],
    ["import { mkdirSync } from 'node:fs'\nmkdirSync(a)", 'mkdirSync'],
  ] as const
  for (const [text, call] of broken)
    for (const path of ['gateway/cli/store/move.ts', 'adapters/store/sqlite/writer.ts', 'config/load.ts'])
      t.match(found(path, text), [`${path} uses ${call}: only disk/ makes files last`], `${text} in ${path}`)
  for (const [text] of broken) t.same(found('disk/durable.ts', text), [], text)
  const names = "const { STATUS_CODES } = process.getBuiltinModule('node:http')"
  t.same(found('gateway/doors/listening/malformed-http.ts', names), [], 'a table of names')
  for (const more of [names.replace('STATUS_CODES', 'request'), `${names}\nprocess.getBuiltinModule('node:fs')`])
    t.match(found('gateway/doors/listening/malformed-http.ts', more), ['getBuiltinModule'], more)
  t.same(
    found('gateway/cli/restore.ts', "import { readFile } from 'node:fs/promises'\nhandle.writeFile('x') // rename(it)"),
    [],
    'what only looks, and a file that disk/ gave',
  )
  t.match(found('gateway/cli/store/restore.ts', "import { rename } from 'node:fs/promises'"), [/uses rename/])
})

t.test('a file has a telling name, a bearable length and no class', async (t) => {
  t.match(found('gateway/flows/index.ts', ''), ['index.ts'])
  for (const name of ['utils', 'helpers', 'common', 'base', 'store-manager', 'case.service']) {
    t.match(found(`gateway/flows/doors/${name}.ts`, ''), ['says nothing'], name)
  }
  t.match(found('gateway/common/clock.ts', ''), ['lies in no room', 'says nothing'])
  t.match(found('gateway/flows/sending/submit.ts', 'x()\n'.repeat(mostLines + 1)), [`${mostLines + 1} lines`])
  t.same(found('gateway/flows/sending/submit.ts', 'x()\n'.repeat(mostLines)), [])
  t.match(found('gateway/flows/sending/submit.ts', 'export class Submitter {}'), ['makes a class Submitter'])
  t.match(found('gateway/flows/sending/submit.ts', 'export const S = class extends Map {}'), [
    'makes a class (nameless)',
  ])
  t.match(found('crypto/fault.ts', 'export class Problem extends Error {}'), ['makes a class Problem'])
  t.same(found('crypto/fault.ts', 'export class CryptoError extends Error {}'), [])
})
