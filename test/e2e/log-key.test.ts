// The key of a log is changed under traffic: the log goes on, and both sides keep what they know of it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { believedAgain, newestIn } from '../../crypto/card/chain.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { type KnownLog, readCheckpoint } from '../../crypto/log/checkpoint.ts'
import { witnessName } from '../../crypto/log/cosignature.ts'
import { logVerifyingKey } from '../../crypto/log/log-key.ts'
import { keyIdOf, readNote, signaturesBy, signatureTypes } from '../../crypto/log/note.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { bulla } from '../support/command-line.ts'
import { start } from '../support/gateways.ts'
import { type Installation, install, peer, scratch } from '../support/installation.ts'
import { cosignaturesOf } from '../support/log-reading.ts'
import { demandAll, type Posted, pause, post } from '../support/traffic.ts'
import { withTrialCa } from '../support/trial-ca.ts'

const often = { settings: { SWEEP_EVERY_MS: 1_000 } }

t.test(
  '[G66] MUST go on as the same log where a card that succeeds names another key of it',
  { timeout: 540_000 },
  async (t) => {
    const folder = await scratch(t)
    const [a, b] = [await install(join(folder, 'XA'), 'XA', often), await install(join(folder, 'XB'), 'XB', often)]
    const agreement = await peer(a, b)
    for (const side of [a, b]) await withTrialCa(side)
    const other = await start(t, b)
    let gateway = await start(t, a)
    const posted: Posted[] = []
    const exchange = async (count: number) => {
      const wish = { agreement: agreement.id, cases: count, first: posted.length, pauseMs: 0, random: () => 0 }
      posted.push(...(await post(a, b, wish)), ...(await post(b, a, wish)))
      await demandAll(t, [a, b], posted)
    }
    const published = async () => (await gateway.client('operator').ask('GET', '/log/checkpoint')).octets
    const log = async () => {
      const { card } = await believedAgain(newestIn((await openDirectory(a.folder).ownCard()) ?? ''))
      return { origin: 'xa.example/log', key: logVerifyingKey(card.log.jwk) }
    }
    const witness = { name: witnessName(b.card.trustDomain), key: logVerifyingKey(b.card.log.jwk) }
    /** The newest checkpoint, once the partner has cosigned it and this key signed it. */
    const cosigned = async (by: Awaited<ReturnType<typeof log>>, atLeast = 1) => {
      for (;;) {
        const note = await published()
        const checkpoint = isSignedBy(note, by) ? readCheckpoint(note, by) : undefined
        if (checkpoint && checkpoint.size >= atLeast && cosignaturesOf(checkpoint, [witness]).length === 1)
          return checkpoint
        await pause(50)
      }
    }
    const known = async (side: Installation) => {
      for (;;) {
        const { json } = await bulla(side.folder, ['keys', 'status', '--json'])
        const partners = json['partners'] as { holdsOurs: number | null }[] | null
        if (partners?.every(({ holdsOurs }) => holdsOurs === json['card'])) return
        await pause(100)
      }
    }
    const bundleOf = async ({ case: id }: Posted) => (await gateway.client().get(`/v1/cases/${id}/bundle`)).octets
    const fingerprints = { XA: fingerprint(a.card), XB: fingerprint(b.card) }
    const faultsIn = async (octets: Uint8Array) => {
      const { faults, doubtful } = await verifyBundle(octets, { fingerprints, nowMs: Date.now() })
      return [...faults, ...doubtful]
    }

    await exchange(3)
    const first = await log()
    const before = await cosigned(first)
    const earlier = await bundleOf(posted[0] as Posted)

    const rotated = await bulla(a.folder, ['keys', 'rotate', 'log'])
    t.equal(rotated.exit, 0, rotated.err)
    const second = await log()
    t.not(Buffer.from(second.key.publicKey).toString('hex'), Buffer.from(first.key.publicKey).toString('hex'))
    await known(a)
    const during = await cosigned(second, before.size + 1)
    t.ok(isSignedBy(during.note, first), 'who knows the old card verifies it too')
    const lives = async () => {
      const { json } = await bulla(a.folder, ['keys', 'status', '--json'])
      const keys = json['keys'] as { member: string; use: string; state: string }[]
      return keys.flatMap(({ member, use, state }) => (member === 'XA' && use === 'log' ? [state] : []))
    }
    t.same(await lives(), ['active', 'retiring'], 'it lies here and signs, so it is not gone')
    await exchange(3)
    const finished = await bulla(a.folder, ['keys', 'rotate', 'log', '--finish'])
    t.equal(finished.exit, 0, finished.err)
    await exchange(3)
    let after = await cosigned(second, during.size + 1)
    while (isSignedBy(after.note, first)) {
      await exchange(1)
      after = await cosigned(second, after.size + 1)
    }
    t.notOk(isSignedBy(after.note, first), 'the old key signs no more')
    t.same(await lives(), ['active', 'gone'])

    t.test('and what was signed under the first key verifies', async (t) => {
      t.same(await faultsIn(earlier), [])
      for (const each of [posted[0], posted.at(-1)] as Posted[]) t.same(await faultsIn(await bundleOf(each)), [])
      const checked = await bulla(a.folder, ['evidence', 'check', '--json'])
      t.match(checked, { exit: 0 }, checked.err)
    })

    t.test(
      '[G69] MUST take nothing new under a log key that was revoked, and forget nothing that came under it',
      async (t) => {
        const revoked = await bulla(a.folder, ['keys', 'revoke', 'log'])
        t.equal(revoked.exit, 0, revoked.err)
        const third = await log()
        await known(a)
        await exchange(1)
        const beside = await cosigned(third, after.size + 1)
        t.ok(isSignedBy(beside.note, second), 'both sign until the old one goes')
        t.equal((await bulla(a.folder, ['keys', 'rotate', 'log', '--finish'])).exit, 0)
        await exchange(1)
        t.ok(await cosigned(third, beside.size + 1), 'XB cosigns on: it is the same log')
        t.same(await faultsIn(await bundleOf(posted[0] as Posted)), [])
      },
    )

    t.test('and a start finds what partners have seen of it', async (t) => {
      await gateway.running.close()
      gateway = await start(t, a)
      await exchange(1)
      t.match(await gateway.client('operator').get('/readyz'), { status: 200 })
    })

    for (const { installation } of [gateway, other]) {
      const text = readFileSync(join(installation.folder, 'gateway.log'), 'utf8')
      t.notMatch(text, 'log.alarm')
      t.notMatch(text, 'receipt.invalid')
    }
  },
)

const isSignedBy = (note: string | Uint8Array, { origin, key }: KnownLog): boolean =>
  signaturesBy(readNote(note).signatures, origin, keyIdOf(origin, signatureTypes.note, key.publicKey)).length > 0
