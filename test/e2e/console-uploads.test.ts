// Documents sent in pieces by a page: as its script asks for it, and as somebody else might.
import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { request } from 'undici'
import { requestBody } from '../support/bodies.ts'
import { browserFor, noBrowser } from '../support/browser/chromium.ts'
import { signedIn } from '../support/console/persons.ts'
import type { Visitor } from '../support/console/visitor.ts'
import { pair } from '../support/gateways.ts'
import { scratch } from '../support/installation.ts'
import { untilState } from '../support/story.ts'

const roles = 'read,release,submit'

/** A case at which XB answers, with the address of the form for that. */
async function toAnswer(t: Parameters<typeof pair>[0]) {
  const { a, b, agreement } = await pair(t)
  const asked = { agreement: agreement.id, office: 'HQ', type: 'request', body: requestBody() }
  const { json } = await a.client().post('/v1/cases', asked)
  const id = String(json.case)
  await untilState(b.client(), id, 'submitted')
  const body = { caseNumber: 'XB-1', receivedAt: new Date().toISOString(), complete: true, dueOn: '2027-01-01' }
  await b.client().post(`/v1/cases/${id}/messages`, { type: 'ack', body })
  return { b, form: `/console/cases/${id}/compose/response` }
}

/** Asks as a script of a page does. */
const asking =
  ({ origin, cookie, agent }: Visitor) =>
  async (method: 'GET' | 'HEAD' | 'PATCH' | 'POST', path: string, headers: object, body?: string | Uint8Array) => {
    const own = { cookie: cookie() ?? '', 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty', ...headers }
    const answer = await request(`${origin}${path}`, { method, headers: own, dispatcher: agent, ...(body && { body }) })
    const text = await answer.body.text()
    const json = /json/.test(String(answer.headers['content-type'])) && text !== '' ? JSON.parse(text) : undefined
    return { status: answer.statusCode, headers: answer.headers, json }
  }

const digestOf = (octets: Uint8Array) => `sha-256=:${createHash('sha256').update(octets).digest('base64')}:`

t.test('a document in pieces: begun, gone on with, refused to others', { timeout: 540_000 }, async (t) => {
  const { b, form } = await toAnswer(t)
  const cara = await signedIn(t, b, 'cara', { roles })
  const page = await cara.visitor.get(form)
  t.match(page.html, /data-upload="\/console\/uploads"/)
  const [, token = ''] = /name="token" value="([^"]+)"/.exec(page.html) ?? []
  const ask = asking(cara.visitor)
  const own = { 'bulla-form-token': token }
  const forForm = { 'content-type': 'application/x-www-form-urlencoded' }
  const kindless = await ask('POST', form, forForm, new URLSearchParams({ token, go: 'terms' }).toString())
  t.equal(kindless.status, 400, 'what the form lacks is shown by the form')
  const asked = new URLSearchParams({ token, go: 'terms', kind: 'commercial-invoice' }).toString()
  const { status, json } = await ask('POST', form, forForm, asked)
  t.equal(status, 200)
  t.match(json, { terms: /^[0-9a-f]{64}$/ })

  const octets = randomBytes(300_001)
  const document = { kind: 'commercial-invoice', form: 'paper', name: 'in "voice".pdf', mediaType: 'application/pdf' }
  const wanted = JSON.stringify({ ...document, terms: json.terms, bytes: octets.length })
  const asJson = { ...own, 'content-type': 'application/json' }
  const begin = (headers: object, body: string) => ask('POST', '/console/uploads', headers, body)
  t.match(await begin({ ...asJson, 'bulla-form-token': '' }, wanted), { status: 403, json: { title: /./ } })
  t.match(await begin({ ...asJson, 'sec-fetch-site': 'same-site' }, wanted), { status: 403 })
  t.match(await begin({ ...asJson, cookie: '' }, wanted), { status: 401 })
  t.match(await begin(asJson, JSON.stringify({ ...JSON.parse(wanted), more: 1 })), { status: 400 })
  t.match(await begin(asJson, JSON.stringify({ ...JSON.parse(wanted), mediaType: 'no type' })), { status: 415 })
  t.match(await begin(asJson, JSON.stringify({ ...JSON.parse(wanted), terms: '0'.repeat(64) })), { status: 422 })
  t.match(await begin(asJson, JSON.stringify({ ...JSON.parse(wanted), bytes: 2 ** 50 })), { status: 413 })
  t.match(await begin({ ...own, 'content-type': 'application/x-www-form-urlencoded' }, 'a=b'), { status: 415 })
  const begun = await begin(asJson, wanted)
  t.match(begun, { status: 201, headers: { location: /^\/console\/uploads\//, 'upload-offset': '0' } })
  const place = String(begun.headers['location'])

  const piece = (from: number, to: number, headers: object = {}) => {
    const part = octets.subarray(from, to)
    const said = { 'content-type': 'application/partial-upload', 'upload-offset': `${from}` }
    return ask('PATCH', place, { ...own, ...said, 'content-digest': digestOf(part), ...headers }, part)
  }
  t.match(await piece(0, 100_000, { 'bulla-form-token': 'another' }), { status: 403 })
  t.match(await piece(0, 100_000), { status: 204, headers: { 'upload-offset': '100000' } })
  t.match(await piece(50_000, 100_000), { status: 409, headers: { 'upload-offset': '100000' } })
  const dora = await signedIn(t, b, 'dora', { roles })
  const [, hers = ''] = /name="token" value="([^"]+)"/.exec((await dora.visitor.get(form)).html) ?? []
  const ofDora = { 'bulla-form-token': hers, 'content-type': 'application/partial-upload', 'upload-offset': '100000' }
  t.match(await asking(dora.visitor)('PATCH', place, ofDora, octets.subarray(100_000)), { status: 404 }, 'hers is hers')
  const reader = await signedIn(t, b, 'eva', { roles: 'read' })
  const [, evas = ''] = /name="token" value="([^"]+)"/.exec((await reader.visitor.get('/console/me')).html) ?? []
  t.match(await asking(reader.visitor)('POST', '/console/uploads', { ...asJson, 'bulla-form-token': evas }, wanted), {
    status: 403,
  })
  t.match(await ask('HEAD', place, own), { status: 204, headers: { 'upload-offset': '100000' } })
  const done = await piece(100_000, octets.length)
  t.match(done, { status: 201, json: { item: /^[0-9a-f-]{36}$/ } })
  const shown = await cara.visitor.post(form, { token, go: 'change', terms: json.terms, document: done.json.item })
  t.match(shown, { status: 200, html: /in &quot;voice&quot;\.pdf/ }, 'the form has it')
  const theirs = await dora.visitor.post(form, { token: hers, go: 'change', document: done.json.item })
  t.notMatch(theirs.html, /in &quot;voice&quot;/, 'and no other person’s has')

  const other = await begin(asJson, wanted)
  const spoilt = {
    'content-type': 'application/partial-upload',
    'upload-offset': '0',
    'content-digest': digestOf(octets),
  }
  const at = String(other.headers['location'])
  t.match(await ask('PATCH', at, { ...own, ...spoilt }, octets.subarray(1)), { status: 422 }, 'not what was announced')
  t.match(await ask('HEAD', at, own), { status: 404 })
})

