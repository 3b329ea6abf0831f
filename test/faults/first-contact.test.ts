// Two administrations whose clocks differ make first contact with certificates that were issued a moment ago.
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bulla, type Circumstances } from '../support/command-line.ts'
import { spawnGateway } from '../support/gateways.ts'
import { type Installation, scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'

const minuteMs = 60_000

/** XA with the right clock, XB with one that is behind; each made now, XA's certificates once more after that. */
async function made(t: Test, behindMs: number) {
  const root = await scratch(t)
  const at = async (member: 'xa' | 'xb', ...words: string[]) => {
    const circumstances: Circumstances = member === 'xb' ? { nowMs: Date.now() - behindMs } : {}
    return bulla(root, [...words, '--folder', join(root, member), '--json'], circumstances)
  }
  for (const member of ['xa', 'xb'] as const) {
    const [partner, national] = [await freePort(), await freePort()]
    const doors = ['--endpoint', `https://localhost:${partner}`, '--national-port', String(national)]
    const code = member.toUpperCase()
    const { exit, err } = await at(member, 'init', code, '--name', `Customs of ${code}`, ...doors, '--time-zone', 'UTC')
    t.equal(exit, 0, err)
  }
  t.equal((await at('xa', 'card', 'renew')).exit, 0)
  const serve = async (member: 'xa' | 'xb') => {
    const clock = new URL(`../support/shifted-clock.mjs?offsetMs=${member === 'xb' ? -behindMs : 0}`, import.meta.url)
    return spawnGateway(t, { folder: join(root, member) } as Installation, ['--import', clock.href])
  }
  const add = async (to: 'xa' | 'xb', of: 'xa' | 'xb') => at(to, 'partner', 'add', join(root, of, 'card.jws'), '--yes')
  return { root, at, serve, add }
}

t.test('four minutes behind: the card is taken and both are reached at once', { timeout: 540_000 }, async (t) => {
  const { root, at, serve, add } = await made(t, 4 * minuteMs)
  for (const [to, of] of [
    ['xa', 'xb'],
    ['xb', 'xa'],
  ] as const) {
    const { exit, err } = await add(to, of)
    t.equal(exit, 0, err)
  }
  t.equal((await at('xa', 'agreement', 'new', 'XB', '--out', join(root, 'agreement.json'))).exit, 0)
  t.equal((await at('xb', 'agreement', 'add', join(root, 'agreement.json'))).exit, 0)
  await Promise.all([serve('xa'), serve('xb')])
  for (const [from, to] of [
    ['xa', 'XB'],
    ['xb', 'XA'],
  ] as const) {
    const { exit, err } = await at(from, 'partner', 'test', to)
    t.equal(exit, 0, `${from}: ${err}`)
  }
})

t.test(
  'six minutes behind: the clock is named, nothing is lost, and it heals by itself',
  { timeout: 540_000 },
  async (t) => {
    const { root, at, serve, add } = await made(t, 6 * minuteMs)
    const early = await add('xb', 'xa')
    t.equal(early.exit, 1)
    t.match(early.err, /was issued at .*, which is ahead of us/)
    t.equal((await add('xa', 'xb')).exit, 0)
    // A minute and a half later by the clock of XB: the same card, nothing made anew.
    const later = { nowMs: Date.now() - 4 * minuteMs }
    const words = ['partner', 'add', join(root, 'xa', 'card.jws'), '--yes', '--folder', join(root, 'xb')]
    t.equal((await bulla(root, words, later)).exit, 0)
    t.equal((await at('xa', 'agreement', 'new', 'XB', '--out', join(root, 'agreement.json'))).exit, 0)
    t.equal((await at('xb', 'agreement', 'add', join(root, 'agreement.json'))).exit, 0)
    await Promise.all([serve('xa'), serve('xb')])
    const tested = await at('xa', 'partner', 'test', 'XB')
    t.equal(tested.exit, 1)
    t.match(tested.err, /its clock is 3[56]\d{4} ms behind ours/)
    t.notMatch(tested.err, /not valid before/, 'the certificate, which was issued a moment ago, is taken')
    const { json } = await at('xa', 'deliveries', 'list')
    t.same(
      (json['rows'] as { state: string }[]).filter(({ state }) => state === 'refused' || state === 'expired'),
      [],
      'no dead letter',
    )
  },
)
