// Pages for whoever runs the gateway: who may see them, in which words, and what stands on none of them.
import t from 'tap'
import { eventKinds } from '../../../../gateway/answers/event-kinds.ts'
import type { HeldLine } from '../../../../gateway/answers/overview-answers.ts'
import { pages } from '../../../../gateway/doors/console/pages/all.ts'
import { operatorPages } from '../../../../gateway/doors/console/pages/operator/operator-pages.ts'
import { languages } from '../../../../gateway/model/client/language.ts'
import type { OperatorFlows } from '../../../../gateway/ports/doors/operator.ts'
import { catalogues } from '../../../../gateway/words/catalogues.ts'
import { deskOf } from '../../../support/console/desk.ts'
import {
  delivery,
  evidenceLine,
  introduction,
  markup,
  nationalOfOperator,
  operated,
  operatorPerson,
  partner,
  salt,
  sealed,
  theCard,
  theCase,
  waitingCard,
} from '../../../support/console/operated.ts'

const shown = [
  '/console/gateway',
  '/console/partners',
  '/console/partners/XB',
  '/console/partners/XB/suspension',
  `/console/cards/${theCard}`,
  '/console/keys',
  '/console/deliveries?state=&partner=',
  '/console/deliveries?state=expired&partner=XB',
  '/console/evidence?case=&after=',
  '/console/evidence/check?after=1000',
  `/console/evidence/proof?message=${theCase}`,
  '/console/evidence/witnesses',
  '/console/introductions',
  '/console/dates',
  '/console/access',
  '/console/persons/ana',
  '/console/clients/declarations',
  '/console/settings',
  '/console/events',
]
const sent: readonly (readonly [path: string, fields: Readonly<Record<string, string>>])[] = [
  ['/console/gateway/absence', { hours: '4' }],
  ['/console/partners/XB/test', {}],
  [`/console/deliveries/${theCase}`, {}],
  ['/console/keys/rehearsal', { card: 'a'.repeat(64) }],
  [`/console/cards/${theCard}`, { decision: 'confirm', reason: 'called', words: 'abandon ability' }],
  ['/console/partners/XB/introduction', { to: 'XC', card: theCard, seen: '2026-11-19', reason: 'we met' }],
]
/** Forms after which another page is shown. */
const leading = [
  '/console/persons/ana',
  '/console/clients/declarations',
  '/console/gateway/restored',
  '/console/introductions/card',
  '/console/introductions/heard',
]
const given = { national: nationalOfOperator, operator: operated }

const [en, fr, es] = [catalogues.en.console, catalogues.fr.console, catalogues.es.console]

t.test('every page and every form of an operator is shown here', async (t) => {
  const walked = [...shown, ...sent.map(([path]) => path), ...leading].map((path) => path.split('?', 1)[0] ?? '')
  const routeOf = (path: string) =>
    path
      .replace(theCase, ':id')
      .replace(theCard, ':card')
      .replace('/XB', '/:member')
      .replace('/ana', '/:person')
      .replace('/declarations', '/:client')
  const rows = Object.keys(operatorPages).map((name) => name.split(' ')[1])
  t.strictSame(new Set(walked.map(routeOf)), new Set(rows))
  for (const name of Object.keys(operatorPages)) t.ok(name in pages, `${name} is among all pages`)
})

t.test(
  'whoever lacks the role is refused each page and each form, and the refusal of a form is written down',
  async (t) => {
    const denied: string[] = []
    const national = { ...nationalOfOperator, denied: async (_: unknown, act: string) => void denied.push(act) }
    const person = { ...operatorPerson, roles: ['submit', 'release', 'approve', 'monitor'] as const }
    const { look, send } = await deskOf(t, { person, national })
    for (const path of shown) t.equal((await look(path)).status, 403, path)
    for (const [path, fields] of sent) t.equal((await send(path, fields)).status, 403, path)
    for (const path of leading) t.equal((await send(path, { which: 'XB', reason: 'called' })).status, 403, path)
    t.equal(denied.length, sent.length + leading.length)
  },
)

