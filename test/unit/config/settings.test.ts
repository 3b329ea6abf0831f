import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { loadConfig, settingsInForce } from '../../../config/load.ts'
import { type SettingName, settingRows, settings } from '../../../config/settings.ts'

const folder = await mkdtemp(join(tmpdir(), 'bulla-settings-'))
t.teardown(() => rm(folder, { recursive: true }))
const write = (value: unknown) =>
  writeFile(join(folder, 'bulla.json'), typeof value === 'string' ? value : JSON.stringify(value))

/** The message of the one error. */
function fault(env: Record<string, string> = {}): string {
  try {
    loadConfig(folder, env)
    return 'no fault'
  } catch (error) {
    return error instanceof Error ? error.message : 'no error'
  }
}

t.test('a member code is all that must be said', async (t) => {
  await write({ MEMBER: 'XA' })
  const config = loadConfig(folder)
  t.match(config, { MEMBER: 'XA', TIME_ZONE: 'UTC', PARTNER_PORT: 8443, NATIONAL_HOST: '127.0.0.1', LOG_LEVEL: 'info' })
  t.equal(config.DATA_FOLDER, join(folder, 'data'), 'paths are absolute, seen from the folder')
  t.equal(config.LOG_FILE, undefined)
  t.ok(Object.isFrozen(config))
  t.same(Object.keys(config).sort(), Object.keys(settings).sort(), 'every setting has a value')
})

t.test('time zones that are known', async (t) => {
  await write({ MEMBER: 'XA' })
  for (const zone of ['UTC', 'Europe/Paris', 'Pacific/Kiritimati', 'America/Havana', 'Asia/Kathmandu'])
    t.equal(loadConfig(folder, { BULLA_TIME_ZONE: zone }).TIME_ZONE, zone)
  for (const zone of ['Mars/Olympus', '', 'UTC; DROP']) t.match(fault({ BULLA_TIME_ZONE: zone }), /TIME_ZONE/, zone)
})

t.test('the environment comes before the file, as text', async (t) => {
  await write({ MEMBER: 'XA', PARTNER_PORT: 8443, LOG_FILE: 'log/here.log' })
  const config = loadConfig(folder, { BULLA_PARTNER_PORT: '9443', BULLA_LOG_FILE: '/var/log/bulla.log', PATH: '/bin' })
  t.equal(config.PARTNER_PORT, 9443)
  t.equal(config.LOG_FILE, '/var/log/bulla.log')
  t.equal(loadConfig(folder).LOG_FILE, join(folder, 'log/here.log'))
})

t.test('members under one operator are named in groups', async (t) => {
  await write({ MEMBER: 'XA' })
  const alike = (text: string) => loadConfig(folder, { BULLA_INTRODUCERS_ALIKE: text }).INTRODUCERS_ALIKE
  t.same(alike('XB+XC,XD+XE+XF'), [
    ['XB', 'XC'],
    ['XD', 'XE', 'XF'],
  ])
  t.equal(loadConfig(folder).INTRODUCERS_ALIKE, undefined)
  for (const wrong of ['XB', 'XB,XC', 'xb+xc', 'XB+', '', 'XB+XC;XD+XE'])
    t.match(
      fault({ BULLA_INTRODUCERS_ALIKE: wrong }),
      /INTRODUCERS_ALIKE must be codes of members with \+ between/,
      wrong,
    )
})

t.test('one error lists every fault', async (t) => {
  await write({ TIME_ZONE: 'Mars/Olympus', PARTNER_PORT: '84 43', LOG_LEVEL: 'chatty', MAX_BODY_BYTES: 1.5 })
  const message = fault({ BULLA_WINDOW_MAX: '0' })
  t.match(message, join(folder, 'bulla.json'))
  for (const expected of [
    'MEMBER is required',
    'TIME_ZONE must be an IANA time zone, such as Europe/Brussels or UTC, found "Mars/Olympus"',
    'PARTNER_PORT must be a whole number from 0 to 65535, found "84 43"',
    'LOG_LEVEL must be one of info, warn, error, silent, found "chatty"',
    'MAX_BODY_BYTES must be a whole number from 1024 to 8388608, found 1.5',
    'WINDOW_MAX must be a whole number from 1 to 64, found "0" in BULLA_WINDOW_MAX',
  ])
    t.ok(message.includes(expected), expected)
})

t.test('what is no setting is a fault, with the one that was meant', async (t) => {
  await write({ MEMBER: 'XA', partnerPort: 1, NATIONAL_PROT: 2, COLOUR: 'blue' })
  const message = fault({ BULLA_LOGLEVEL: 'info', BULLA_SHAPE: 'round' })
  for (const expected of [
    'partnerPort is no setting (PARTNER_PORT is)',
    'NATIONAL_PROT is no setting (NATIONAL_PORT is)',
    'COLOUR is no setting;',
    'BULLA_LOGLEVEL in the environment is no setting (BULLA_LOG_LEVEL is)',
    'BULLA_SHAPE in the environment is no setting',
  ])
    t.ok(message.includes(expected), expected)
})

t.test('what an orchestrator or the command line puts into the environment is let through', async (t) => {
  await write({ MEMBER: 'XA' })
  const env = {
    BULLA_FOLDER: folder,
    BULLA_DEBUG: '1',
    BULLA_SERVICE_HOST: '10.0.0.1',
    BULLA_XA_SERVICE_PORT_HTTPS: '8443',
    BULLA_PORT: 'tcp://10.0.0.1:8443',
    BULLA_PORT_8443_TCP_ADDR: '10.0.0.1',
  }
  t.equal(fault(env), 'no fault')
})

