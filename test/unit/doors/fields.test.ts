// Header fields, queries and allowances: the small things of the doors.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { announcedSha256, contentDigest } from '../../../gateway/doors/content/digest-field.ts'
import { attachment, textList } from '../../../gateway/doors/content/file-name.ts'
import { chooseLanguage } from '../../../gateway/doors/language.ts'
import { exactly } from '../../../gateway/doors/octet-streams.ts'
import { notUtf8In, readQuery } from '../../../gateway/doors/query.ts'
import { buckets, perSecond, places } from '../../../gateway/model/limits/buckets.ts'

t.test('Content-Digest (RFC 9530)', async (t) => {
  // The example of RFC 9530, appendix D: the octets of {"hello": "world"} and a line end.
  const sha256 = createHash('sha256').update('{"hello": "world"}\n').digest('hex')
  const field = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'
  t.equal(contentDigest(sha256), field)
  t.equal(announcedSha256(field), sha256)
  t.equal(announcedSha256(`sha-512=:AAAA:,  ${field}`), sha256, 'beside other algorithms')
  t.equal(announcedSha256(undefined), undefined, 'without a field')
  const wrong = [
    '',
    'sha-256',
    'sha-256=::',
    'sha-512=:AAAA:',
    field.slice(0, -1),
    field.replace('=:R', '=:'),
    `${field},${field}`,
    `${field}, sha-256`,
    `${field};a=1`,
    `${field}, sha-512`.concat(','),
    field.replace('=:', ':'),
    field.replace('=:', '==:'),
  ]
  for (const text of [...wrong, `sha-256=:${'A'.repeat(42)}B=:`])
    t.throws(() => announcedSha256(text), { code: 'request-invalid' }, text)
})

t.test('Content-Disposition (RFC 6266, RFC 8187)', async (t) => {
  const names: [string, string][] = [
    ['invoice 4711.pdf', 'attachment; filename="invoice 4711.pdf"'],
    ['Zürich €.pdf', 'attachment; filename="Z_rich _.pdf"; filename*=UTF-8\'\'Z%C3%BCrich%20%E2%82%AC.pdf'],
    ["it's (1)*ü", "attachment; filename=\"it's (1)*_\"; filename*=UTF-8''it%27s%20%281%29%2A%C3%BC"],
    ['../../etc/passwd', 'attachment; filename="__.._etc_passwd"'],
    ['C:\\x.exe', 'attachment; filename="C__x.exe"'],
    ['', 'attachment; filename="item"'],
    ['a"b%22', 'attachment; filename="a_b_22"; filename*=UTF-8\'\'a%22b%2522'],
    ['fdp\u202etxt.exe', 'attachment; filename="fdp_txt.exe"'],
    ['a\r\nb\u0000', 'attachment; filename="a__b_"'],
  ]
  for (const [name, field] of names) t.equal(attachment(name), field)
  const long = `${'\u{1f50f}'.repeat(251)}.pdf`
  const [, whole = ''] = /filename\*=UTF-8''(.*)$/.exec(attachment(long)) ?? []
  t.equal(decodeURIComponent(whole), long, '255 characters are whole, however many units of UTF-16 [17]')
  t.match(attachment(`${'a'.repeat(400)}.pdf.exe`), /\.pdf\.exe$/, 'what is cut keeps its end [17]')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      t.match(attachment(name), /^attachment; filename="[^"\\/\r\n]+"(; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+)?$/)
    }),
    { numRuns: 300 },
  )
})

t.test('a list of texts (RFC 9651)', async (t) => {
  t.equal(textList([]), '')
  t.equal(textList(['a', 'b, "c" \\']), '"a", "b, \\"c\\" \\\\"')
  t.equal(textList(['füü "50 %"\n']), '%"f%c3%bc%c3%bc %2250 %25%22%0a"')
})

