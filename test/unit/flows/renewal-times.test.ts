import t from 'tap'
import { pauseMs, renewalAt } from '../../../gateway/flows/upkeep/renewal-times.ts'

const day = 86_400_000
const hour = day / 24
const certificate = (sha256: string, days: number) => ({
  sha256: sha256.repeat(8),
  notBeforeMs: 0,
  notAfterMs: days * day,
})
const own = { freshKey: true }

t.test('at half its life, and a little later for each certificate of its own', async (t) => {
  const none = { window: undefined, issuedAt: undefined }
  t.equal(renewalAt({ certificate: certificate('00', 90), issuer: own, ...none }), 45 * day)
  const last = renewalAt({ certificate: certificate('ff', 90), issuer: own, ...none })
  t.ok(last > 49 * day && last <= 49.5 * day, 'at most a twentieth of its life later')
  t.equal(renewalAt({ certificate: certificate('00', 730), issuer: { ...own, lifeMs: 7 * day }, ...none }), 3.5 * day)
  t.equal(
    renewalAt({ certificate: certificate('00', 730), issuer: { freshKey: false }, ...none }),
    670 * day,
    'by hand',
  )
  t.equal(renewalAt({ certificate: certificate('00', 90), issuer: { freshKey: false }, ...none }), 45 * day)
})

t.test('within what the CA suggests, and within bounds that it does not move [RFC 9773]', async (t) => {
  const at = (fromMs: number, untilMs: number, issuedAt?: number) =>
    renewalAt({ certificate: certificate('80', 90), issuer: own, window: { fromMs, untilMs }, issuedAt })
  t.equal(Math.round(at(60 * day, 62 * day) / hour), 61 * 24, 'somewhere in the window')
  t.equal(at(-5 * day, -4 * day) < 0, true, 'a window that has passed: now')
  t.equal(at(-5 * day, -4 * day, 0), 12 * hour, 'but not twice within half a day')
  t.equal(at(400 * day, 500 * day), 81 * day, 'a window after the end: in time')
})

t.test('after a failure it waits longer each time, and as long as the CA says', async (t) => {
  t.equal(pauseMs(1, 0.5), 60_000)
  t.equal(pauseMs(4, 0.5), 480_000)
  t.equal(pauseMs(400, 0.5), 6 * hour)
  t.ok(pauseMs(1, 0) < pauseMs(1, 1))
  t.equal(pauseMs(1, 0.5, day), day)
})