t.test('settings that do not go together are a fault', async (t) => {
  await write({ MEMBER: 'XA', PARTNER_PORT: 8444, MAX_DELIVERY_BYTES: 65536, MAX_BODY_BYTES: 2 ** 21 })
  const message = fault()
  t.match(message, 'MAX_DELIVERY_BYTES 65536 must hold an envelope')
  t.match(message, 'PARTNER_PORT and NATIONAL_PORT are both 8444')
  t.match(message, 'MAX_ENVELOPE_BYTES 4194304 must be at least four times MAX_BODY_BYTES 2097152')
  await write({ MEMBER: 'XA', PARTNER_PORT: 0, NATIONAL_PORT: 0 })
  t.equal(fault(), 'no fault', 'port 0 lets the system choose, twice')
})

t.test('a file that is none is named', async (t) => {
  for (const [content, expected] of [
    ['{"MEMBER": ', 'not JSON'],
    ['["XA"]', 'expected a JSON object of settings, found ["XA"]'],
    ['null', 'expected a JSON object of settings, found null'],
    ['{"MEMBER":"XA","PARTNER_PORT":8443,"PARTNER_PORT":9443}', 'PARTNER_PORT is there twice'],
    ['{"MEMBER":"XA","MEMB\\u0045R":"XB"}', 'MEMBER is there twice'],
  ] as const) {
    await write(content)
    t.match(fault(), expected)
  }
  await write('{"MEMBER":"XA","LOG_FILE":"a\\"LOG_FILE\\": b"}')
  t.equal(fault(), 'no fault', 'what a value says is no name')
  t.throws(() => loadConfig(join(folder, 'elsewhere')), { message: /there is no such file; "bulla init" makes/ })
  for (const inherited of ['toString', '__proto__', 'constructor']) {
    await write(`{"MEMBER":"XA","${inherited}":1}`)
    t.match(fault(), `${inherited} is no setting`)
  }
})

t.test('every setting says what it does, and its default passes its own parser', async (t) => {
  const rows = settingRows()
  t.equal(rows.length, Object.keys(settings).length)
  for (const { name, describe, fallback } of rows) {
    t.ok(describe.length > 25 && /^[A-Z].*\.$/.test(describe) && !/\s\s/.test(describe), `${name}: ${describe}`)
    const setting = settings[name as SettingName]
    if ('fallback' in setting)
      t.equal(setting.parse(setting.fallback), setting.fallback, `${name} by default ${fallback}`)
  }
  t.same(
    rows.filter(({ fallback }) => fallback === null).map(({ name }) => name),
    ['MEMBER'],
  )
})

t.test('detectors are set by their names, within bounds, in the file and as text', async (t) => {
  const set = { 'many-reads-item': { count: 20, hours: 2 } }
  await write({ MEMBER: 'XA', DETECTORS: set })
  t.same(loadConfig(folder).DETECTORS, set)
  t.same(loadConfig(folder, { BULLA_DETECTORS: '{"outside-hours":{"count":10000,"hours":720}}' }).DETECTORS, {
    'outside-hours': { count: 10_000, hours: 720 },
  })
  await write({ MEMBER: 'XA' })
  t.equal(loadConfig(folder).DETECTORS, undefined)
  for (const wrong of [
    [],
    'many-reads-item',
    { 'many-reads': { count: 1, hours: 1 } },
    { toString: { count: 1, hours: 1 } },
    { 'many-reads-item': { count: 0, hours: 1 } },
    { 'many-reads-item': { count: 10_001, hours: 1 } },
    { 'many-reads-item': { count: 1.5, hours: 1 } },
    { 'many-reads-item': { count: '5', hours: 1 } },
    { 'many-reads-item': { count: 5, hours: 721 } },
    { 'many-reads-item': { count: 5 } },
    { 'many-reads-item': { count: 5, hours: 1, off: true } },
    { 'many-reads-item': 5 },
  ]) {
    await write({ MEMBER: 'XA', DETECTORS: wrong })
    t.match(fault(), /DETECTORS must be an object such as/, JSON.stringify(wrong))
  }
})

t.test('offices that go by another clock are set by their codes', async (t) => {
  const set = { XA000102: 'Pacific/Auckland' }
  await write({ MEMBER: 'XA', OFFICE_ZONES: set })
  t.same(loadConfig(folder).OFFICE_ZONES, set)
  t.same(loadConfig(folder, { BULLA_OFFICE_ZONES: '{"XA1":"UTC"}' }).OFFICE_ZONES, { XA1: 'UTC' })
  for (const wrong of [[], 'XA1=UTC', { XA1: 'Mars/Olympus' }, { XA1: 5 }, { 'an office': 'UTC' }, { XA1: '+02:00' }]) {
    await write({ MEMBER: 'XA', OFFICE_ZONES: wrong })
    t.match(fault(), /OFFICE_ZONES must be an object such as/, JSON.stringify(wrong))
  }
  await write({ MEMBER: 'XA' })
})

t.test('what is in force is shown to whoever runs the gateway, without what may be a password', async (t) => {
  await write({ MEMBER: 'XA' })
  const url = 'http://who:secret-word@tsa.example/stamp?pwd=secret-word'
  const rows = settingsInForce({ ...loadConfig(folder), TSA_URL: url })
  t.same(
    rows.map(({ name }) => name),
    Object.keys(settings),
    'every setting',
  )
  t.notMatch(JSON.stringify(rows), /secret-word/)
  t.match(
    rows.find(({ name }) => name === 'MEMBER'),
    { value: '"XA"', usual: false },
  )
  t.match(
    rows.find(({ name }) => name === 'RATE_PER_CLIENT'),
    { usual: true },
  )
  t.match(
    rows.find(({ name }) => name === 'OFFICE_HOURS'),
    { value: null, usual: true },
  )
})
