// What the groups of an identity provider make of a person.
import t from 'tap'
import { personOf } from '../../../gateway/model/client/identity.ts'

const rules = {
  person: 'sub',
  groups: [
    { claim: 'groups', value: 'a', roles: ['read'], offices: ['XA1'] },
    { claim: 'groups', value: 'b', roles: ['read', 'submit'], offices: ['XA1', 'XA2'], function: 'Head' },
    { claim: 'groups', value: 'c', roles: ['approve'], offices: 'all', function: 'Other' },
    { claim: 'dept', value: 'it', roles: ['operate', 'monitor'], offices: 'all' },
  ],
} as const

t.test('groups add up: roles, offices, and the first function', async (t) => {
  const of = (claims: object) => personOf({ sub: 'Anna', ...claims }, rules)
  t.strictSame(of({ groups: ['a'] }), {
    ...{ id: 'anna', name: 'anna', roles: ['read'], offices: ['XA1'], language: 'en', keys: [] },
  })
  t.match(of({ groups: ['b', 'a', 'z'] }), { roles: ['read', 'submit'], offices: ['XA1', 'XA2'], function: 'Head' })
  t.match(of({ groups: ['a', 'c'] }), { roles: ['read', 'approve'], offices: 'all', function: 'Other' })
  t.match(of({ groups: 'a' }), { roles: ['read'] }, 'one text is one group')
})

t.test('whoever runs the gateway deals with no case', async (t) => {
  t.strictSame(personOf({ sub: 'otto', dept: 'it', groups: ['a', 'c'] }, rules).roles, ['operate', 'monitor'])
})

t.test('whoever is in no group is nobody here', async (t) => {
  for (const groups of [undefined, null, [], ['A'], ['ab'], 'a b', [['a']], { a: true }, true, 1])
    t.throws(() => personOf({ sub: 'anna', ...(groups !== undefined && { groups }) }, rules), {
      code: 'identity-refused',
    })
})

t.test('only what is an id is an id, and only claims of its own count', async (t) => {
  for (const sub of ['', ' anna', 'an na', 'a'.repeat(65), '../a', 'a\u202e', 7, null, ['anna']])
    t.throws(() => personOf({ sub, groups: ['a'] }, rules), { code: 'identity-refused' }, String(sub))
  t.throws(() => personOf({ groups: ['a'] }, { ...rules, person: 'constructor' }), { code: 'identity-refused' })
})

t.test('a name is shown where it is letters that are seen, in a language that is ours', async (t) => {
  const of = (claims: object) => personOf({ sub: 'anna', groups: ['a'], ...claims }, rules)
  t.equal(of({ name: ' Anna Á. ' }).name, 'Anna Á.')
  for (const name of ['', '\u202eanna', 'a\nb', 'a'.repeat(201), 7]) t.equal(of({ name }).name, 'anna', String(name))
  for (const [locale, language] of [
    ['fr-BE', 'fr'],
    ['es_419', 'es'],
    ['EN', 'en'],
    ['french', 'en'],
    ['de', 'en'],
  ] as const)
    t.equal(of({ locale }).language, language, locale)
})
