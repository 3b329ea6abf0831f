// `bulla profile`: what it prints is what the gateway works by.
import t from 'tap'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { bulla } from '../../support/command-line.ts'

const folder = t.testdir({})
const tfa12 = profiles.get('tfa12') as Profile

t.test('the profiles are listed with their version, what they are about, and their title', async (t) => {
  const { exit, out } = await bulla(folder, ['profile', 'list'])
  t.equal(exit, 0)
  for (const { name, version, title } of profiles.values())
    t.match(out, new RegExp(`^${name} +${version} .*${title}`, 'm'))
  const { json } = await bulla(folder, ['profile', 'list', '--json'])
  t.same(
    (json['profiles'] as { name: string; messages: string[] }[]).map(({ name, messages }) => [name, messages]),
    [...profiles.values()].map(({ name, messages }) => [name, Object.keys(messages)]),
  )
})

t.test('a profile shows its Utility Block, roles, states, messages and fields', async (t) => {
  for (const { name, utilityBlock, roles, states, messages, regions = {} } of profiles.values()) {
    const { exit, out } = await bulla(folder, ['profile', 'show', name])
    t.equal(exit, 0, name)
    const { legalBasis, purpose, protection, data, triggers, serviceLevels, targets = [] } = utilityBlock
    for (const text of [legalBasis, purpose, protection, ...data, ...triggers, ...serviceLevels, ...targets])
      t.ok(out.includes(text), text)
    for (const [role, describe] of Object.entries(roles)) t.ok(out.includes(`${role}  ${describe}`), describe)
    for (const [state, { describe }] of Object.entries(states))
      t.ok(out.includes(`  ${state}  `) && out.includes(describe), state)
    for (const region of Object.keys(regions)) t.ok(out.includes(`  ${region}  `), region)
    for (const [type, { body }] of Object.entries(messages)) {
      t.match(out, new RegExp(`^ {2}${type} {2}`, 'm'))
      for (const field of Object.keys((body as { properties?: object }).properties ?? {}))
        t.ok(out.includes(`/${field} `), `${type} /${field}`)
    }
    t.notMatch(out, /undefined|\[object/)
  }
})

t.test(
  'each message says who sends it, where it is legal, which paragraphs it carries out, and what it asks for',
  async (t) => {
    const { out } = await bulla(folder, ['profile', 'show', 'tfa12'])
    const shown = out.slice(out.indexOf('\nMESSAGES\n'))
    const block = (type: string) => shown.split(new RegExp(`^ {2}${type} {2}`, 'm'))[1]?.split('\n\n')[0] ?? ''
    t.match(block('request'), /sent by {4}the requesting member; opens a case/)
    t.match(block('request'), /paragraphs 12\.2\.1, 12\.3/)
    t.match(block('request'), /\/exportDeclaration +may +group +12\.4\.1 a +Corresponding export declaration/)
    t.match(block('refuse'), /legal in .*accepted/)
    t.match(block('refuse'), /rests while obligations are suspended/)
    t.match(block('withdraw'), /keeps flowing while obligations are suspended/)
    const asking = Object.entries(tfa12.messages).filter(([, { owes = [] }]) => owes.length > 0)
    t.ok(asking.length > 0)
    for (const [type, { owes = [] }] of asking)
      for (const { answeredBy, source } of owes) {
        t.ok(block(type).includes(`asks for   ${answeredBy.join(' or ')} from`), type)
        t.ok(block(type).includes(`(${source}`), `${type}: ${source}`)
      }
  },
)

t.test('a state shows what each side may send from there', async (t) => {
  const { json } = await bulla(folder, ['profile', 'show', 'tfa12', '--json'])
  const states = json['states'] as { state: string; leads: Record<'requesting' | 'requested', string[]> }[]
  for (const { state, leads } of states)
    for (const [type, { from, legalIn }] of Object.entries(tfa12.messages))
      for (const role of ['requesting', 'requested'] as const)
        if (leads[role].includes(type) !== ((from === role || from === 'either') && legalIn.includes(state)))
          t.fail(`${state}: ${role} ${type}`)
  t.same(
    states.map(({ state }) => state),
    Object.keys(tfa12.states),
  )
})

t.test('labels and codes are in the language asked for', async (t) => {
  const french = await bulla(folder, ['profile', 'show', 'tfa12', '--language', 'fr'])
  for (const text of [
    'Demande',
    'Réponse',
    'Déclaration d’exportation correspondante',
    'VERIFY_ORIGIN: Vérifier l’origine',
    'b: la législation nationale',
  ])
    t.ok(french.out.includes(text), text)
  const spanish = await bulla(folder, ['profile', 'show', 'suspension', '--language', 'es'])
  for (const text of ['Suspensión', 'Infracciones', 'told: Comunicada por el otro Miembro'])
    t.ok(spanish.out.includes(text), text)
})

t.test('what is not there is said, with what is', async (t) => {
  const unknown = await bulla(folder, ['profile', 'show', 'tfa13'])
  t.equal(unknown.exit, 1)
  t.match(unknown.err, /there is no profile "tfa13"; expected one of tfa12, export-declaration/)
  t.match(unknown.err, /hint: "bulla profile list"/)
  t.equal((await bulla(folder, ['profile', 'show', 'tfa12', '--language', 'de'])).exit, 2)
})
