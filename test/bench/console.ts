// The inbox of an officer over ten thousand cases: what a page costs at the server, and how much of it a browser loads.
import { signedInAt } from '../support/console/persons.ts'
import { median, round2 } from './median.ts'
import { startPair } from './pair.ts'
import type { Found, Length } from './scenario.ts'

const cases = Number(process.env.STORED ?? 10_000)
const looks = 200
const ends: (() => unknown)[] = []

export async function inbox(_length: Length): Promise<Found> {
  const pair = await startPair({ RATE_PER_CLIENT: 10_000, CASES_PER_PARTNER: 1_000_000 })
  await pair.load.backlog(cases)
  const test = { teardown: (end: () => unknown) => void ends.push(end) }
  const { visitor } = await signedInAt(test, pair.b, 'ana', { roles: 'read,release,submit' })
  const tookMs: number[] = []
  let page = await visitor.get('/console/inbox')
  if (!/<table/.test(page.html)) throw new Error(`the inbox shows nothing: ${page.status}`)
  for (let count = 0; count < looks; count += 1) {
    const start = performance.now()
    page = await visitor.get('/console/inbox')
    tookMs.push(performance.now() - start)
  }
  const addresses = [...page.html.matchAll(/(?:href|src)="(\/console\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
  const loaded = await Promise.all(addresses.map((path) => visitor.get(path)))
  const octets = [page, ...loaded].reduce((sum, { html }) => sum + Buffer.byteLength(html), 0)
  for (const end of ends) await end()
  await pair.end()
  tookMs.sort((a, b) => a - b)
  const p95Ms = round2(tookMs[Math.floor(0.95 * (looks - 1))] ?? Number.NaN)
  const p50Ms = round2(median(tookMs))
  return {
    rows: {
      [`inbox over ${cases} cases, p50 ms`]: p50Ms,
      [`inbox over ${cases} cases, p95 ms, must ≤ 200`]: p95Ms,
      'first page in all, KiB, must ≤ 150': round2(octets / 1024),
    },
    json: { cases, looks, p50Ms, p95Ms, firstPageBytes: octets },
  }
}
