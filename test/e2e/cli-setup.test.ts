// Two administrations from nothing to an answered request, by the command line alone, as the README tells it.
import { type ChildProcess, spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { bulla, type Ended } from '../support/command-line.ts'
import { scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'

const head = 'Head of the Central Valuation Office'
const root = await scratch(t)
const program = join(import.meta.dirname, '../../bin/bulla.mjs')
const examples = join(import.meta.dirname, '../../config/example')

/** What officers type, with a token of their own; whoever runs the gateway types the rest. */
const ofOfficers = ['send', 'cases', 'queue', 'workload', 'statistics']
const officer = (member: string) => ({ env: { BULLA_TOKEN_FILE: join(root, member, 'officer.token') } })

/** One command at one administration; a failure fails the test and shows what was said. */
async function at(member: string, ...words: string[]): Promise<Ended> {
  const who = ofOfficers.includes(words[0] ?? '') ? officer(member) : {}
  const ended = await bulla(root, [...words, '--folder', join(root, member), '--json'], who)
  t.equal(ended.exit, 0, `${member}: bulla ${words.slice(0, 3).join(' ')} ${ended.err}`)
  return ended
}

/** `bulla serve` as a process of its own; resolves when it says that its doors are open. */
async function serve(member: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, 'serve', '--folder', member, '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      said += chunk
      if (/national door +https:/.test(said)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`serve of ${member} ended with ${code}: ${said}`)))
  })
  return child
}

/** XA reads the terms and accepts them by their text, and XB sends the keys. */
async function acceptedByCommands(id: string, item: string): Promise<void> {
  const signs = ['--acceptance', '--officer', 'A. Example']
  const { body } = (await at('xa', 'cases', 'terms', id, ...signs)).json
  await writeFile(join(root, 'acceptance.json'), JSON.stringify(body))
  await at('xa', 'send', 'accept-terms', '--case', id, '--body', 'acceptance.json', '--wait')
  await writeFile(join(root, 'keys.json'), JSON.stringify({ items: [item] }))
  await at('xb', 'send', 'keys', '--case', id, '--body', 'keys.json', '--wait')
}

