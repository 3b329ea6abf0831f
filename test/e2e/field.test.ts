// What people at real sites do every day, at both doors of two gateways: names, marks of encodings, tools that put types there by
// themselves, proxies in between, and exports of which not all may leave.
import { readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import t from 'tap'
import { requestBody, responseBody } from '../support/bodies.ts'
import { bulla } from '../support/command-line.ts'
import { pair } from '../support/gateways.ts'
import { acknowledged, given, posting, provide, read, untilState } from '../support/story.ts'
import { withTrialCa } from '../support/trial-ca.ts'

const both = await pair(t)
const { a, b, agreement } = both

const termsOf = async (id: string) =>
  String((await b.client().post('/v1/terms', { agreement: agreement.id, case: id })).json.sha256)

t.test('a name of 255 characters arrives whole, with its end, however many units of UTF-16 it is [17]', async (t) => {
  const id = await acknowledged(both)
  const terms = await termsOf(id)
  const name = `${'\u{1f50f}'.repeat(251)}.pdf`
  const up = (named: string) =>
    b.client().upload(terms, 'declaration', Buffer.from('declared'), 'application/pdf', named)
  const long = await up(name)
  t.equal(long.status, 201, long.octets.toString())
  t.match(
    (await up(`x${name}`)).json,
    { code: 'request-invalid', field: '/name' },
    'one more is refused at our own door',
  )
  const other = await provide(b.client(), { agreement: agreement.id, case: id }, [
    ['commercial-invoice', Buffer.from('invoiced')],
  ])
  const items = [String(long.json.item), ...other.items]
  const body = responseBody({ w1: [items[0] ?? ''], w2: [items[1] ?? ''] })
  await posting(id)(b.client(), 'response', body, { items, terms })
  await untilState(a.client(), id, 'answered')
  const got = await read(a.client(), items[0] ?? '', id)
  t.equal(got.status, 200, got.octets.toString())
  const [, encoded = ''] = /filename\*=UTF-8''(.*)$/.exec(String(got.headers['content-disposition'])) ?? []
  t.equal(decodeURIComponent(encoded), name)
  const latin = await b
    .client()
    .ask('POST', `/v1/items?terms=${terms}&kind=declaration&form=electronic&name=Fakt%FAra.pdf`, {
      octets: Buffer.from('x'),
      headers: { 'content-type': 'application/pdf' },
    })
  t.match(
    latin.json,
    { code: 'request-invalid', field: '/name', detail: /not UTF-8/ },
    'and what is no UTF-8 is told so',
  )
})

t.test('JSON with a byte order mark is taken, of another charset refused by its name [16]', async (t) => {
  const text = JSON.stringify({ agreement: agreement.id, office: 'HQ', body: requestBody() })
  const send = (octets: Uint8Array, type = 'application/json') =>
    a.client().ask('POST', '/v1/cases', { octets, headers: { 'content-type': type } })
  t.equal((await send(Buffer.from(`\ufeff${text}`))).status, 202)
  t.equal((await send(Buffer.from(text), 'application/json; charset=UTF-8')).status, 202)
  t.match((await send(Buffer.from(`\ufeff${text}`, 'utf16le'))).json, { code: 'request-invalid', detail: /UTF-16/ })
  const latin = await send(Buffer.from(text, 'latin1'), 'application/json;charset="iso-8859-1"')
  t.match(latin.json, { status: 415, code: 'unsupported-media-type', detail: /iso-8859-1.*UTF-8/ })
})

t.test('files of an installation that Notepad saved are read [16]', async (t) => {
  const { folder } = a.installation
  await withTrialCa(a.installation)
  const files = ['bulla.json', 'card.json', 'clients.json', 'partners/XB.json', `agreements/${agreement.id}.json`]
  for (const name of files) {
    const text = await readFile(join(folder, name), 'utf8')
    await writeFile(join(folder, name), `\ufeff${text.replaceAll('\n', '\r\n')}`)
  }
  const checked = await bulla(folder, ['check', '--offline', '--folder', folder])
  t.notMatch(checked.out + checked.err, /not JSON|U\+FEFF|mark/, checked.out + checked.err)
  t.equal((await bulla(folder, ['agreement', 'list', '--folder', folder])).exit, 0)
  const text = await readFile(join(folder, 'clients.json'), 'utf8')
  await writeFile(join(folder, 'clients.json'), Buffer.from(text, 'utf16le'))
  const utf16 = await bulla(folder, ['client', 'list', '--folder', folder])
  t.match(utf16.err, /clients\.json.*UTF-16.*save it as UTF-8/)
  await writeFile(join(folder, 'clients.json'), text)
})

t.test('a type that a tool put there by itself is refused with the command that is right', async (t) => {
  const id = await acknowledged(both)
  const terms = await termsOf(id)
  const path = `/v1/items?terms=${terms}&kind=declaration&form=electronic&name=x.pdf`
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const headers = { 'content-type': type }
    const item = await b.client().ask('POST', path, { octets: Buffer.from('x'), headers })
    t.match(item.json, { status: 415, detail: /of a form.*curl --upload-file .*application\/pdf/ }, type)
    const message = await a.client().ask('POST', '/v1/cases', { octets: Buffer.from('{}'), headers })
    t.match(message.json, { status: 415, detail: /curl --data-binary .*application\/json/ }, type)
  }
})