t.test('what others wrote is text on every page, in every language, and no secret stands on any', async (t) => {
  for (const language of languages) {
    const { look, send } = await deskOf(t, { ...given, person: { ...operatorPerson, language } })
    const all = [
      ...(await Promise.all(shown.map(async (path) => ({ path, ...(await look(path)) })))),
      ...(await Promise.all(sent.map(async ([path, fields]) => ({ path, ...(await send(path, fields)) })))),
    ]
    for (const { path, status, text } of all) {
      t.equal(status, 200, `${language} ${path}`)
      t.match(text, `<html lang="${language}"`, path)
      t.notMatch(text, markup, `${language} ${path} escapes`)
      t.notMatch(text, /<img|undefined|\[object|NaN/, `${language} ${path} has nothing unforeseen`)
      for (const secret of [sealed, salt, 'abandon']) t.notMatch(text, secret, `${language} ${path} shows no secret`)
    }
  }
})

t.test('every kind of event is told in words', async (t) => {
  t.same(Object.keys(en.installation.events.kinds).sort(), Object.keys(eventKinds).sort())
})

t.test('each language has words of its own', async (t) => {
  const english = textsIn({ ...en.operator, ...en.installation })
  for (const other of [fr, es]) {
    const texts = textsIn({ ...other.operator, ...other.installation })
    t.strictSame(Object.keys(texts), Object.keys(english))
    const alike = Object.entries(texts).filter(([key, text]) => text === english[key])
    t.ok(alike.length < 12, `${alike.map(([key]) => key).join(' ')} are the same as in English`)
    for (const [key, text] of Object.entries(texts))
      t.equal(text.includes('#'), english[key]?.includes('#'), `${key} has its number`)
  }
})

function textsIn(texts: object, under = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]): [string, string][] => {
      const name = `${under}${key}`
      if (typeof value === 'function') return [[name, String(value('1', '2'))]]
      return typeof value === 'string' ? [[name, value]] : Object.entries(textsIn(value, `${name}.`))
    }),
  )
}

t.test('a line that fails names its hop and the next step', async (t) => {
  const { send, look } = await deskOf(t, { ...given, person: operatorPerson })
  const { text } = await send('/console/partners/XB/test')
  t.match(text, 'The host of the partner answers, and nothing listens at its port')
  t.match(text, 'Call the partner: its gateway is stopped')
  t.match((await look('/console/deliveries')).text, '<strong>The host of the partner answers')
  const proved = await deskOf(t, {
    ...{ person: operatorPerson, national: nationalOfOperator },
    operator: {
      testPartner: async () => ({
        ...{ partner: 'XB', tlsGroup: 'X25519', roundTripMs: 41 },
        steps: [{ step: 'tls', found: 'TLSv1.3' }],
      }),
    },
  })
  t.match((await proved.send('/console/partners/XB/test')).text, 'It answered within 41 ms; the line is ready.')
})

t.test('a card is decided on with the words that were heard, which are asked and shown nowhere', async (t) => {
  const said: Parameters<OperatorFlows['decideCard']>[] = []
  const decideCard: OperatorFlows['decideCard'] = async (...ask) => {
    said.push(ask)
    return { ...waitingCard, outcome: 'waiting' }
  }
  const { look, send } = await deskOf(t, { ...given, operator: { ...operated, decideCard }, person: operatorPerson })
  const path = `/console/cards/${theCard}`
  t.match((await look(path)).text, /<input[^>]*name="words"/)
  await send(path, { decision: 'confirm', reason: ' called B. ', words: ' abandon ability ' })
  await send(path, { decision: 'refuse', reason: 'nobody knows it', words: 'abandon' })
  t.strictSame(
    said.map(([client, card, what]) => [client.id, client.person, card, what]),
    [
      ['console:otto', 'otto', theCard, { decision: 'confirm', reason: 'called B.', words: 'abandon ability' }],
      ['console:otto', 'otto', theCard, { decision: 'refuse', reason: 'nobody knows it' }],
    ],
  )
  t.equal((await send(path, { decision: 'confirm', reason: '' })).status, 400)
  t.equal((await send(path, { reason: 'a' })).status, 400)
  t.equal((await look(`/console/cards/${'00'.repeat(32)}`)).status, 404)
  t.equal(said.length, 2)
})

