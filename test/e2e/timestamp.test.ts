import { spawnSync } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Authority, httpTimeStamps } from '../../adapters/timestamps/http.ts'
import { logOrigin, signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { readNote } from '../../crypto/log/note.ts'
import { timestampQuery, verifyTimestamp } from '../../crypto/log/timestamp.ts'
import { sha256, toHex, utf8 } from '../../crypto/octets.ts'
import { type Stamping, stampCheckpoints } from '../../gateway/flows/evidence/stamp.ts'
import type { CheckpointRow } from '../../gateway/ports/evidence.ts'
import { openLog } from '../../gateway/watch/log.ts'
import { noTsa, openTsa, type Tsa, type TsaMode } from '../support/tsa.ts'

const timeoutMs = 5000
const skipping = { skip: noTsa }
const tsa = noTsa === false ? await openTsa() : (undefined as unknown as Tsa)
t.teardown(() => tsa?.close())
t.beforeEach(() => {
  if (tsa) tsa.mode = 'ok'
})

const key = logSigningKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
const checkpointOf = (size: number): CheckpointRow => {
  const rootHash = sha256(utf8(`root ${size}`))
  const note = signCheckpoint({ origin: logOrigin('xa.example'), size, rootHash }, key)
  return { size, rootHash: toHex(rootHash), note, at: 0, stamp: null }
}

/** A log of checkpoints of the sizes 1 to `count`, and the round of the flow over them. */
function depsOf(count: number, wishes: Partial<Authority> = {}) {
  const rows = new Map(Array.from({ length: count }, (_, index) => [index + 1, checkpointOf(index + 1)]))
  const order: number[] = []
  const deps: Stamping = {
    store: {
      unstamped: async (limit) =>
        [...rows.values()]
          .filter(({ stamp }) => !stamp)
          .reverse()
          .slice(0, limit),
      saveStamp: async (size, stamp) => {
        order.push(size)
        rows.set(size, { ...(rows.get(size) as CheckpointRow), stamp })
      },
    },
    stamps: httpTimeStamps({ url: tsa.url, timeoutMs, ...wishes }),
    tsaAnchors: tsa.anchors,
    world: { now: () => Date.now(), randomOctets: (octets) => new Uint8Array(randomBytes(octets)) },
    log: openLog('silent'),
  }
  return { deps, rows, order }
}

t.test('a checkpoint is stamped, and everyone who knows the authority can check it', skipping, async (t) => {
  const { deps, rows } = depsOf(1)
  const before = Date.now()
  t.same(await stampCheckpoints(deps), { stamped: 1, waiting: 0 })
  const { note, stamp } = rows.get(1) as CheckpointRow
  const { text } = readNote(note)
  const read = verifyTimestamp(stamp as Uint8Array, text, { tsaAnchors: tsa.anchors, nowMs: Date.now() })
  t.ok(Math.abs(read.at - before) < timeoutMs + 1000, new Date(read.at).toISOString())
  t.match(read, { policy: '1.3.6.1.4.1.99999.1', tsaSha256: tsa.sha256, serial: /^[0-9a-f]+$/ })

  const folder = t.testdir()
  const [data, tsr, anchor] = [join(folder, 'note'), join(folder, 'tsr'), join(folder, 'anchor.pem')]
  writeFileSync(data, text)
  writeFileSync(tsr, stamp as Uint8Array)
  writeFileSync(anchor, tsa.anchorPem)
  const verified = spawnSync('openssl', ['ts', '-verify', '-in', tsr, '-data', data, '-CAfile', anchor])
  t.match(verified.stdout.toString() + verified.stderr.toString(), /Verification: OK/, 'openssl says so too')
})

t.test('the newest first, then what was left', skipping, async (t) => {
  const { deps, order } = depsOf(18)
  tsa.mode = 'down'
  t.match(await stampCheckpoints(deps), { stamped: 0, waiting: 18, problem: /does not answer/ })
  tsa.mode = 'ok'
  t.same(await stampCheckpoints(deps), { stamped: 16, waiting: 2 })
  t.same(await stampCheckpoints(deps), { stamped: 2, waiting: 0 })
  t.same(await stampCheckpoints(deps), { stamped: 0, waiting: 0 })
  t.same(
    order,
    Array.from({ length: 18 }, (_, index) => 18 - index),
  )
})

t.test('what the authority does wrong is refused by its reason, and nothing of it is kept', skipping, async (t) => {
  const reasons: Readonly<Record<Exclude<TsaMode, 'ok'>, RegExp>> = {
    down: /127\.0\.0\.1:\d+\/stamps does not answer: UND_ERR_SOCKET/,
    refuses: /^the authority answered with rejection: the algorithm is not known there/,
    'wrong imprint': /^the stamp is on [0-9a-f]{64}, expected [0-9a-f]{64}$/,
    'wrong nonce': /^the stamp has another nonce than the query$/,
    'expired certificate': /^CN=time stamps of old is not valid after \d{4}-/,
    'other CA': /^no anchor or pin given vouches for CN=time stamps: its path ends at CN=/,
  }
  for (const [mode, problem] of Object.entries(reasons)) {
    const { deps, order } = depsOf(2)
    tsa.mode = mode as TsaMode
    t.match(await stampCheckpoints(deps), { stamped: 0, waiting: 2, problem }, mode)
    t.same(order, [], mode)
  }
})

t.test('an outage is one warning in the log, with what waits', skipping, async (t) => {
  const { deps } = depsOf(3)
  const lines: unknown[] = []
  tsa.mode = 'down'
  const log = { ...deps.log, warn: (line: object) => lines.push(line) } as unknown as Stamping['log']
  await stampCheckpoints({ ...deps, log })
  t.match(lines, [{ event: 'timestamp.failed', problem: /does not answer/, waiting: 3 }])
})

t.test('a store that fails is not the fault of the authority', skipping, async (t) => {
  const { deps } = depsOf(1)
  const full = async () => {
    throw new Error('no space')
  }
  await t.rejects(stampCheckpoints({ ...deps, store: { ...deps.store, saveStamp: full } }), /no space/)
})

t.test('the line to the authority', async (t) => {
  const query = timestampQuery(sha256(utf8('x')), new Uint8Array(randomBytes(16)))
  const failing = async (t: Test, listener: RequestListener, message: RegExp, wishes: Partial<Authority> = {}) => {
    const server = createServer(listener)
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    )
    const stamps = httpTimeStamps({ url: `http://127.0.0.1:${port}/`, timeoutMs, ...wishes })
    await t.rejects(stamps.stamp(query), { name: 'Error', code: 'timestamp-failed', message }, String(message))
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const reply = { 'content-type': 'application/timestamp-reply' }

  await t.test('gives up after its time, be there no answer or an endless one', async (t) => {
    const quick = { timeoutMs: 300 }
    await failing(t, () => undefined, /it took more than 300 ms/, quick)
    await failing(t, (_, response) => response.writeHead(200, reply).write('x'), /it took more than 300 ms/, quick)
  })
  await t.test('reads no more than 64 KiB', async (t) => {
    await failing(t, (_, response) => response.writeHead(200, reply).end(Buffer.alloc(65 * 1024)), /65536 octets/)
  })
  await t.test('takes a time stamp reply with status 200 and nothing else', async (t) => {
    await failing(t, (_, response) => response.writeHead(503).end('busy'), /status 503 and "nothing"/)
    await failing(t, (_, response) => response.writeHead(302, { location: '/' }).end(), /status 302/)
    const page = { 'content-type': 'text/html; charset=utf-8' }
    await failing(t, (_, response) => response.writeHead(200, page).end('<p>'), /status 200 and "text\/html"/)
  })
  await t.test('names an authority that is not there', async (t) => {
    const stamps = httpTimeStamps({ url: 'http://127.0.0.1:1/', timeoutMs })
    await t.rejects(stamps.stamp(query), { code: 'timestamp-failed', message: /127\.0\.0\.1:1\/ does not answer: / })
  })
})
