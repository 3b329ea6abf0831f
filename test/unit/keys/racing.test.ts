// Several processes change keys/ at one moment: a command beside the gateway, or two nodes on one folder.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { renewalStatesIn } from '../../../adapters/issuer/states.ts'
import { readKeys } from '../../../adapters/keys/files.ts'
import { readKeysInForce } from '../../../adapters/keys/renewing.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { alone, isBusy } from '../../../disk/alone.ts'
import { writeTogether } from '../../../disk/together.ts'
import { wantRenewal } from '../../../gateway/flows/upkeep/renew.ts'
import { revokedNow, triedNow, wishedStill } from '../../../gateway/flows/upkeep/renewing.ts'
import { initiated } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'
import { pause } from '../../support/traffic.ts'

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const run = (name: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [script(name), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
async function ended(child: ChildProcess) {
  const said = text(child.stderr as NonNullable<ChildProcess['stderr']>)
  const [code] = await once(child, 'exit')
  return { code, said: await said }
}

t.test('a renewal and a rotation at one moment leave one key with its own certificate [R2]', async (t) => {
  const folder = await initiated(await scratch(t), 'XA')
  const children = ['renew', 'rotate'].map((what) => run('racing-child.ts', what, folder, '8'))
  t.same(
    await Promise.all(children.map(ended)),
    children.map(() => ({ code: 0, said: '' })),
  )
  t.ok((await readKeys(folder)).tls.certPem, 'and what lies there is a pair')
})

t.test('a rotation between a renewal and the record of its end leaves a pair that fits [R2]', async (t) => {
  const folder = await initiated(await scratch(t), 'XA')
  for (const what of ['place', 'rotate'])
    t.same(await ended(run('racing-child.ts', what, folder, '1')), { code: 0, said: '' }, what)
  t.ok((await readKeysInForce(folder)).tls.certPem)
})

t.test('keys are those of one moment, though they are replaced while they are read [R2]', async (t) => {
  const folder = await initiated(await scratch(t), 'XA')
  const keys = join(folder, 'keys')
  const made = await Promise.all(Array.from({ length: 12 }, () => makeKey('Ed25519')))
  let replaced = 0
  const replacing = (async () => {
    for (const fresh of made) {
      const [old] = (await readKeys(folder)).log
      replaced += 1
      await writeTogether(keys, 'rotation', [
        { name: `log-${replaced}.key.pem`, text: old ?? '', secret: true },
        { name: 'log.key.pem', text: fresh, secret: true },
      ])
      await pause(100)
    }
  })()
  const found: (readonly string[])[] = []
  while (replaced < made.length) found.push((await readKeysInForce(folder)).log)
  await replacing
  const texts = made.map((pem) => pem.trim())
  t.same(
    found.filter((log) => log.length !== texts.indexOf(log[0] ?? '') + 2),
    [],
    'the newest comes with all that were before it',
  )
  t.ok(new Set(found.map(({ length }) => length)).size > 3, 'it was read in between')
})

t.test('who holds the lock is said, and a process that is killed holds it no longer [R2]', async (t) => {
  const lock = join(await scratch(t), '.changing')
  const holder = run('holding-child.ts', lock)
  await once(holder.stdout as NonNullable<ChildProcess['stdout']>, 'data')
  const refusal = await alone(lock, 'the second', async () => 'done', 0).catch((error: unknown) => error)
  t.ok(isBusy(refusal))
  t.match(refusal, { message: new RegExp(`held by the first, process ${holder.pid} on .*, since .*; wait until`) })
  const gone = once(holder, 'exit')
  holder.kill('SIGKILL')
  await gone
  t.equal(await alone(lock, 'the third', () => alone(lock, 'a step of it', async () => 'done', 0), 0), 'done')
  t.match(await readFile(`${lock}.by`, 'utf8'), /^the third, process /)
})

t.test('within one process it is held against whoever else asks, and let go by what fails [R2]', async (t) => {
  const lock = join(await scratch(t), '.changing')
  const [begun, first] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const work = () => {
    begun.resolve()
    return first.promise
  }
  const working = t.rejects(alone(lock, 'the first', work, 0), /it failed/)
  await begun.promise
  await t.rejects(
    alone(lock, 'the second', async () => undefined, 0),
    /held by the first/,
  )
  const waiting = alone(lock, 'the second', async () => 'done', 10_000)
  first.reject(new Error('it failed'))
  await working
  t.equal(await waiting, 'done')
})

t.test(
  'of two nodes on one installation one looks after certificates at a time, so that nothing is ordered twice [R2]',
  async (t) => {
    const folder = await scratch(t)
    const [one, other] = [renewalStatesIn(folder), renewalStatesIn(folder)]
    const [begun, ordered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const looking = one.alone(() => {
      begun.resolve()
      return ordered.promise
    })
    await begun.promise
    let looks = 0
    const look = async () => {
      looks += 1
    }
    await other.alone(look)
    t.equal(looks, 0, 'the other one is at it')
    ordered.resolve()
    await looking
    await other.alone(look)
    t.equal(looks, 1)
  },
)

t.test(
  'a wish that comes while the one before is struck off is kept, and so is what waits to be revoked',
  async (t) => {
    const states = renewalStatesIn(await scratch(t))
    const former = { at: 1, renew: true, revoke: 'key-compromise' } as const
    await wantRenewal(states, 'tls', former)
    await wantRenewal(states, 'tls', { at: 2, renew: true })
    t.same(await states.wish('tls'), { at: 2, renew: true, revoke: 'key-compromise' }, 'a thief is not forgotten')
    // Both at once, again and again: whichever is written first, the newer wish is there at the end.
    for (let at = 3; at < 40; at += 2) {
      const read = await states.wish('tls')
      await Promise.all([
        states.changeWish('tls', (now) => wishedStill(now, read ?? former, `certificate ${at}`)),
        wantRenewal(states, 'tls', { at, renew: true }),
      ])
      t.match(await states.wish('tls'), { at, renew: true })
    }
    const waiting = await states.wish('tls')
    t.same(waiting?.revoking, [{ certPem: 'certificate 3', reason: 'key-compromise' }])
    await states.changeWish('tls', (now) => wishedStill(now, { at: 39, renew: true }, 'certificate 40'))
    t.match(await states.wish('tls'), { renew: false, revoking: [{ certPem: 'certificate 3' }] })
    await wantRenewal(states, 'tls', { at: 50, renew: true, revoke: 'superseded' })
    await states.changeWish('tls', (now) => revokedNow(now, 'certificate 3', 99))
    t.match(await states.wish('tls'), { at: 50, revoke: 'superseded', revoking: [{ nextTryAt: 99 }] })
    await states.changeWish('tls', (now) => revokedNow(now, 'certificate 3'))
    t.same(await states.wish('tls'), { at: 50, renew: true, revoke: 'superseded' })
    await wantRenewal(states, 'account', { at: 1, renew: true })
    const tried = await states.wish('account')
    await wantRenewal(states, 'account', { at: 2, renew: true })
    await states.changeWish('account', (now) => tried && triedNow(now, tried))
    t.match(await states.wish('account'), { at: 2 }, 'what was tried is the wish before')
    await states.changeWish('account', (now) => now && triedNow(now, now))
    t.equal(await states.wish('account'), undefined)
  },
)