t.test('a member is introduced by the card that its page shows, and what came as a file is taken in', async (t) => {
  const asked: unknown[] = []
  const { look, send } = await deskOf(t, {
    ...{ person: operatorPerson, national: nationalOfOperator },
    operator: {
      ...operated,
      introduce: async ({ person }, said) => {
        asked.push([person, said])
        return { ...introduction, state: 'asked', problem: null }
      },
      offerCard: async (_, card) => {
        asked.push(card)
        return waitingCard
      },
      hearIntroduction: async (_, heard) => void asked.push(heard),
    },
  })
  const path = '/console/partners/XB/introduction'
  const { text } = await look('/console/partners/XB')
  const form = text.slice(text.indexOf(`action="${path}"`))
  const [, card = ''] = /name="card" value="([0-9a-f]{64})"/.exec(form) ?? []
  t.equal(card, partner.sha256)
  t.strictSame(
    [...form.matchAll(/<option value="([^"]+)"/g)].map(([, code]) => code),
    ['XC'],
    'nobody is introduced to itself',
  )
  const said = { to: 'XC', card, seen: '2026-11-19', reason: 'we met' }
  t.match((await send(path, { ...said, reason: ' we met ' })).text, 'Noted. A second person says the same.')
  for (const wrong of [{ to: 'x' }, { card: 'ab' }, { seen: 'yesterday' }, { reason: ' ' }])
    t.equal((await send(path, { ...said, ...wrong })).status, 400, JSON.stringify(wrong))
  const jws = `eyJh.${'b'.repeat(70)}.c_-2`
  const wrapped = jws.replaceAll(/(.{20})/g, '$1\n ')
  t.match(await send('/console/introductions/card', { card: wrapped }), {
    status: 303,
    to: `/console/cards/${theCard}`,
  })
  t.match(await send('/console/introductions/heard', { introduction: jws }), { status: 303, to: '/console/partners' })
  t.strictSame(asked, [['otto', { about: 'XB', ...said }], jws, jws])
  t.equal((await send('/console/introductions/card', { card: 'no card at all' })).status, 400)
  t.equal((await send('/console/introductions/heard', { introduction: 'a'.repeat(4_097) })).status, 400)
  t.equal(asked.length, 3)
})

t.test('who cosigned our log last, and who owes it, is told', async (t) => {
  const { look } = await deskOf(t, { ...given, person: operatorPerson })
  const { text } = await look('/console/evidence/witnesses')
  for (const part of ['4211', 'not yet', 'Entries: 4100', 'is not asked', 'Never']) t.match(text, part)
  const quiet = { published: null, witnesses: [] }
  const alone = await deskOf(t, { person: operatorPerson, operator: { witnesses: async () => quiet } })
  const none = (await alone.look('/console/evidence/witnesses')).text
  t.match(none, 'Nothing of our log is published yet.')
  t.match(none, 'nobody vouches for our log')
})

t.test('who introduces a card is shown, and where enough count no words are asked for', async (t) => {
  const said: Parameters<OperatorFlows['decideCard']>[2][] = []
  const cards = { of: { ...waitingCard } }
  const operator = {
    ...operated,
    waitingCards: async () => ({ cards: [cards.of] }),
    decideCard: async (...[, , what]: Parameters<OperatorFlows['decideCard']>) => {
      said.push(what)
      return { ...cards.of, outcome: 'waiting' as const }
    },
  }
  const { look, send } = await deskOf(t, { ...given, operator, person: operatorPerson })
  const path = `/console/cards/${theCard}`
  const demanded = (await look(path)).text
  t.match(demanded, /What other partners say of this card/)
  t.match(demanded, /2026-11-29/)
  t.match(demanded, 'no: the exchange with it is suspended')
  t.match(demanded, '1 of 2 introductions that are wanted count. The twelve words are needed.')
  t.match(demanded, 'Yes: I heard the words of this card')
  t.match(demanded, 'yes (XC)', 'on whose word a yes rests')
  cards.of = { ...waitingCard, wordsNeeded: false }
  const free = (await look(path)).text
  t.match(free, 'No words are needed')
  t.match(free, 'or I rely on these introductions')
  await send(path, { decision: 'confirm', reason: 'they met them', words: ' ' })
  t.same(said, [{ decision: 'confirm', reason: 'they met them' }])
  cards.of = { ...waitingCard, introductions: [] }
  t.match((await look(path)).text, 'No partner has introduced it.')
  cards.of = { ...waitingCard, introductionsWanted: 0 }
  t.notMatch((await look(path)).text, /What other partners say/)
})

t.test('a yes is signed where acts are signed; the page that asks keeps what was typed out of sight', async (t) => {
  const { send } = await deskOf(t, {
    ...given,
    person: { ...operatorPerson, keys: [{ id: 'k', algorithm: 'ES256', spki: 'a', registeredAt: '' }] },
    persons: { demands: (act) => act === 'accept-partner', challengeOf: () => 'challenge' },
    operator: { waitingCards: operated.waitingCards, decideCard: async (...ask) => operated.decideCard(...ask) },
  })
  const path = `/console/cards/${theCard}`
  const asked = (await send(path, { decision: 'confirm', reason: 'called', words: 'abandon ability' })).text
  t.match(asked, 'Sign with your passkey')
  t.match(asked, '<input type="hidden" name="words" value="abandon ability">')
  t.equal(asked.split('abandon ability').length, 2, 'nowhere else')
  t.match((await send(path, { decision: 'refuse', reason: 'no' })).text, 'Noted')
})