t.test('a stream of events tells proxies to keep nothing back and to change nothing [19]', async (t) => {
  const { tokens, ports, ca } = a.installation
  const headers = { authorization: `Bearer ${tokens.officer}`, accept: 'text/event-stream' }
  const told = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const asked = request(
      { host: 'localhost', port: ports.national, path: '/v1/events', headers, ca: ca.certPem, minVersion: 'TLSv1.3' },
      (answer) => {
        resolve(answer.headers)
        asked.destroy()
      },
    )
    asked.on('error', reject).end()
  })
  t.match(told, { 'x-accel-buffering': 'no', 'cache-control': 'no-store, no-transform' })
})

t.test('an export with content says what it left out, and why [15]', async (t) => {
  const { case: id, items } = await given(both, [Buffer.from('one'), Buffer.from('two')], { keys: 'after-acceptance' })
  const told = await a.client().ask('GET', `/v1/cases/${id}/bundle?purpose=VERIFY_VALUE`)
  t.equal(told.status, 200)
  t.match(told.headers['bulla-left-out'], new RegExp(`"${items.length} item: (item-locked|release-)`))
  const none = await a.client().ask('GET', `/v1/cases/${id}/bundle`)
  t.notOk(none.headers['bulla-left-out'], 'what was not asked for is not left out')
  const { folder, tokens } = a.installation
  await writeFile(join(folder, 'officer.token'), tokens.officer)
  const words = ['cases', 'export', id, '--content', '--purpose', 'VERIFY_VALUE', '--out', join(folder, 'left.zip')]
  const out = await bulla(folder, [...words, '--folder', folder, '--token-file', join(folder, 'officer.token')])
  t.match(out.out, /left out: 2 item: /, out.err)
})

t.test('an item may be empty, or come out of a pipe [15]', async (t) => {
  const id = await acknowledged(both)
  const { folder, tokens } = b.installation
  await withTrialCa(b.installation)
  await writeFile(join(folder, 'officer.token'), tokens.officer)
  await writeFile(join(folder, 'invoice.pdf'), 'invoiced')
  await writeFile(join(folder, 'body.json'), JSON.stringify(responseBody({ w1: ['@null'], w2: ['@invoice.pdf'] })))
  const words = [
    'send',
    'response',
    '--case',
    id,
    '--body',
    join(folder, 'body.json'),
    '--item',
    'declaration=/dev/null',
  ]
  const token = ['--token-file', join(folder, 'officer.token'), '--folder', folder]
  const more = ['--item', `commercial-invoice=${join(folder, 'invoice.pdf')}`, '--wait', ...token]
  const sent = await bulla(folder, [...words, ...more])
  t.equal(sent.exit, 0, sent.err)
  await untilState(a.client(), id, 'answered')
  const folderGiven = await bulla(folder, [...words.slice(0, -1), `declaration=${folder}`, ...more])
  t.match(folderGiven.err, /it is a folder; expected a document/)
})
