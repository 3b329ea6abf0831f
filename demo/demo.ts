// npm run demo [-- --story T --store S --queue Q --documents FOLDER --bundle FILE --keep --json]: two gateways, each a process or several, from the first key to the proof of the closed case.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { account, tablesOf } from './account.ts'
import { type Administration, administration } from './administration.ts'
import { type Document, documentsIn } from './documents.ts'
import { evidence, tableOf } from './evidence.ts'
import { exchange } from './exchange.ts'
import { forge } from './forger.ts'
import { fullStory, type Told } from './full-story.ts'
import { sayHowToReach } from './keeping.ts'
import { type Nodes, openNodes } from './nodes.ts'
import { offices, type Parties } from './parties.ts'
import { type Peered, peer } from './peering.ts'
import { type Attended, enrolledAtXb, signedAtXb } from './persons.ts'
import { freePorts } from './ports.ts'
import type { Tally } from './reading.ts'
import { restoreStory } from './restoring.ts'
import { rotationStory } from './rotation-story.ts'
import { openStory } from './story.ts'

const usage = `npm run demo -- [--story short|full|rotation] [--store sqlite|postgres] [--queue embedded|bullmq] [--documents FOLDER] [--bundle FILE] [--keep] [--json]
  --story full        a case with everything: questions, an assurance, parts refused and postponed, keys after acceptance, a permission,
                      a breach and what follows, disposal; two persons decide where execution is at discretion; what opens after a disposal
                      where a backup of before is restored; and what a forger in the database of XA comes to
  --story rotation    the short case, while both rotate all their keys under traffic
  --store postgres    two nodes on each side, on a PostgreSQL that is started for them
  --queue bullmq      with --store postgres: work spread over the nodes by BullMQ on a Redis that is started for them
  --documents FOLDER  send the files of this folder instead of those in demo/documents/filed
  --bundle FILE       keep the bundle of the case as XB exports it, with what its persons signed (--story full: as XA exports it);
                      a file of this name is replaced
  --keep              leave both gateways running until Ctrl-C; print addresses, tokens, and two links that open the desks of an
                      officer and of an operator in a browser
  --json              print one JSON object as the last line
exit 0: all of it was true · 1: something was not · 2: wrong use`

const options = readOptions()
const story = openStory(console.log, () => performance.now())
const root = mkdtempSync(join(tmpdir(), 'bulla-demo-'))
const ended = new AbortController()
let both: readonly Administration[] = []
let servers: Nodes | undefined

// Whatever ends us ends the gateways and takes their folders away.
process.on('exit', () => {
  for (const each of both) each.kill()
  // A process that is just being killed may still write.
  rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
})
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const) {
  process.once(signal, () => {
    ended.abort()
    void stopAll().finally(() => process.exit(options.keep && kept ? 0 : 128 + number))
  })
}

let kept = false
// Not left to run out: after a failure feeds and timers may still be open.
process.exit(await play())

async function play(): Promise<0 | 1> {
  try {
    const documents = await documentsToSend()
    const [xa, xb] = await openBoth()
    both = [xa, xb]
    const broken = Promise.race([xa.broken, xb.broken])
    const peered = await Promise.race([
      peer(xa, xb, root, story, options.story === 'full' ? 'tokens' : 'console'),
      broken,
    ])
    const { clients, parties } = cast(xa, xb, peered)
    const exchanged = await Promise.race([tell({ xa, xb, clients, parties }, documents), broken])
    const found = await account(xa, xb, peered, { ...exchanged, ...parties.xa.tally }, story)
    const signed = options.story === 'full' ? [] : signedAtXb
    const scene = { xa, xb, peered, root, signed, keepAs: options.bundle }
    const proof = await Promise.race([evidence(scene, exchanged.case, story), broken])
    const { recalled } = exchanged
    await Promise.race([restored({ xa, xb, clients, parties }, documents), broken])
    if (recalled && options.keep)
      story.say('demo', 'leaves the forger out: a gateway that raised the alarm gives nothing')
    else if (recalled)
      await Promise.race([forge({ xa, servers, desk: parties.xa, of: exchanged.case }, recalled, story), broken])
    for (const client of Object.values(clients)) client.close()

    const ok = story.failures.length === 0
    sayOutcome(exchanged, found, proof)
    const reached = options.keep ? await sayHowToReach(xa, xb, peered, exchanged.case) : undefined
    kept = options.keep
    if (options.json) say(asJson(exchanged, found, proof, reached))
    if (options.keep) await forever()
    await stopAll()
    return ok ? 0 : 1
  } catch (error) {
    if (ended.signal.aborted) return 1
    const message = error instanceof Error ? error.message : String(error)
    console.log(`\nThe demonstration broke off: ${message}`)
    sayLogs()
    await stopAll()
    if (options.json)
      say({ ok: false, failures: [...story.failures, message], checks: story.checks(), tookMs: story.elapsedMs() })
    return 1
  }
}

async function documentsToSend(): Promise<readonly Document[]> {
  const documents = await documentsIn(options.folder)
  const filed = documents.filter(({ bytes }) => bytes > 0)
  for (const { name } of documents.filter(({ bytes }) => bytes === 0))
    story.say('demo', `leaves out ${name}: it is empty`)
  if (filed.length === 0) throw new Error(`${options.folder} holds no file with an octet in it`)
  return filed
}

async function openBoth(): Promise<readonly [Administration, Administration]> {
  const [ofXa = 0, nationalXa = 0, ofXb = 0, nationalXb = 0] = await freePorts(4)
  servers = options.store === 'postgres' ? await openNodes(options.queue, story) : undefined
  return [
    administration('XA', root, { partner: ofXa, national: nationalXa }, servers?.nodes('XA')),
    administration('XB', root, { partner: ofXb, national: nationalXb }, servers?.nodes('XB')),
  ]
}

