// What the pages of the console are made of and entered by: markup, forms, the cookie, sessions.
import fc from 'fast-check'
import t from 'tap'
import { cookieIn, cookieOf, noCookie } from '../../../../gateway/doors/console/entrance/cookies.ts'
import { demandSameOrigin, demandToken } from '../../../../gateway/doors/console/entrance/entering.ts'
import { givenOnce, sessions } from '../../../../gateway/doors/console/entrance/sessions.ts'
import { fieldOf, fieldsOf, readForm } from '../../../../gateway/doors/console/forms/form-values.ts'
import { attributes, html } from '../../../../gateway/doors/console/html.ts'

const octets = (text: string) => new TextEncoder().encode(text)

t.test('a template escapes whatever it did not make', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const made = html`<p title="${text}">${text}</p>`.toString()
      const inner = made.slice('<p title="'.length, -'</p>'.length)
      t.notMatch(inner.replace('">', ''), /[<>"']/)
      t.equal(html`${html`<b>${text}</b>`}`.toString(), html`<b>${text}</b>`.toString(), 'and once')
    }),
    { numRuns: 200 },
  )
  t.equal(html`${[html`<i>a</i>`, '<', 1, null, undefined, false]}`.toString(), '<i>a</i>&lt;1')
  const forged = { toString: () => '<script>' } as unknown as string
  t.throws(() => html`${forged}`, /neither markup nor a list/)
})

t.test('an attribute has a name that can neither run nor style', async (t) => {
  t.equal(
    attributes({ id: 'a"b', hidden: true, title: undefined, disabled: false }).toString(),
    ' id="a&quot;b" hidden',
  )
  for (const name of ['onclick', 'style', 'x y', 'a=b', 'ONLOAD', '']) t.throws(() => attributes({ [name]: 'x' }), name)
})

t.test('a form is read as browsers write it, and nothing else is', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }))), (pairs) => {
      const form = readForm(octets(new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString()))
      for (const [name] of pairs)
        t.same(
          fieldsOf(form, name),
          pairs.filter(([other]) => other === name).map(([, value]) => value.replaceAll('\r\n', '\n')),
        )
    }),
    { numRuns: 100 },
  )
  t.equal(fieldOf(readForm(octets('text=a%0D%0Ab')), 'text'), 'a\nb')
  t.equal(fieldOf(readForm(octets('a=1')), 'b'), '')
  t.throws(() => fieldOf(readForm(octets('a=1&a=2')), 'a'), { code: 'request-invalid' })
  t.equal(fieldOf(readForm(octets('__proto__=x')), '__proto__'), 'x', 'no name is special')
  for (const wrong of [octets('a=%ff'), octets('a=%'), new Uint8Array([0x61, 0x3d, 0xff])])
    t.throws(() => readForm(wrong), { code: 'request-invalid' })
  t.throws(() => readForm(octets('a&'.repeat(2_001))), { code: 'request-invalid' }, 'two thousand fields are the most')
})

t.test('the cookie is that of this host, and there is one of it', async (t) => {
  const value = 'A'.repeat(43)
  t.match(cookieOf(value), /^__Host-bulla=A{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/)
  t.match(noCookie, /Max-Age=0/)
  t.equal(cookieIn(`other=1; __Host-bulla=${value}`), value)
  for (const header of [
    undefined,
    '',
    '__Host-bulla=short',
    `__Host-bulla=${value}; __Host-bulla=${value}`,
    `bulla=${value}`,
  ])
    t.equal(cookieIn(header), undefined, String(header))
})

t.test('a session ends when it rests, when it is old, when it is ended, and when there are too many', async (t) => {
  let [nowMs, made] = [0, 0]
  const randomText = () => {
    made += 1
    return String(made).padStart(43, '0')
  }
  const limits = { idleMs: 1_000, longestMs: 5_000, most: 3, perPerson: 2 }
  const all = sessions(limits, { elapsedMs: () => nowMs, randomText })
  const first = all.begin('ana')
  t.equal(all.of(first.cookie, 'use')?.person, 'ana')
  t.equal(all.of('0'.repeat(43), 'use'), undefined)
  nowMs = 900
  t.ok(all.of(first.cookie, 'look'))
  nowMs = 1_000
  t.equal(all.of(first.cookie, 'use'), undefined, 'a look keeps no session alive')
  const second = all.begin('ana')
  for (nowMs = 1_500; nowMs < 6_000; nowMs += 500) t.ok(all.of(second.cookie, 'use'), `used at ${nowMs}`)
  t.equal(all.of(second.cookie, 'use'), undefined, 'however often it is used')
  const [one, two, three] = ['ana', 'ana', 'ana'].map((person) => all.begin(person)) as [
    typeof first,
    typeof first,
    typeof first,
  ]
  t.equal(all.of(one.cookie, 'use'), undefined, 'the oldest of a person gives way')
  t.ok(all.of(two.cookie, 'use') && all.of(three.cookie, 'use'))
  all.end(two.cookie)
  t.equal(all.of(two.cookie, 'use'), undefined)
  for (const person of ['b', 'c', 'd']) all.begin(person)
  t.equal(all.of(three.cookie, 'use'), undefined, 'the oldest of all gives way')
})

t.test('what a browser was given is answered once, and soon', async (t) => {
  let nowMs = 0
  const given = givenOnce<string>(100, 2, () => nowMs)
  given.put('a', 'one')
  t.equal(given.take('a'), 'one')
  t.equal(given.take('a'), undefined)
  given.put('b', 'two')
  nowMs = 100
  t.equal(given.take('b'), undefined)
  for (const key of ['c', 'd', 'e']) given.put(key, key)
  t.equal(given.take('c'), undefined)
  t.equal(given.take('e'), 'e')
})

t.test('a form that changes something comes from a page of ours, with the token of its session', async (t) => {
  const sent = (method: string, site?: string) => () =>
    demandSameOrigin({ method, headers: site === undefined ? {} : { 'sec-fetch-site': site } } as Parameters<
      typeof demandSameOrigin
    >[0])
  t.doesNotThrow(sent('POST', 'same-origin'))
  t.doesNotThrow(sent('GET', 'cross-site'))
  for (const site of ['cross-site', 'same-site', 'none', undefined])
    t.throws(sent('POST', site), { code: 'forbidden' }, String(site))
  const session = { person: 'ana', formToken: 'secret' }
  t.same({ ...demandToken({ token: 'secret', a: '1' }, session) }, { a: '1' })
  for (const token of ['', 'Secret', 'secret ']) t.throws(() => demandToken({ token }, session), { code: 'forbidden' })
})
