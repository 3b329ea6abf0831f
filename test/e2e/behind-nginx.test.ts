// Behind nginx, with the configuration of deploy/ and with none but its defaults: events come at once, documents pass whole.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import t, { type Test } from 'tap'
import { sha256Of } from '../support/client.ts'
import { type Gateway, pair } from '../support/gateways.ts'
import { scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'
import { acknowledged, open } from '../support/story.ts'

const nginx = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  .map((folder) => join(folder, 'nginx'))
  .find(existsSync)
const skip = nginx ? false : 'nginx is not installed'

/** As administrations put it in front of APIs: HTTP/1.0 towards the gateway, and buffers on. */
const defaults = `server { listen 127.0.0.1:8445;
  location / { proxy_pass https://127.0.0.1:8444; proxy_ssl_protocols TLSv1.3; } }`
const ofDeploy = readFileSync(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8')

async function behind(t: Test, { installation: { ports, ca } }: Gateway, server: string): Promise<number> {
  const [folder, port] = [await scratch(t), await freePort()]
  await mkdir(join(folder, 'logs'))
  await writeFile(join(folder, 'ca.pem'), ca.certPem)
  const written = server
    .replace('127.0.0.1:8445', `127.0.0.1:${port}`)
    .replace('127.0.0.1:8444', `127.0.0.1:${ports.national}`)
    .replace('/var/lib/bulla/trial-ca/ca.cert.pem', join(folder, 'ca.pem'))
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  const conf = join(folder, 'nginx.conf')
  await writeFile(
    conf,
    `daemon off; master_process off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/logs/error.log warn;
    events { worker_connections 64; } http { access_log off; ${places.join(' ')} ${written} }`,
  )
  const child: ChildProcess = spawn(nginx ?? '', ['-p', folder, '-c', conf], { stdio: 'ignore' })
  t.teardown(() => child.kill('SIGKILL'))
  const listens = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
  for (const end = Date.now() + 10_000; !(await listens()); )
    if (Date.now() > end || child.exitCode !== null)
      throw new Error(
        `nginx did not start: ${existsSync(`${folder}/logs/error.log`) && readFileSync(`${folder}/logs/error.log`)}`,
      )
  return port
}

t.test('behind nginx', { skip }, async (t) => {
  const both = await pair(t)
  const { a, b, agreement } = both
  const bearer = (gateway: Gateway) => ({ authorization: `Bearer ${gateway.installation.tokens.officer}` })
  const asked = (port: number, path: string, options: object, body?: Uint8Array) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, ...options }, resolve)
        .on('error', reject)
        .end(body)
    })
  for (const [name, server] of [
    ['its defaults', defaults],
    ['deploy/nginx.conf', ofDeploy],
  ] as const) {
    await t.test(`with ${name} an event comes at once [19]`, async (t) => {
      const port = await behind(t, a, server)
      const last = Number((await a.client().get('/v1/events?limit=1000')).json['last'])
      const headers = { ...bearer(a), accept: 'text/event-stream' }
      const stream = await asked(port, `/v1/events?after=${last}`, { headers })
      t.equal(stream.statusCode, 200)
      const heard = new Promise<string>((resolve) => {
        let said = ''
        stream.on('data', (chunk: Buffer) => {
          said += chunk
          if (said.includes('event: message.')) resolve(said)
        })
      })
      await open(a.client(), agreement.id)
      const late = new Promise<string>((resolve) => setTimeout(resolve, 10_000, 'nothing').unref())
      t.match(await Promise.race([heard, late]), /event: message\./, 'and waits in no buffer until that is full')
      stream.destroy()
    })
  }
  await t.test('with deploy/nginx.conf a document of 8 MiB passes whole', async (t) => {
    const id = await acknowledged(both)
    const port = await behind(t, b, ofDeploy)
    const terms = String((await b.client().post('/v1/terms', { agreement: agreement.id, case: id })).json.sha256)
    const octets = randomBytes(8 * 1024 * 1024)
    const path = `/v1/items?${new URLSearchParams({ terms, kind: 'declaration', form: 'electronic', name: 'large.bin' })}`
    const headers = { ...bearer(b), 'content-type': 'application/octet-stream', 'content-length': octets.length }
    const answer = await asked(port, path, { method: 'POST', headers }, octets)
    const said = JSON.parse(Buffer.concat(await answer.toArray()).toString()) as { sha256?: string }
    t.equal(answer.statusCode, 201, JSON.stringify(said))
    t.equal(said.sha256, sha256Of(octets))
  })
})