t.test('two administrations set up, peer, and answer a request', { timeout: 540_000 }, async (t) => {
  const gateways: ChildProcess[] = []
  const names = { xa: 'XA', xb: 'XB' } as const
  for (const [folder, code] of Object.entries(names)) {
    const [partner, national] = [await freePort(), await freePort()]
    const doors = ['--endpoint', `https://localhost:${partner}`, '--national-port', String(national)]
    await at(folder, 'init', code, '--name', `Customs of ${code}`, ...doors, '--time-zone', 'UTC')
    const roles = ['--offices', 'CONTACT-POINT', '--roles', 'submit,read,release', '--function', head]
    await at(folder, 'client', 'add', 'officer', ...roles, '--save', join(root, folder, 'officer.token'))
  }

  const words = async (folder: string) =>
    ((await at(folder, 'card', '--out', `${folder}.jws`)).json['words'] as string[]).join(' ')
  const [ofXa, ofXb] = [await words('xa'), await words('xb')]
  await at('xa', 'partner', 'add', 'xb.jws', '--words', ofXb)
  await at('xb', 'partner', 'add', 'xa.jws', '--words', ofXa)
  const made = await at('xa', 'agreement', 'new', 'XB')
  const added = await at('xb', 'agreement', 'add', 'xa-xb-tfa12.json')
  t.equal(made.json['sha256'], added.json['sha256'], 'both hold the same agreement')

  gateways.push(...(await Promise.all([serve('xa'), serve('xb')])))
  t.match((await at('xa', 'partner', 'test', 'XB')).json, {
    partner: 'XB',
    steps: [{ step: 'tls' }, {}, {}, {}, { step: 'receipt' }],
  })
  t.match((await at('xa', 'check')).json, { ok: true, findings: [{ about: /next$/ }, { about: 'trial CA' }] })

  const request = join(examples, 'request.json')
  const sent = await at('xa', 'send', 'request', '--to', 'XB', '--body', request, '--wait')
  t.match(sent.json, { state: 'submitted', delivery: { state: 'delivered', receipt: /./ } })
  const id = String(sent.json['case'])
  t.match((await at('xb', 'cases', '--state', 'submitted')).json, {
    rows: [{ case: id, role: 'requested', partner: 'XA' }],
  })

  t.match((await at('xb', 'cases', 'next', id)).json, { next: [{ type: 'ack' }, { type: 'clarify' }] })
  t.match((await at('xb', 'cases', 'next', id, '--skeleton', 'ack')).json, { body: { complete: true } })
  const letter = ['--direction', 'in', '--channel', 'paper', '--on', '2026-04-02', '--summary', 'The same on paper']
  t.match((await at('xb', 'cases', 'register', id, ...letter)).json, { case: id, channel: 'paper' })
  t.match((await at('xb', 'cases', 'due', '--until', '2999-01-01')).json, {
    rows: [{ case: id }, { case: id }, { case: id }],
  })
  t.match((await at('xb', 'queue')).json, { rows: [{ case: id, place: 1 }] })
  t.match((await at('xb', 'workload')).json, { partners: [{ partner: 'XA', toAnswer: 1 }] })
  t.match((await at('xa', 'statistics')).json, { rows: [{ partner: 'XB', state: 'submitted', cases: 1 }] })

  const { body: ack } = (await at('xb', 'cases', 'next', id, '--skeleton', 'ack')).json
  t.match(ack, { dueOn: sent.json['dueOn'], receivedAt: new RegExp(`^${new Date().getUTCFullYear()}`) }, 'of this case')
  await writeFile(join(root, 'ack.json'), JSON.stringify({ ...(ack as object), dueOn: '2026-06-21' }))
  const early = ['send', 'ack', '--case', id, '--body', 'ack.json', '--folder', join(root, 'xb')]
  t.match(await bulla(root, early, officer('xb')), {
    exit: 1,
    err: /dueOn is 2026-06-21, before the day of the request/,
  })
  await writeFile(join(root, 'ack.json'), JSON.stringify(ack))
  await at('xb', 'send', 'ack', '--case', id, '--body', 'ack.json', '--wait')
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n<Declaration xml:lang="fr">à\u0301</Declaration>\r\n'
  await writeFile(join(root, 'declaration.xml'), declaration)
  const response = join(examples, 'response.json')
  await at(
    'xb',
    'send',
    'response',
    '--case',
    id,
    '--body',
    response,
    '--item',
    'declaration=declaration.xml',
    '--wait',
  )

  const shown = await at('xa', 'cases', 'show', id)
  t.match(shown.json, {
    state: 'answered',
    items: [{ kind: 'declaration', size: 'small', name: null, locked: true, acceptance: 'open' }],
  })
  t.ok((shown.json['legalNext'] as string[]).includes('close'))
  const [item] = shown.json['items'] as { item: string }[]
  const read = ['cases', 'read', String(item?.item), '--out', 'read.xml', '--purpose']
  const ofXaHere = ['--folder', join(root, 'xa')]
  const idle = await bulla(root, [...read, 'VERIFY_CLASSIFICATION', ...ofXaHere])
  t.match(
    idle,
    { exit: 1, err: /found roles operate of client operator, this command wants release and read/ },
    '[R15]',
  )
  const denied = await bulla(root, [...read, 'VERIFY_VALUE', ...ofXaHere], officer('xa'))
  t.equal(denied.exit, 1, 'for another purpose than that of the request nothing is released')
  t.match(denied.err, /paragraph 12\.5\.1 b/)
  const locked = await bulla(root, [...read, 'VERIFY_CLASSIFICATION', ...ofXaHere], officer('xa'))
  t.match(locked, { exit: 1, err: /accept-terms/ }, 'nothing opens before its terms are accepted')
  await acceptedByCommands(id, String(item?.item))
  await at('xa', ...read, 'VERIFY_CLASSIFICATION')
  t.equal(await readFile(join(root, 'read.xml'), 'utf8'), declaration, 'octet for octet as it was filed')

  t.match((await at('xb', 'deliveries', '--partner', 'XA')).json, {
    rows: [{ state: 'delivered' }, { state: 'delivered' }, { state: 'delivered' }],
  })
  const again = await bulla(root, ['redeliver', String(sent.json['message']), '--folder', join(root, 'xa'), '--json'])
  t.equal(again.exit, 1)
  t.match(again.json, { deliveries: [{ queued: false }] })

  for (const gateway of gateways) {
    let out = ''
    gateway.stdout?.on('data', (chunk) => {
      out += chunk
    })
    const ended = new Promise((resolve) => gateway.once('close', resolve))
    gateway.kill('SIGTERM')
    t.equal(await ended, 0, 'serve ends with 0')
    // The log goes the same way and is written in its own time.
    const answer = out.split('\n').find((line) => line.startsWith('{"member"')) ?? '{}'
    t.match(JSON.parse(answer), { member: /^X[AB]$/, stopped: 'SIGTERM' })
  }
  t.equal((await bulla(root, ['cases', '--folder', join(root, 'xa')])).exit, 3, 'and then nobody answers')
  t.ok((await readdir(join(root, 'xa/data'))).includes('bulla.sqlite'))
})

t.test('a gateway that cannot start says why and ends', async (t) => {
  const child = spawn(process.execPath, [program, 'serve', '--folder', join(root, 'nowhere')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  t.equal(await new Promise((resolve) => child.once('close', resolve)), 1)
  t.match(said, /^bulla: .*there is no such file; "bulla init" makes an installation/)
  t.notMatch(said, /\n\s+at /)
})
