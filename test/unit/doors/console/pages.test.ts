// Every row of the table of pages: who comes to it, what a change wants, and whether the menu leads there.
import t from 'tap'
import { entries } from '../../../../gateway/doors/console/layout.ts'
import { pages } from '../../../../gateway/doors/console/pages/all.ts'
import { deskOf, ofOurs } from '../../../support/console/desk.ts'
import { operatorPerson } from '../../../support/console/operated.ts'

const rows = Object.entries(pages).map(([name, row]) => {
  const [method = '', pattern = ''] = name.split(' ')
  const path = pattern
    .replaceAll(/:(?:id|release)/g, '01931f6e-7c2a-7a10-8f2e-3b5d90c4a111')
    .replace(':member', 'XB')
    .replace(':card', 'ab'.repeat(32))
    .replace(/:[a-z]+/g, 'outcome')
  return { name, row, path, method: method as 'GET' | 'POST' | 'HEAD' | 'PATCH' }
})

t.test('the menu leads whoever may see a page to it, and nobody else', async (t) => {
  for (const [entry, roles] of entries) {
    const access = pages[`GET /console/${entry}`]?.access
    t.same([access ?? []].flat().toSorted(), roles.toSorted(), entry)
  }
})

/** Where a page is never without one. */
const queries: Readonly<Record<string, string>> = {
  'GET /console/evidence/proof': '?message=01931f6e-7c2a-7a10-8f2e-3b5d90c4a111',
}
/** What a script sends. */
const sent: Readonly<Record<string, { readonly headers?: object; readonly payload?: string }>> = {
  'POST /console/uploads': {
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({
      ...{ terms: 'ab'.repeat(32), kind: 'declaration', form: 'electronic', name: 'd.pdf', bytes: 1 },
      mediaType: 'application/pdf',
    }),
  },
  'PATCH /console/uploads/:id': {
    headers: { 'content-type': 'application/partial-upload', 'upload-offset': '0' },
    payload: 'octets',
  },
}
type Row = (typeof rows)[number]
/** As a page or a script of ours asks for it. @param token none where it is left out */
function ask({ name, row, path, method }: Row, cookie: string | undefined, token = '') {
  const script = row.byScript ? { 'bulla-form-token': token, 'sec-fetch-dest': 'empty' } : {}
  const { headers, payload } = sent[name] ?? { payload: new URLSearchParams({ token }).toString() }
  return {
    ...{ method, url: `${path}${queries[name] ?? ''}` },
    headers: { ...ofOurs, ...headers, ...script, ...(cookie !== undefined && { cookie }) },
    ...(method !== 'GET' && method !== 'HEAD' && payload !== undefined && { payload }),
  }
}

t.test('nobody comes to a page who is not signed in, and nothing is changed without its token', async (t) => {
  const { app, cookie } = await deskOf(t, { person: operatorPerson })
  for (const each of rows) {
    const strange = await app.inject(ask(each, undefined))
    const { statusCode: status, headers } = strange
    if (each.method === 'GET')
      t.match({ status, to: headers.location }, { status: 303, to: /^\/console\/enter\?to=/ }, each.name)
    else t.equal(status, 401, `${each.name}: ${strange.body}`)
    if (each.method === 'GET') continue
    const without = await app.inject(ask(each, cookie))
    t.equal(without.statusCode, 403, `${each.name} without a token`)
    const elsewhere = ask(each, cookie)
    t.equal(
      (await app.inject({ ...elsewhere, headers: { ...elsewhere.headers, 'sec-fetch-site': 'cross-site' } }))
        .statusCode,
      403,
      `${each.name} from elsewhere`,
    )
  }
})

t.test('whoever lacks the role is refused every page, and each change is written down', async (t) => {
  const denied: string[] = []
  const person = { ...operatorPerson, roles: ['monitor'] as const }
  const national = { denied: async (_: unknown, act: string) => void denied.push(act) }
  const { app, cookie, look } = await deskOf(t, { person, national })
  const [, token] = /name="token" value="([^"]+)"/.exec((await look('/console/me')).text) ?? []
  const guarded = rows.filter(({ row }) => row.access !== 'person')
  t.ok(guarded.length > 50, `${guarded.length} of them`)
  for (const each of guarded) {
    const { statusCode, body } = await app.inject(ask(each, cookie, token))
    t.equal(statusCode, 403, `${each.name}: ${body.slice(0, 200)}`)
  }
  const changes = guarded.filter(({ method }) => method !== 'GET' && method !== 'HEAD')
  t.same(denied.toSorted(), changes.map(({ name }) => name).toSorted())
})
