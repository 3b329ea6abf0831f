// An authority is running, behind a CA of its own: what is exported carries its time stamp, and is verified years later.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { makeKey } from '../../crypto/jose/engine.ts'
import { verifyTimestamp } from '../../crypto/log/timestamp.ts'
import { issue, makeRequest } from '../../crypto/x509/authority.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { installedPair, start } from '../support/gateways.ts'
import { asked } from '../support/story.ts'
import { noTsa, openTsa } from '../support/tsa.ts'

const yearMs = 365 * 86_400_000

t.test(
  'each export is stamped while the authority answers, and waits for it no longer than it may [27]',
  {
    skip: noTsa,
  },
  async (t) => {
    const { a: one, b: two, agreement } = await installedPair(t)
    const keyPem = await makeKey('P-256')
    const requestPem = await makeRequest({ keyPem, name: 'time', use: 'national', hosts: ['127.0.0.1'] })
    const nowMs = Date.now()
    const dates = { notBeforeMs: nowMs - 60_000, notAfterMs: nowMs + 3_600_000 }
    const cert = await issue({ ca: two.ca, use: 'national', requestPem, ...dates })
    const tsa = await openTsa({ cert, key: keyPem })
    t.teardown(() => tsa.close())
    const file = (name: string) => join(one.folder, name)
    await writeFile(file('tsa.pem'), tsa.anchorPem)
    await writeFile(file('tsa-ca.pem'), two.ca.certPem)
    const settings = JSON.parse(readFileSync(file('bulla.json'), 'utf8')) as object
    await writeFile(
      file('bulla.json'),
      JSON.stringify({
        ...{ ...settings, SWEEP_EVERY_MS: 3_600_000 },
        ...{ TSA_URL: tsa.url, TSA_ANCHORS_FILE: 'tsa.pem', TSA_CA_FILE: 'tsa-ca.pem', TSA_TIMEOUT_MS: 10_000 },
      }),
    )
    const both = { a: await start(t, one), b: await start(t, two), agreement }
    const id = await asked(both)
    const stampsIn = async (octets: Buffer) => {
      const verify = (nowMs: number) => (tsr: Uint8Array, text: string) => {
        const { at, policy } = verifyTimestamp(tsr, text, { tsaAnchors: tsa.anchors, nowMs })
        return { at: new Date(at).toISOString(), by: policy }
      }
      const { log, faults } = await verifyBundle(octets, {
        fingerprints: {},
        nowMs: Date.now(),
        verifyTimestamp: verify(Date.now() + 30 * yearMs),
      })
      return { stamps: log?.timestamps.length, faults: faults.filter(({ code }) => code === 'timestamp-invalid') }
    }
    const exported = async () => (await both.a.client().ask('GET', `/v1/cases/${id}/bundle`)).octets
    for (const number of [1, 2, 3])
      t.same(
        await stampsIn(await exported()),
        { stamps: 1, faults: [] },
        `export ${number}, also after the authority ended`,
      )
    tsa.mode = 'wrong imprint'
    t.same(await stampsIn(await exported()), { stamps: 0, faults: [] }, 'nonsense stops no export')
    tsa.mode = 'down'
    t.same(await stampsIn(await exported()), { stamps: 0, faults: [] }, 'nor does an outage')
    const told = readFileSync(file('gateway.log'), 'utf8').match(/"event":"timestamp.failed"/g)
    t.ok((told?.length ?? 0) >= 2, 'both are counted and told')
  },
)