t.test('larger than a form may be, by the page itself', { timeout: 540_000, skip: noBrowser }, async (t) => {
  const { b, form } = await toAnswer(t)
  const cara = await signedIn(t, b, 'cara', { roles })
  const browser = await browserFor(t)
  const { page, complaints } = await browser.open(t)
  const [name = '', value = ''] = (cara.visitor.cookie() ?? '').split('=', 2)
  await page.context().addCookies([{ name, value, url: cara.visitor.origin, secure: true, httpOnly: true }])
  const large = join(await scratch(t), 'large.pdf')
  await writeFile(large, randomBytes(17 * 1_024 * 1_024))
  await page.goto(`${cara.visitor.origin}${form}`)
  await page.setInputFiles('input[type=file]', large)
  await page.click('button[value="upload"]')
  await page.waitForSelector('.govuk-error-summary a[href="#kind"]')
  await page.setInputFiles('input[type=file]', large)
  await page.selectOption('#kind', 'commercial-invoice').catch(() => page.fill('#kind', 'commercial-invoice'))
  await page.click('button[value="upload"]')
  await page.waitForSelector('td:has-text("large.pdf")', { timeout: 540_000 })
  const told = complaints.filter((each) => !each.includes('400'))
  t.same(told, [], 'beside the form that was to be put right')
})
