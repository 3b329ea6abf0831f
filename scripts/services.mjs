// Brings the servers that some suites need, where that is ours to do, and says which suites will be skipped. Never fails by itself.
// Plain JavaScript, because it must run on whatever Node is there. See docs/decisions/0001-node-26-without-a-build.md.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const boundMs = 180_000
/** Debian asks this program whether a service may be started; 101 says no. */
const policy = '/usr/sbin/policy-rc.d'

const services = [
  { name: 'redis-server', package: 'redis-server', programs: ['redis-server'], suites: 'the queue over Redis' },
  { name: 'libfaketime', package: 'faketime', programs: ['faketime'], suites: 'steps of the clock' },
  { name: 'nginx', package: 'nginx', programs: ['nginx'], suites: 'the national door behind a proxy' },
  { name: 'pebble', package: 'pebble', programs: ['pebble'], suites: 'certificates from a real ACME server' },
  { name: 'PostgreSQL', package: 'postgresql', programs: ['initdb', 'pg_ctl'], suites: 'the store in PostgreSQL' },
  { name: 'Chromium', package: 'chromium', programs: ['chromium'], suites: 'what a browser makes of the console' },
  { name: 'Java', package: 'default-jre-headless', programs: ['java'], suites: 'the markup of the console' },
]

/** Debian keeps the programs of PostgreSQL out of PATH. */
function folders() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : []
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin', ...versions]
}

function missing() {
  const places = folders()
  return services.filter(
    ({ programs }) => !places.some((place) => programs.every((one) => existsSync(join(place, one)))),
  )
}

/** What not every distribution has under this name: where it is not there, the others are installed all the same. */
const notEverywhere = ['chromium', 'default-jre-headless', 'pebble']

/** What failed commands said, a sentence each. */
function install(packages) {
  const end = Date.now() + boundMs
  const everywhere = packages.filter((one) => !notEverywhere.includes(one))
  const groups = [everywhere, ...packages.filter((one) => notEverywhere.includes(one)).map((one) => [one])]
  const installing = groups.filter((group) => group.length > 0)
  const steps = [
    ['update', '-qq'],
    ...installing.map((group) => ['install', '-y', '-qq', '--no-install-recommends', ...group]),
  ]
  const failures = []
  for (const step of steps) {
    const { status, signal, error, stderr } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=60', ...step], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: Math.max(1_000, end - Date.now()),
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status === 0) continue
    const said = stderr?.trim().split('\n').slice(-3).join(' ')
    const what = `apt-get ${step[0]} ${step.slice(4).join(' ')}`.trim()
    failures.push(
      `${what} ${signal ? `was ended, after ${boundMs / 1000} s in all` : `failed: ${said || error?.message}`}`,
    )
    if (step[0] === 'update') break
  }
  return failures
}

/** The tests start servers of their own; Debian must start none. */
function withNothingStarted(work) {
  if (existsSync(policy)) return work()
  const later = () => {
    process.exitCode = 130
  }
  process.on('SIGINT', later)
  try {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
    return work()
  } catch (error) {
    return [error.message]
  } finally {
    rmSync(policy, { force: true })
    process.off('SIGINT', later)
  }
}

const wanted = missing()
if (wanted.length > 0) {
  const packages = wanted.map((service) => service.package)
  const ours = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (ours) console.log(`installing ${packages.join(' ')} for the tests that need them`)
  const failures = ours ? withNothingStarted(() => install(packages)) : []
  for (const failure of failures) console.log(failure)
  for (const { name, package: one, suites } of missing()) {
    console.log(`${name} is not installed: ${suites} will not be tested here`)
    console.log(`hint: install the package ${one}; the tests start servers of their own`)
  }
}
