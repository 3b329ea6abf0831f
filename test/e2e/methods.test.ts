// Every address of the partner door and of the console says which methods it takes (RFC 9110, 15.5.6); the national door's are walked in national-door.test.ts.
import { readFileSync } from 'node:fs'
import { METHODS } from 'node:http'
import t from 'tap'
import { pages } from '../../gateway/doors/console/pages/all.ts'
import { pair } from '../support/gateways.ts'
import { keptAgent, knock, lineBetween } from '../support/partner-client.ts'

const methods = METHODS.filter((method) => method !== 'CONNECT')
const sha256 = 'ab'.repeat(32)

/** By address: the methods that the sources register, as `app.post<…>('/v1/…'`. */
function registered(files: readonly string[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const file of files) {
    const text = readFileSync(new URL(`../../gateway/doors/${file}`, import.meta.url), 'utf8')
    for (const [, method = '', url = ''] of text.matchAll(
      /\bapp\.(get|head|post|put|patch|delete)\b[^(]*\(\s*'(\/[^']*)'/g,
    ))
      found.set(url, (found.get(url) ?? new Set()).add(method.toUpperCase()))
  }
  return found
}

t.test('the partner door answers a method that an address does not take with those that it takes', async (t) => {
  const { a, b } = await pair(t, { a: { settings: { RATE_PER_PARTNER: 10_000 } } })
  const line = lineBetween(b.installation, a.installation)
  const agent = keptAgent(line)
  t.teardown(() => agent.destroy())
  const routes = registered(['partner/partner-routes.ts', 'log-routes.ts'])
  const documented = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
  t.ok(routes.size >= 11, `${routes.size} addresses`)
  for (const [url, taken] of routes) {
    t.match(documented, url.replace(/[:*].*/, ''), `${url} is in the protocol`)
    const path = url.replace(':sha256', sha256).replace('*', 'checkpoint')
    const allow = [...taken].sort().join(', ')
    for (const method of methods.filter((each) => !taken.has(each))) {
      const answer = await knock(line, { method, path }, agent)
      t.match(answer, { status: 405, headers: { allow } }, `${method} ${url}`)
      if (method !== 'HEAD') t.match(answer, { body: /"code":"method-not-allowed"/ })
    }
    for (const method of taken)
      t.not(Object(await knock(line, { method, path }, agent)).status, 405, `${method} ${url}`)
    const body = { method: 'PUT', path, headers: { 'content-type': 'application/json' }, body: '{}' }
    t.match(await knock(line, body, agent), { status: 405, headers: { allow } }, `${url} with a body of any kind`)
  }
  for (const method of ['GET', 'DELETE', 'PROPFIND'])
    t.match(await knock(line, { method, path: '/v1/nowhere' }, agent), { status: 404 })
})

t.test('so do the pages of the console, as pages', async (t) => {
  const { a } = await pair(t)
  const line = { port: a.installation.ports.national, ca: a.installation.ca.certPem }
  const ours = { 'sec-fetch-site': 'same-origin', origin: `https://localhost:${line.port}` }
  const taken = new Map<string, string[]>()
  for (const name of Object.keys(pages)) {
    const [method = '', url = ''] = name.split(' ')
    taken.set(url, [...(taken.get(url) ?? []), method])
  }
  for (const [url, right] of taken) {
    const path = url.replaceAll(/:[a-z0-9A-Z]+/g, '0')
    const answer = await knock(line, { method: 'DELETE', path, headers: ours })
    t.match(answer, { status: 405, headers: { allow: right.sort().join(', '), 'content-type': /html/ } }, url)
  }
  for (const method of ['DELETE', 'PROPFIND'])
    t.match(await knock(line, { method, path: '/docs/json' }), { status: 405, headers: { allow: 'GET' } })
})
