// What systemd is told: by its own program, at a socket such as it listens at.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { managerOf } from '../../../adapters/systemd/notify.ts'
import { spawnGateway } from '../../support/gateways.ts'
import { install, scratch } from '../../support/installation.ts'

const root = join(import.meta.dirname, '../../..')
const has = (program: string) => spawnSync(program, ['--version']).error === undefined
const skip = ['systemd-notify', 'python3'].every(has) ? false : 'systemd-notify and python3 are not both here'

/** A socket of the Unix domain for datagrams, which Node has none of; what comes is a line each. */
const listener = `import socket, sys
here = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
here.bind(sys.argv[1])
print('listening', flush=True)
while True: print(here.recv(4096).decode().replace('\\n', ' '), flush=True)
`

async function listening(t: Test) {
  const socket = join(await scratch(t), 'notify')
  const child = spawn('python3', ['-c', listener, socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  /** The next that says something; the barrier is by which systemd-notify waits until it was heard. */
  const next = async (): Promise<string> => {
    const { value = '' } = await lines.next()
    return value === 'BARRIER=1' ? next() : value
  }
  t.equal(await next(), 'listening')
  return { socket, next }
}

t.test('ready, alive and stopping are told [N2]', { skip }, async (t) => {
  const { socket, next } = await listening(t)
  const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '1000000', PATH: process.env['PATH'] }
  // It tells that it is alive for as long as the process lives, and the socket ends with this test.
  const failed: string[] = []
  const manager = managerOf(env, (why) => failed.push(why))
  manager.ready()
  t.equal(await next(), 'READY=1')
  t.equal(await next(), 'WATCHDOG=1', 'within half of the span')
  t.equal(await next(), 'WATCHDOG=1')
  manager.stopping()
  let last = await next()
  // One that was on its way may still come before it.
  while (last === 'WATCHDOG=1') last = await next()
  t.equal(last, 'STOPPING=1')
  t.same(failed, [])
})

t.test('serve says that it is ready once both doors are open, and that it stops [N2]', { skip }, async (t) => {
  const { socket, next } = await listening(t)
  const us = await install(await scratch(t), 'XA')
  const child = await spawnGateway(t, us, [], { NOTIFY_SOCKET: socket })
  t.equal(await next(), 'READY=1')
  child.kill('SIGTERM')
  t.equal(await next(), 'STOPPING=1')
})

t.test('where nobody listens nothing is told, and a program that fails stops nothing [N2]', async (t) => {
  managerOf({}, (why) => t.fail(why)).ready()
  const told: string[] = []
  await new Promise<void>((resolve) => {
    const manager = managerOf({ NOTIFY_SOCKET: '/nowhere/notify', PATH: '/nowhere' }, (why) =>
      resolve(void told.push(why)),
    )
    manager.ready()
  })
  t.match(told, [/^systemd was not told READY=1 \(systemd-notify: .*ENOENT/])
})

const unit = readFileSync(join(root, 'deploy/systemd/bulla.service'), 'utf8')
t.test('the unit says what the gateway does [N2]', async (t) => {
  t.match(unit, /^Type=notify$/m)
  t.match(unit, /^NotifyAccess=all$/m, 'systemd-notify is a process of its own')
  t.match(unit, /^TimeoutStopSec=35$/m, 'longer than the gateway takes')
  t.match(unit, /^User=bulla$/m)
  for (const [, name] of unit.matchAll(/^Environment=BULLA_(\w+)=/gm)) t.equal(name, 'FOLDER')
  const passphrase = readFileSync(join(root, 'deploy/systemd/bulla.service.d/passphrase.conf'), 'utf8')
  t.match(passphrase, /^LoadCredentialEncrypted=passphrase:/m, 'the name that "keys lock" knows')
})

const verify = has('systemd-analyze') ? false : 'systemd-analyze is not here'
t.test('systemd reads the unit without a word, and calls it well confined [N2]', { skip: verify }, async (t) => {
  const file = join(await scratch(t), 'bulla.service')
  await writeFile(file, unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`))
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
  t.equal(
    stderr
      .split('\n')
      .filter((line) => line.includes('bulla.service'))
      .join('\n'),
    '',
  )
  t.equal(status, 0)
  const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', file], { encoding: 'utf8' })
  t.ok(Number(/exposure level for \S+ ([\d.]+)/.exec(stdout)?.[1] ?? 10) < 2, stdout.slice(-200))
})
