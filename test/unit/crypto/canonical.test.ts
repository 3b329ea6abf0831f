import canonicalize from 'canonicalize'
import fc from 'fast-check'
import t from 'tap'
import {
  canonical,
  canonicalList,
  canonicalOf,
  canonicalText,
  maxDepth,
  parseCanonical,
} from '../../../crypto/canonical.ts'
import { isJsonObject } from '../../../crypto/json.ts'
import { text, utf8 } from '../../../crypto/octets.ts'

const parse = (found: string) => parseCanonical(utf8(found))
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

t.test('[C3] writes what RFC 8785 shows', async (t) => {
  // §3.2.2 and §3.2.3
  const numbers = JSON.parse(String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
    "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`)
  t.equal(
    canonicalText(numbers),
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  )
  const keys = {
    '\u20ac': 'Euro',
    '\r': 'CR',
    '\ufb33': 'Dalet',
    '1': 'One',
    '\ud83d\ude00': 'Emoji',
    '\u0080': 'Control',
    ö: 'O',
  }
  t.same(Object.values(JSON.parse(canonicalText(keys))), ['One', 'CR', 'Control', 'O', 'Euro', 'Emoji', 'Dalet'])
  t.equal(canonicalText(-0), '0')
  t.equal(canonicalText({ a: undefined, b: 1 }), '{"b":1}', 'undefined members are left out')
  t.equal(canonicalText({ '9': 1, '10': 2 }), '{"10":2,"9":1}', 'not the order in which engines keep integers')
})

t.test('[C4] MUST NOT write what JSON cannot say', async (t) => {
  for (const value of [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '\ud800',
    { '\udc00': 1 },
    () => 1,
    Symbol('x'),
    1n,
  ]) {
    t.throws(() => canonical(value), { name: 'CryptoError', code: 'malformed' })
  }
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  t.throws(() => canonical(circle), { code: 'malformed' }, 'a circle')
})

t.test('[C5] MUST refuse every spelling but the canonical one', async (t) => {
  const refused = [
    '{"a":1,"a":1}',
    '{"a":1,"a":2}',
    '{"b":1,"a":2}',
    '{ "a":1}',
    '{"a":1}\n',
    '\ufeff{}',
    '"\\u0041"',
    '"\\/"',
    '"\\u000A"',
    '"\\ud800"',
    '"\\ud83d\\ude00"',
    '1.0',
    '1e2',
    '-0',
    '1E400',
    '9007199254740993',
    '[1,]',
    '01',
    'NaN',
    '',
    '{"__proto__":{}}',
    '{"a":{"__proto__":null}}',
  ]
  for (const found of refused) t.throws(() => parse(found), { name: 'CryptoError', code: 'malformed' }, found)
  t.throws(() => parseCanonical(Uint8Array.of(0x22, 0xff, 0x22)), { code: 'malformed' }, 'no UTF-8')
  for (const found of [
    '{"10":2,"9":1}',
    '{"a":[1,{"b":null}]}',
    '"😀"',
    '"\\u000f"',
    '0',
    'true',
    '{"constructor":1}',
  ]) {
    t.equal(canonicalText(parse(found)), found)
  }
})

t.test('[C6] MUST refuse nesting deeper than 32, however deep', async (t) => {
  t.doesNotThrow(() => parse(nested(maxDepth)))
  for (const depth of [maxDepth + 1, 1000, 100_000])
    t.throws(() => parse(nested(depth)), { code: 'malformed' }, `${depth}`)
})

// Members named __proto__ are refused by us alone, see C5.
const anyJson = fc
  .jsonValue({ maxDepth: 5, stringUnit: 'binary' })
  .filter((value) => !JSON.stringify(value).includes('"__proto__"'))

t.test('[C7] reads exactly what it writes, as the library writes it', async (t) => {
  const property = fc.property(anyJson, (value) => {
    const written = canonical(value)
    return text(written) === canonicalize(value) && canonicalText(parseCanonical(written)) === text(written)
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }))
})

t.test('[C8] MUST agree with the library whether a text is canonical', async (t) => {
  const accepted = (found: string) => {
    try {
      parse(found)
      return true
    } catch {
      return false
    }
  }
  const property = fc.property(anyJson, fc.constantFrom(undefined, 1), (value, indent) => {
    const found = JSON.stringify(value, null, indent)
    return accepted(found) === (canonicalize(JSON.parse(found)) === found)
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }))
})

t.test('tells objects from all else', async (t) => {
  t.equal(isJsonObject({}), true)
  for (const value of [null, [], 'x', 1, undefined]) t.equal(isJsonObject(value), false)
})

t.test('what is put together out of written pieces is what is written at once', async (t) => {
  const property = fc.property(anyJson, anyJson, (one, other) => {
    const list = canonicalList([canonicalText(one), canonicalText(other)])
    const whole = canonicalOf([
      ['a', canonicalText(one)],
      ['b\n"', list],
    ])
    return whole === canonicalText({ 'b\n"': [one, other], a: one })
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 200 }))
  const one = canonicalText(1)
  for (const names of [
    ['b', 'a'],
    ['a', 'a'],
  ])
    t.throws(() => canonicalOf(names.map((name) => [name, one])), { code: 'malformed' }, names.join())
})
