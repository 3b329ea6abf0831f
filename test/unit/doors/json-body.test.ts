// JSON that means the same to every reader, and nothing else.
import fc from 'fast-check'
import t from 'tap'
import { readJson } from '../../../gateway/doors/json-body.ts'
import type { Json } from '../../../gateway/model/json.ts'

const read = (body: string | Uint8Array): Json => readJson(Buffer.from(body))
const outer = (inner: string) => `{"agreement":"a","body":${inner}}`

t.test('what two parsers could read differently is refused, with the reason', async (t) => {
  const refused: [string | Uint8Array, RegExp][] = [
    ['', /empty/],
    ['{', /not JSON/],
    ['{"a":"', /not JSON/],
    ['{"a":1,}', /not JSON/],
    ["{'a':1}", /not JSON/],
    ['NaN', /not JSON/],
    ['{"a":1} {"a":1}', /not JSON/],
    [Buffer.from(`\ufeff${outer('{}')}`, 'utf16le'), /UTF-16 .* save it as UTF-8/],
    [Buffer.from(outer('{}'), 'utf16le'), /UTF-16/],
    [`\ufeff\ufeff${outer('{}')}`, /not JSON/],
    [Uint8Array.of(0x22, 0xc3, 0x28, 0x22), /UTF-8/],
    [Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), /UTF-8/],
    [outer('{"a":1,"a":2}'), /twice/],
    [outer('{"a":1,"a":1}'), /twice/],
    [outer('{"a":1,"\\u0061":2}'), /twice/],
    [outer('[[{"x":{"b":[],"b":[]}}]]'), /twice/],
    ['{"body":1,"body":{}}', /twice/],
    [outer('{"__proto__":{"admin":true}}'), /__proto__/],
    [outer('{"\\u005f_proto__":1}'), /__proto__/],
    [outer('{"a":{"constructor":{"prototype":{}}}}'), /constructor/],
    [outer('{"prototype":1}'), /prototype/],
    [outer(`${'['.repeat(32)}${']'.repeat(32)}`), /32 levels/],
    [outer('{"a":'.repeat(40)), /32 levels/],
    ['['.repeat(200_000), /32 levels/],
    [outer('"\\ud800"'), /surrogate/],
    [outer('{"\\udc00":1}'), /surrogate/],
    [outer('1e999'), /too large/],
    [outer('-9007199254740993'), /too large/],
  ]
  for (const [body, reason] of refused)
    t.throws(() => read(body), { code: 'request-invalid', message: reason }, String(body).slice(0, 60))
  t.equal(({} as Record<string, unknown>)['admin'], undefined, 'and no prototype was touched')
})

t.test('a byte order mark in front, as .NET and PowerShell write it, is no part of the text [16]', async (t) => {
  t.same(read('\ufeff{"a":1}'), { a: 1 })
  t.same(read('{"a":"\ufeff"}'), { a: '\ufeff' }, 'within a text it stays')
})

t.test('what looks like trouble within a string is none', async (t) => {
  const values: Json[] = [
    { a: ':{}[],"\\', ':': '\u0000', '"': '\\"', '\\': '\\\\' },
    [{ a: 1 }, { a: 1 }],
    { deep: `${'['.repeat(100)}`, colons: '::::' },
    { pair: '\ud83d\ude00', escaped: '\u2028' },
    { small: 1e-300, whole: Number.MAX_SAFE_INTEGER, negative: -0.5 },
    [],
    'text',
    null,
  ]
  for (const value of values) t.same(read(JSON.stringify(value)), value)
  t.same(read('"\\ud83d\\ude00"'), '😀', 'a whole pair of escapes')
  const bottom = `${'['.repeat(32)}${']'.repeat(32)}`
  t.equal(JSON.stringify(read(bottom)), bottom, '32 levels')
  t.same(read(' {\n"a" :\t[ 1 , 2 ] }\r\n'), { a: [1, 2] })
})

t.test('everything JSON can say comes back as it was, and a repeated member is always found', async (t) => {
  const plain = fc.jsonValue({ maxDepth: 5 }).filter((value) => {
    const text = JSON.stringify(value)
    const numbers: number[] = []
    JSON.parse(text, (_name, each: unknown) => {
      if (typeof each === 'number') numbers.push(each)
    })
    return !/__proto__|constructor|prototype/.test(text) && numbers.every((each) => Math.abs(each) < 2 ** 53)
  })
  fc.assert(
    fc.property(plain, (value) => {
      const text = JSON.stringify(value)
      t.strictSame(JSON.stringify(read(text)), text)
    }),
    { numRuns: 200 },
  )
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), plain, plain, (name, one, two) => {
      if (/^(?:__proto__|constructor|prototype)$/.test(name)) return
      const member = JSON.stringify(name)
      t.throws(() => read(`{${member}:${JSON.stringify(one)},${member}:${JSON.stringify(two)}}`), { message: /twice/ })
    }),
    { numRuns: 200 },
  )
})