t.test('what failed is sent again by a form; what came is not', async (t) => {
  const states = ['expired', 'refused', 'waiting', 'delivered', 'sending', 'cancelled', 'queued'] as const
  for (const state of states) {
    const deliveries = async () => ({ rows: [{ ...delivery, state }], next: null })
    const { look } = await deskOf(t, { person: operatorPerson, operator: { deliveries } })
    const again = /action="\/console\/deliveries\/01931f6e/.test((await look('/console/deliveries')).text)
    t.equal(again, ['expired', 'refused', 'waiting'].includes(state), state)
  }
  const { send } = await deskOf(t, { person: operatorPerson, operator: { redeliver: async () => false } })
  t.equal((await send(`/console/deliveries/${theCase}`)).status, 409)
})

t.test('lists go on where a page ends', async (t) => {
  const asked: unknown[] = []
  const { look } = await deskOf(t, {
    person: operatorPerson,
    operator: {
      evidence: async (ask) => {
        asked.push(ask)
        return Array.from({ length: 100 }, (_, at) => ({ ...evidenceLine, seq: at + 1 }))
      },
      deliveries: async (ask) => {
        asked.push(ask)
        return { rows: [delivery], next: 'b3BhcXVl' }
      },
    },
  })
  t.match((await look(`/console/evidence?case=${theCase}`)).text, `case=${theCase}&amp;after=100"`)
  t.match((await look('/console/deliveries?state=expired')).text, 'state=expired&amp;partner=&amp;cursor=b3BhcXVl"')
  await look('/console/deliveries?state=&partner=XB&cursor=abc')
  t.strictSame(asked, [
    { after: 0, limit: 100, case: theCase },
    { limit: 50, state: 'expired' },
    { limit: 50, partner: 'XB', cursor: 'abc' },
  ])
  for (const wrong of ['/console/evidence?case=x', '/console/deliveries?state=gone', '/console/evidence?after=-1'])
    t.equal((await look(wrong)).status, 400, wrong)
})

t.test('the wall shows whoever runs the gateway its dates, and whoever reads cases its own', async (t) => {
  const runs = await deskOf(t, { ...given, person: operatorPerson })
  const wall = (await runs.look('/console/dates')).text
  const days = [...wall.matchAll(/<th scope="row"[^>]*>(?:November )?(\w+ \d+, \d+)/g)].map(([, day]) =>
    Date.parse(day ?? ''),
  )
  t.ok(days.length >= 5)
  t.strictSame(
    days,
    days.toSorted((one, other) => one - other),
    'the earliest first',
  )
  t.match(wall, 'Clocks of cases and retention are shown to those who read cases.')
  const held: HeldLine = {
    ...{ case: theCase, partner: 'XB', agreement: 'xa-xb', profile: 'tfa12', role: 'requesting', office: 'XA1' },
    ...{ state: 'answered', content: theCase, what: 'item', message: theCase, disposed: false, terms: null },
    ...{
      retentionEnds: null,
      disposeBy: '2026-12-01',
      method: null,
      holdUntil: null,
      goesWith: [],
      outUntil: '2026-11-30',
    },
    ...{ overdue: false, copies: [] },
  }
  const reads = await deskOf(t, {
    person: { ...operatorPerson, roles: ['read'] },
    national: {
      due: async () => ({ today: '2026-11-21', until: '2026-12-21', truncated: true, next: null, rows: [] }),
      held: async () => ({ today: '2026-11-21', next: null, rows: [held] }),
    },
  })
  const own = (await reads.look('/console/dates')).text
  for (const text of [
    'December 1, 2026',
    'November 30, 2026',
    'Copies that are out',
    'There is more than is shown here.',
  ])
    t.match(own, text)
  t.notMatch(own, 'kid-1')
})

t.test(
  'an absence is told for hours that the page names; a restore is settled for one case or one partner',
  async (t) => {
    const asked: unknown[] = []
    const { send } = await deskOf(t, {
      person: operatorPerson,
      operator: {
        announceAbsence: async (_client, until) => {
          asked.push(until)
          return { until: '2026-11-21T16:00:00.000Z', partners: [] }
        },
        settleRestored: async (_client, ask) => {
          asked.push(ask)
          return operated.restored()
        },
      },
    })
    await send('/console/gateway/absence', { hours: '4' })
    await send('/console/gateway/absence')
    for (const which of ['XB', theCase]) {
      const { status, to } = await send('/console/gateway/restored', { which, reason: 'called' })
      t.strictSame([status, to], [303, '/console/gateway'])
    }
    t.strictSame(asked, [
      Date.UTC(2026, 10, 21, 16),
      undefined,
      { partner: 'XB', reason: 'called' },
      { case: theCase, reason: 'called' },
    ])
    t.equal((await send('/console/gateway/restored', { which: 'x', reason: 'called' })).status, 400)
    t.equal((await send('/console/gateway/restored', { which: 'XB', reason: ' ' })).status, 400)
  },
)