/** Who plays, each with the client that its token gives; the heads only where two persons decide. */
function cast(xa: Administration, xb: Administration, { tokens, agreement }: Peered) {
  const clients = {
    officer: xa.client(tokens.officer),
    otherOffice: xa.client(tokens.otherOffice),
    // It says for which officer it acts, as persons at the console are known.
    system: xb.client(tokens.system, options.story === 'full' ? undefined : signedAtXb[0].person),
    ...(tokens.approver !== undefined && { approver: xb.client(tokens.approver) }),
    ...(tokens.head !== undefined && { head: xa.client(tokens.head) }),
  }
  const tally = (): Tally => ({ releases: 0, denials: 0 })
  const parties: Parties = {
    agreement,
    xa: { officer: clients.officer, office: offices.xa, otherOffice: clients.otherOffice, tally: tally() },
    xb: { system: clients.system, office: offices.xb, tally: tally() },
  }
  return { clients, parties }
}

type Scene = ReturnType<typeof cast> & { readonly xa: Administration; readonly xb: Administration }

async function tell({ xa, xb, clients, parties }: Scene, documents: readonly Document[]): Promise<Told> {
  const { approver, head } = clients
  if (approver && head) return fullStory({ ...parties, approver, head }, documents, story)
  const attended: Attended = { ...parties, persons: await enrolledAtXb(xb, parties.xb.office, story) }
  if (options.story === 'rotation') return rotationStory({ xa, xb, parties: attended }, documents, story, ended.signal)
  return { timelines: [], ...(await exchange(attended, documents, story, ended.signal)) }
}

/** A backup of several nodes is that of their database, by whoever runs it. */
async function restored({ xa, xb, clients, parties }: Scene, documents: readonly Document[]): Promise<void> {
  const { approver, head } = clients
  if (options.story !== 'full' || !approver || !head) return
  if (servers) story.say('demo', 'leaves the restore out: it stops all nodes, and its story is told with one')
  else await restoreStory({ xa, xb, cast: { ...parties, approver, head }, root }, documents, story)
}

type Found = Awaited<ReturnType<typeof account>>
type Proof = Awaited<ReturnType<typeof evidence>>

function sayOutcome({ timelines }: Told, found: Found, proof: Proof): void {
  const course = timelines.length > 0 ? ['', ...timelines] : []
  console.log([...course, '', ...tablesOf(found), '', ...tableOf(proof), ''].join('\n'))
  if (options.bundle !== undefined) console.log(`The bundle is kept; verify it with\n  ${proof.command}\n`)
  const ok = story.failures.length === 0
  console.log(
    ok
      ? `All ${story.checks()} checks are true; it took ${story.elapsedMs()} ms.`
      : `NOT TRUE: ${story.failures.join('; ')}`,
  )
  if (!ok) sayLogs()
}

function asJson(exchanged: Told, { xa, xb, items }: Found, proof: Proof, reached: object | undefined): object {
  const sum = (count: 'receipts' | 'releases' | 'denials') => xa[count] + xb[count]
  return {
    ok: story.failures.length === 0,
    story: options.story,
    case: exchanged.case,
    messages: xa.messages,
    receiptsVerified: sum('receipts'),
    releases: sum('releases'),
    denials: sum('denials'),
    evidence: { XA: xa.evidence, XB: xb.evidence },
    items,
    bundles: proof.bundles,
    ...(options.bundle !== undefined && { bundle: options.bundle, verify: proof.command }),
    checks: story.checks(),
    failures: story.failures,
    tookMs: story.elapsedMs(),
    ...reached,
  }
}

function sayLogs(): void {
  for (const each of both) {
    console.log(`\nThe last lines of the log of ${each.member}:`)
    for (const line of each.lastLines(15)) console.log(`  ${line}`)
  }
}

function say(answer: object): void {
  console.log(JSON.stringify(answer))
}

async function stopAll(): Promise<void> {
  await Promise.all(both.map((each) => each.stop()))
  await servers?.stop()
}

function forever(): Promise<never> {
  return new Promise(() => setInterval(() => undefined, 60_000))
}

interface Options {
  readonly story: 'short' | 'full' | 'rotation'
  readonly store: 'sqlite' | 'postgres'
  readonly queue: 'embedded' | 'bullmq'
  readonly folder: string
  readonly bundle: string | undefined
  readonly keep: boolean
  readonly json: boolean
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        story: { type: 'string' },
        store: { type: 'string' },
        queue: { type: 'string' },
        documents: { type: 'string' },
        bundle: { type: 'string' },
        keep: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) {
      console.log(usage)
      process.exit(0)
    }
    const folder =
      values.documents === undefined
        ? fileURLToPath(new URL('documents/filed', import.meta.url))
        : resolve(values.documents)
    const bundle = values.bundle === undefined ? undefined : resolve(values.bundle)
    const story = oneOf('--story', values.story ?? 'short', ['short', 'full', 'rotation'])
    const store = oneOf('--store', values.store ?? 'sqlite', ['sqlite', 'postgres'])
    const queue = oneOf('--queue', values.queue ?? 'embedded', ['embedded', 'bullmq'])
    if (store === 'sqlite' && queue === 'bullmq') throw new Error('--queue bullmq needs --store postgres')
    return { story, store, queue, folder, bundle, keep: values.keep ?? false, json: values.json ?? false }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`)
    process.exit(2)
  }
}

function oneOf<const T extends string>(option: string, found: string, choices: readonly T[]): T {
  const choice = choices.find((each) => each === found)
  if (choice === undefined) throw new Error(`${option} must be ${choices.join(' or ')}, found ${found}`)
  return choice
}