t.test('the language is chosen by Accept-Language', async (t) => {
  for (const [header, language] of [
    [undefined, 'en'],
    ['', 'en'],
    ['fr', 'fr'],
    ['fr-CA', 'fr'],
    ['ES-419', 'es'],
    ['de', 'en'],
    ['de, es;q=0.3', 'es'],
    ['en;q=0.4, fr;q=0.8, es;q=0.9', 'es'],
    ['fr, es', 'fr'],
    ['fr;q=0, es;q=0.1', 'es'],
    ['fr;q=0', 'en'],
    ['*', 'en'],
    ['*;q=0.5, fr;q=0.4', 'en'],
    ['fro', 'en'],
    ['fr;q=2', 'en'],
    ['fr; q=0.7 , en ; q=0.6', 'fr'],
    ['fr;q=0.7;level=1', 'en'],
    [',,,', 'en'],
    [`${'de,'.repeat(200)}fr`, 'en'],
  ] as const)
    t.equal(chooseLanguage(header), language, header ?? 'nothing')
})

t.test('a query', async (t) => {
  t.same({ ...readQuery('limit=7&after=0&state=a+b%2Bc&x=&y') }, { limit: 7, after: 0, state: 'a b+c', x: '', y: '' })
  t.same({ ...readQuery('') }, {})
  for (const text of ['07', '1.0', '-1', '+1', '1e3', '0x1', ' 1', '', '1'.repeat(16)])
    t.type(readQuery(`limit=${encodeURIComponent(text)}`)['limit'], 'string', `${text} is no number`)
  t.same(readQuery('limit=1&limit=2')['limit'], [1, '2'], 'twice is a list')
  t.equal(readQuery('a=%ff')['a'], '\u0000', 'what is not UTF-8 fits no schema')
  t.equal(notUtf8In('/v1/items?terms=a&name=Fakt%FAra.pdf'), 'name', 'and is named [17]')
  t.equal(notUtf8In('/v1/items?name=%C3%BA&x'), undefined)
  const hostile = readQuery('__proto__=x&constructor=y')
  t.same(Object.keys(hostile), ['__proto__', 'constructor'])
  t.equal(({} as Record<string, unknown>)['x'], undefined)
})

t.test('token buckets', async (t) => {
  let nowMs = 0
  const { take } = buckets(perSecond(10), 2, () => nowMs)
  const spend = (key: string, count: number) =>
    Array.from({ length: count }, () => take(key)).filter((ms) => ms === 0).length
  t.equal(spend('a', 30), 20, 'a burst of twice the rate')
  t.equal(take('a'), 100, 'then how long until the next')
  nowMs += 250
  t.equal(spend('a', 5), 2, 'what comes back in a quarter of a second')
  t.equal(take('a'), 50, 'a half is kept')
  t.equal(spend('b', 30), 20, 'each key has its own')
  nowMs += 3_600_000
  t.equal(spend('a', 100), 20, 'never more than a burst')
  t.equal(spend('c', 1), 1, 'a third key makes the first be forgotten')
  t.equal(spend('a', 100), 20)
})

t.test('places', async (t) => {
  const enter = places(2)
  const [one, two] = [enter('a'), enter('a')]
  t.ok(one && two)
  t.equal(enter('a'), undefined)
  t.ok(enter('b'))
  one?.()
  one?.()
  t.ok(enter('a'), 'leaving frees a place')
  t.equal(enter('a'), undefined, 'and leaving twice frees no second one')
})

t.test('content of exactly the length announced', async (t) => {
  const of = (bytes: number, ...chunks: string[]) =>
    Array.fromAsync(
      exactly(
        bytes,
        (async function* () {
          yield* chunks.map((chunk) => Buffer.from(chunk))
        })(),
      ),
    )
  t.equal(Buffer.concat(await of(4, 'ab', 'cd')).toString(), 'abcd')
  t.same(await of(0), [])
  await t.rejects(of(5, 'ab', 'cd'), /length/)
  await t.rejects(of(3, 'ab', 'cd'), /length/)
})
