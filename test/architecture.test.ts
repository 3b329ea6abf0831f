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
    ['config/load.ts', '../crypto/card/card.ts', 'config must not know crypto'],
    ['config/directory.ts', '../gateway/ports/store.ts', 'config must not know ports'],
    ['config/directory.ts', '../gateway/model/member.ts', 'config must not know model'],
    ['gateway/model/member.ts', '../../crypto/octets.ts', 'model must not know crypto'],
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
    ['gateway/flows/cases/cases.ts', '../national.ts', 'flows/cases must not know flows'],
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
    ['gateway/doors/listener.ts', './partner/partner-door.ts', 'doors must not know partner door'],
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
  ] as const
  for (const [path, target, sentence] of broken) {
    t.match(found(path, `import { x } from '${target}'\n`), [sentence], `${path} importing ${target}`)
  }
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
  for (const text of written) t.equal(found('gateway/flows/sending/submit.ts', text).length, 1, text)
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
  const optional = Object.keys(optionalDependencies).filter((name) => !/^node-(linux|bin-)/.test(name))
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

  const program = graphOf([['bin/bulla.mjs', readFileSync(new URL('bin/bulla.mjs', root), 'utf8')]])
  const begun = [...deferredBy(program), 'gateway/start/serve.ts', 'adapters/store/sqlite/writing-thread.ts']
  const later = [...deferredBy(graph)].filter((path) => path.endsWith('.ts') && !(path in apart))
  t.ok(
    begun.includes('gateway/cli/program/bulla.ts') && later.includes('gateway/start/moving.ts'),
    'all beginnings are seen',
  )
  const packages = loadedWith(graph, [...begun, ...later])
  t.ok(packages.has('fastify') && packages.has('kysely'), `${packages.size} packages are always loaded`)
  for (const name of only(packages.keys())) t.fail(`${packages.get(name)}, whatever the settings say`)

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

t.test('pure rooms touch nothing outside', async (t) => {
  t.match(found('crypto/card/card.ts', "import { readFileSync } from 'node:fs'"), ['touches nothing outside'])
  t.match(found('gateway/model/member.ts', "import { createHash } from 'node:crypto'"), ['touches nothing outside'])
  t.match(found('crypto/card/card.ts', 'const at = Date.now()'), ['time and randomness come in as arguments'])
  t.match(found('gateway/profiles/tfa12/profile.ts', 'const at = new Date()'), [
    'time and randomness come in as arguments',
  ])
  t.same(found('gateway/model/calendar/calendar.ts', 'const at = new Date(nowMs) // not Date.now()'), [])
})

t.test('what makes files last is asked for in disk/ alone [D1]', async (t) => {
  const broken = [
    ["import { rename } from 'node:fs/promises'", 'rename'],
    ["import { rename as move } from 'node:fs/promises'", 'rename'],
    ["import fs from 'node:fs'\nfs.renameSync(a, b)", 'renameSync'],
    ["import { fsyncSync } from 'node:fs'", 'fsyncSync'],
    ['await handle.sync()', '.sync('],
    ['await handle . datasync ( )', '.datasync('],
    ["import { copyFile } from 'node:fs/promises'\nawait copyFile(a, b)", 'copyFile'],
    ["import { writeFile } from 'node:fs/promises'\nawait writeFile(a, b)", 'writeFile'],
    ["import { createWriteStream } from 'node:fs'\ncreateWriteStream(a)", 'createWriteStream'],
    ["import { mkdirSync } from 'node:fs'\nmkdirSync(a)", 'mkdirSync'],
  ] as const
  for (const [text, call] of broken)
    for (const path of ['gateway/cli/store/restore.ts', 'adapters/store/sqlite/disk-reserve.ts', 'config/load.ts'])
      t.match(found(path, text), [`${path} uses ${call}: only disk/ makes files last`], `${text} in ${path}`)
  for (const [text] of broken) t.same(found('disk/durable.ts', text), [], text)
  t.same(
    found('gateway/cli/restore.ts', "handle.writeFile('x') // never rename, nor fsync(it)"),
    [],
    'what a file of disk/ is given',
  )
})

t.test('a file has a telling name, a bearable length and no class', async (t) => {
  t.match(found('gateway/flows/index.ts', ''), ['index.ts'])
  for (const name of ['utils', 'helpers', 'common', 'base', 'store-manager', 'case.service']) {
    t.match(found(`gateway/flows/${name}.ts`, ''), ['says nothing'], name)
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
