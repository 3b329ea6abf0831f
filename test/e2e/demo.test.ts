// The short story of the demonstration over two gateways in this process: what two persons sign at the console stands in the bundle, and the
// links of --keep lead into the desks.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { Agent, request } from 'undici'
import { openClient } from '../../client/client.ts'
import type { Administration } from '../../demo/administration.ts'
import { documentsIn } from '../../demo/documents.ts'
import { exchange } from '../../demo/exchange.ts'
import { askOnce } from '../../demo/keeping.ts'
import { offices, type Parties } from '../../demo/parties.ts'
import { type Peered, peer } from '../../demo/peering.ts'
import { enrolledAtXb, signedAtXb } from '../../demo/persons.ts'
import { freePorts } from '../../demo/ports.ts'
import { openStory } from '../../demo/story.ts'
import { openDesks } from '../../demo/way-in.ts'
import { serve } from '../../gateway/start/serve.ts'
import { openLog } from '../../gateway/watch/log.ts'
import { bulla } from '../support/command-line.ts'
import { scratch } from '../support/installation.ts'

t.test('two persons sign, and two links open desks', { timeout: 540_000 }, async (t) => {
  const root = await scratch(t)
  const [ofXa = 0, nationalXa = 0, ofXb = 0, nationalXb = 0] = await freePorts(4)
  const xa = inProcess(t, 'XA', root, { partner: ofXa, national: nationalXa })
  const xb = inProcess(t, 'XB', root, { partner: ofXb, national: nationalXb })
  const story = openStory(
    (line) => t.comment(line),
    () => performance.now(),
  )
  const peered = await peer(xa, xb, root, story, 'console')
  const parties = partiesOf(xa, xb, peered)
  const persons = await enrolledAtXb(xb, offices.xb, story)
  t.teardown(() => Promise.all([persons.officer, persons.second].map(({ visitor }) => visitor.close())))
  const filed = await documentsIn(fileURLToPath(new URL('../../demo/documents/filed', import.meta.url)))
  const ended = new AbortController()
  t.teardown(() => ended.abort())
  const { case: id } = await exchange({ ...parties, persons }, filed, story, ended.signal)
  t.same(story.failures, [])

  const bundle = join(root, 'case.zip')
  await xb.cli('case', 'export', id, '--out', bundle, '--token-file', peered.tokenFiles.xb)
  const members = [`XA=${peered.words.xa}`, `XB=${peered.words.xb}`].flatMap((each) => ['--member', each])
  const told = await bulla(root, ['verify', bundle, ...members])
  t.equal(told.exit, 0, told.out)
  for (const { what, person } of signedAtXb)
    t.match(
      told.out,
      new RegExp(`${what} by the key of person ${person}, registered by XB on \\d{4}-\\d\\d-\\d\\d: \\S+$`, 'm'),
    )

  const desks = await openDesks(xa, offices.xa)
  t.teardown(() => desks.close())
  const browser = new Agent({ connect: { ca: xa.caPem() } })
  t.teardown(() => browser.close())
  const get = async (url: string, cookie?: string, more: Record<string, string> = {}) => {
    const { statusCode, headers, body } = await request(url, {
      dispatcher: browser,
      headers: { 'sec-fetch-site': 'same-site', ...(cookie !== undefined && { cookie }), ...more },
    })
    return { status: statusCode, headers, text: await body.text() }
  }
  const enter = async (link: string, host: string) => {
    const elsewhere = new URL(link)
    elsewhere.hostname = host === 'localhost' ? '127.0.0.1' : 'localhost'
    t.match(await get(elsewhere.href), { status: 404 }, 'the cookie would be that of the other desk')
    t.match(await get(new URL('/', link).href, undefined, { host: `${host}:x` }), { status: 404 }, 'no such host')
    const { status, headers, text } = await get(link)
    t.match({ status, ...headers }, { status: 303, location: `https://${host}:${nationalXa}/console` }, text)
    t.match(headers['set-cookie'], /^__Host-bulla=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/)
    t.match(await get(link), { status: 404, headers: { 'set-cookie': undefined } }, 'it works once')
    const cookie = String(headers['set-cookie']).split(';', 1)[0]
    return (path: string) => get(`https://${host}:${nationalXa}${path}`, cookie)
  }
  const officer = await enter(desks.officer, 'localhost')
  t.match(await officer('/console'), { status: 303, headers: { location: '/console/inbox' } })
  t.match(await officer('/console/cases'), { status: 200, text: new RegExp(id) })
  t.match(await officer(`/console/cases/${id}`), { status: 200, text: /bulla-conditions/ })

  const waits = await askOnce(xa, peered)
  const { visitor } = persons.officer
  for (;;) {
    if ((await visitor.get('/console/inbox')).html.includes(waits)) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const form = await visitor.get(`/console/cases/${waits}/compose/ack`)
  t.match(form.html, /name="\/receivedAt"[^>]*value="\d{4}-\d\d-\d\dT/, 'when it came need not be typed')
  t.match(form.html, /name="\/dueOn"[^>]*value="\d{4}-\d\d-\d\d"/, 'nor until when it is answered')

  const operator = await enter(desks.operator, '127.0.0.1')
  t.match(await operator('/console/evidence'), { status: 200, text: new RegExp(id) })
  t.match(await operator(`/console/cases/${id}`), { status: 403 }, 'whoever runs the gateway sees no case')
})

/** As the demonstration has it, with gateway and commands in this process. */
function inProcess(
  t: Test,
  member: string,
  root: string,
  { partner, national }: { partner: number; national: number },
): Administration {
  const folder = join(root, member.toLowerCase())
  const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8')
  const caPem = () => read('trial-ca', 'ca.cert.pem')
  const nationalUrl = `https://localhost:${national}`
  const nothing = async () => undefined
  return {
    ...{ member, folder, nationalUrl, partnerUrl: `https://localhost:${partner}`, consolePort: national, caPem },
    caKeyPem: () => read('trial-ca', 'ca.key.pem'),
    operatorToken: () => read('operator.token').trim(),
    client(token, person) {
      const client = openClient({ url: nationalUrl, token, caPem: caPem(), ...(person !== undefined && { person }) })
      t.teardown(() => client.close())
      return client
    },
    async cli(...words) {
      const { exit, json, err } = await bulla(root, [...words, '--folder', folder, '--json'])
      if (exit !== 0) throw new Error(`bulla ${words.join(' ')} at ${member}: ${err}`)
      return json
    },
    async serve(env = {}) {
      const running = await serve(folder, { env, log: openLog('info', join(folder, 'gateway.log')) })
      t.teardown(() => running.close())
    },
    ...{ broken: new Promise(() => undefined), stop: nothing, crash: nothing, kill: () => undefined },
    lastLines: () => (existsSync(join(folder, 'gateway.log')) ? read('gateway.log').split('\n') : []),
  }
}

function partiesOf(xa: Administration, xb: Administration, { tokens, agreement }: Peered): Parties {
  const tally = () => ({ releases: 0, denials: 0 })
  return {
    agreement,
    xa: {
      ...{ officer: xa.client(tokens.officer), otherOffice: xa.client(tokens.otherOffice) },
      ...{ office: offices.xa, tally: tally() },
    },
    xb: { system: xb.client(tokens.system, signedAtXb[0].person), office: offices.xb, tally: tally() },
  }
}
