import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { allCommands, commandsFor, namesOfCommands } from '../../../gateway/cli/program/commands.ts'
import { bulla } from '../../support/command-line.ts'
import { mountVolume } from '../../support/full-volume.ts'
import { scratch } from '../../support/installation.ts'

const commands = await allCommands()

const root = await mkdtemp(join(tmpdir(), 'bulla-program-'))
t.teardown(() => rm(root, { recursive: true }))
const nameOf = (usage: string) => usage.split(' ').filter((word) => !/^[<[]/.test(word))

t.test('the help names every command, the exit codes and the first steps', async (t) => {
  const { exit, out } = await bulla(root, ['--help'])
  t.equal(exit, 0)
  for (const { usage } of commands) t.match(out, new RegExp(`^  ${nameOf(usage)[0]} `, 'm'), usage)
  for (const line of ['0  done', '1  what was asked for', '2  wrong use', '3  the gateway cannot be reached'])
    t.ok(out.includes(line), line)
  for (const step of [
    'bulla init XA',
    'bulla partner add',
    'bulla agreement new XB',
    'bulla serve',
    'bulla partner test XB',
  ])
    t.ok(out.includes(step), step)
})

t.test('a command is loaded when it is typed, and what stands beside it where nothing says which', async (t) => {
  t.same(
    namesOfCommands.map((path) => path.join(' ')),
    commands.flatMap(({ usage, alias }) => {
      const path = nameOf(usage)
      return [path.join(' '), ...(alias === undefined ? [] : [[...path.slice(0, -1), alias].join(' ')])]
    }),
    'the table has the names by which commands call themselves',
  )
  const loaded = async (line: string) =>
    (await commandsFor(line.split(' '))).map(({ usage }) => nameOf(usage).join(' ')).join(', ')
  t.equal(await loaded('client list'), 'client list')
  t.equal(await loaded('--json --folder keys client list --json'), 'client list')
  t.equal(await loaded('--folder=keys client list'), 'client list')
  t.equal(await loaded('cases show client list'), 'cases, cases show')
  t.equal(await loaded('case show client list'), 'cases, cases show')
  t.equal(await loaded('person --help'), await loaded('person'))
  t.equal(await loaded('drafts'), 'drafts')
  t.match(await loaded('cases --wait 5'), /^cases, cases list, cases show/)
  t.match(await loaded('keys statsu'), /^keys rotate, .*keys status/)
  for (const line of ['', '--help', '--version', 'nonsense', '--folder client', 'completion bash', 'constructor'])
    t.equal((await commandsFor(line.split(' ').filter(Boolean))).length, commands.length, line)
})

t.test('every command has a help with its options and examples that name it', async (t) => {
  for (const { usage, summary, examples, options = [] } of commands) {
    const name = nameOf(usage)
    const { exit, out, err } = await bulla(root, [...name, '--help'])
    t.equal(exit, 0, usage)
    t.equal(err, '')
    t.ok(out.startsWith(`Usage: bulla ${name.join(' ')}`), usage)
    t.ok(out.replaceAll(/\s+/g, ' ').includes(summary), summary)
    t.ok(examples.length > 0 && examples.every((example) => example.includes('bulla ')), `${usage} has examples`)
    t.ok(
      examples.some((example) => example.includes(`bulla ${name.join(' ')}`)),
      `an example of ${usage}`,
    )
    for (const example of examples) t.ok(out.includes(example), example)
    for (const { flags } of [...options, { flags: '--folder <dir>' }, { flags: '--json' }])
      t.ok(out.includes(flags), flags)
  }
})

t.test('examples say only what the program understands', async (t) => {
  for (const { usage, examples } of commands) {
    for (const example of examples) {
      const typed = example.replace(/^BULLA_\w+=\S+ /, '').match(/"[^"]*"|\S+/g) ?? []
      // With --help nothing is done, but every option before it must be one that there is.
      const { exit, err } = await bulla(root, [...typed.slice(1).map((word) => word.replaceAll('"', '')), '--help'])
      t.equal(exit, 0, `${usage}: ${example} ${err}`)
    }
  }
})

t.test('wrong use ends with 2 and says so in JSON too', async (t) => {
  for (const [words, message] of [
    [['fly'], "unknown command 'fly'"],
    [['init'], "missing required argument 'member'"],
    [['init', 'XA', '--colour', 'blue'], "unknown option '--colour'"],
    [['init', 'xa', '--name', 'x'], 'a member code has two to eight'],
    [['init', 'XA'], '--name is missing'],
    [['init', 'XA', '--name', 'x', '--endpoint', 'http://x'], '--endpoint must be an https address'],
    [['init', 'XA', '--name', 'x', '--suite', 'C'], '--suite must be one of B, A'],
    [['init', 'XA', '--name', 'x', '--national-port', '99999'], '--national-port must be a whole number'],
    [['init', 'XA', 'XB', '--name', 'x'], 'too many arguments'],
    [['redeliver'], "missing required argument 'id'"],
    [['client', 'add', 'x', '--offices', 'all'], '--roles is missing'],
    [['client', 'add', 'x', '--offices', 'all', '--roles', 'rule'], '"rule" is no role'],
    [['client', 'add', 'x', '--offices', 'lower', '--roles', 'read'], '--offices has upper-case letters'],
    [['client', 'add', '../x', '--offices', 'all', '--roles', 'read'], 'an id has at most 64'],
    [['send', 'request'], '--body is missing'],
    [['deliveries', '--state', 'lost'], '--state must be one of queued'],
    [['cases', 'read', 'x', '--purpose', 'VERIFY_VALUE'], '--out is missing'],
  ] as const) {
    const said = await bulla(root, words)
    t.equal(said.exit, 2, words.join(' '))
    t.ok(said.err.includes(message), `${message} in ${said.err}`)
    t.notMatch(said.err + said.out, /\n\s+at /, 'no stack trace')
    const asked = await bulla(root, [...words, '--json'])
    t.equal(asked.exit, 2)
    t.ok(JSON.stringify(asked.json['error']).includes(message.replaceAll('"', '\\"')), 'in JSON')
    t.equal(asked.out.split('\n').length, 1, 'and nothing else on standard output')
  }
})

t.test(
  'words that no command has are answered with the nearest command, or with the help that says more',
  async (t) => {
    for (const [words, said] of [
      [['casez'], 'is "bulla cases" meant?'],
      [['cases', 'shw', 'abc'], 'is "bulla cases show" meant?'],
      [['partner', 'ad'], 'is "bulla partner add" meant?'],
      [['partner', 'ad'], '"bulla partner --help" says what there is'],
      [['check', 'extra'], '"bulla check --help" says what there is'],
      [['send'], '"bulla send --help" says what there is'],
      [['fly'], '"bulla --help" says what there is'],
    ] as const) {
      const { exit, err } = await bulla(root, words)
      t.equal(exit, 2, words.join(' '))
      t.ok(err.includes(`hint: ${said}`), `${said} in ${err}`)
      const { json } = await bulla(root, [...words, '--json'])
      t.ok(JSON.stringify(json).includes(JSON.stringify(said)), 'in JSON')
    }
  },
)

t.test('what is no id is told before any gateway is asked', async (t) => {
  for (const words of [['show'], ['next'], ['export', '--out', 'x.zip']]) {
    const [command = '', ...more] = words
    const { exit, err } = await bulla(root, ['cases', command, 'abc', ...more])
    t.equal(exit, 2, command)
    t.match(err, /expected a case id, found "abc"/, command)
  }
  t.match((await bulla(root, ['cases', 'message', 'abc'])).err, /expected a message id, found "abc"/)
})

t.test('init that cannot make its folder says so, and leaves nothing', { timeout: 20_000 }, async (t) => {
  const about = ['--name', 'Customs of XA', '--endpoint', 'https://localhost:9443']
  const none = join(root, 'none')
  const zone = await bulla(root, ['init', 'XA', ...about, '--time-zone', 'Mars/X', '--folder', none])
  t.equal(zone.exit, 2)
  t.match(zone.err, /--time-zone must be an IANA time zone, found "Mars\/X"/)
  t.notOk(existsSync(none), 'no folder is left')
  const file = join(root, 'a-file')
  await writeFile(file, 'mine')
  const places = [file, join(file, 'below'), ...(existsSync('/proc/self') ? ['/proc/none'] : [])]
  for (const place of places) {
    const { exit, err } = await bulla(root, ['init', 'XA', ...about, '--time-zone', 'UTC', '--folder', place])
    t.equal(exit, 1, place)
    t.ok(err.includes(`bulla: ${place}: no folder can be made here`), err)
    t.match(err, /hint: name a folder that is there or can be made/)
  }
})

t.test('a file that is no bundle has one fault, and a backup onto a folder says that it is one', async (t) => {
  const file = join(root, 'passwd')
  await writeFile(file, 'root:x:0:0')
  const { exit, out, json } = await bulla(root, ['verify', file, '--json'])
  t.equal(exit, 1)
  t.match(json, { faults: [{ code: 'zip-invalid' }] }, out)
  t.equal((json['faults'] as unknown[]).length, 1)
  t.match((await bulla(root, ['backup', root])).err, /there is such a folder; expected a name that nothing has yet/)
})

t.test('a group by itself shows what is in it', async (t) => {
  const { exit, err } = await bulla(root, ['partner'])
  t.equal(exit, 2)
  for (const name of ['add', 'list', 'show', 'suspend', 'resume', 'test']) t.match(err, new RegExp(`^  ${name} `, 'm'))
})

t.test('what cannot be done ends with 1, what cannot be reached with 3; both with a hint', async (t) => {
  const missing = await bulla(root, ['check'])
  t.equal(missing.exit, 1)
  t.match(missing.out, /WRONG.*there is no such file; "bulla init" makes an installation/)
  const card = await bulla(root, ['card', '--json'])
  t.equal(card.exit, 1)
  t.match(card.err, /hint: "bulla init" makes it/)
  t.match(card.json, { error: { message: /expected our card/, hints: [/bulla init/] } })
  const list = await bulla(root, ['partner', 'list', '--json'])
  t.same([list.exit, list.json], [0, { partners: [] }])
})

t.test('whoever names no type of a message is told where they stand', async (t) => {
  const { exit, err } = await bulla(root, ['send'])
  t.equal(exit, 2)
  t.match(err, /missing required argument 'type'.*hint: the type comes first: "bulla profile list" names them/s)
})

t.test('a place that can only be read is told with the way on', async (t) => {
  const folder = join(await scratch(t), 'read-only')
  const volume = mountVolume(t, folder)
  if ('refused' in volume) return t.comment(volume.refused)
  writeFileSync(join(folder, 'bulla.json'), '{"MEMBER":"XA"}')
  execFileSync('mount', ['-o', 'remount,ro', folder])
  const { exit, err, json } = await bulla(root, [
    'client',
    'add',
    'lims',
    '--roles',
    'read',
    '--offices',
    'all',
    '--folder',
    folder,
    '--json',
  ])
  t.equal(exit, 1)
  t.match(err, /EROFS.*\nhint: the place can only be read: mount it for writing/s)
  t.match(json, { error: { hints: [/read/] } })
})

t.test('a stack trace is for who asks for it', async (t) => {
  const words = ['agreement', 'add', 'nothing.json', '--folder', root]
  t.notMatch((await bulla(root, words)).err, /\n\s+at /)
  t.match((await bulla(root, words, { env: { BULLA_DEBUG: '1' } })).err, /\n\s+at /)
})

t.test('settings are printed for people, for documents and for programs', async (t) => {
  t.match((await bulla(root, ['settings'])).out, /^PARTNER_PORT {2}default 8443\n {4}Port of the partner door/m)
  t.match(
    (await bulla(root, ['settings', '--markdown'])).out,
    /^\| `PARTNER_PORT` \| `8443` \| Port of the partner door/m,
  )
  const { settings } = (await bulla(root, ['settings', '--json'])).json as { settings: { name: string }[] }
  t.ok(settings.some(({ name }) => name === 'MIN_FREE_BYTES'))
  t.match((await bulla(root, ['--version'])).out, /^\d+\.\d+\.\d+$/)
})
