// Settings of the identity provider: closed, and none of them a secret.
import t from 'tap'
import { readConfig } from '../../../config/load.ts'
import { settings } from '../../../config/settings.ts'

const group = { claim: 'groups', value: 'a', roles: ['read'], offices: ['XA000101'] }

t.test('the table of groups is closed, in the file and in the environment', async (t) => {
  const { parse } = settings.OIDC_ROLES
  t.strictSame(parse([group]), [group])
  t.strictSame(parse(JSON.stringify([group])), [group])
  t.strictSame(parse([{ ...group, offices: 'all', function: 'Head' }]), [
    { ...group, offices: 'all', function: 'Head' },
  ])
  const wrong = [
    ...[[], {}, 'x', '[', [{}], [{ ...group, more: 1 }], [{ ...group, roles: ['root'] }], [{ ...group, roles: [] }]],
    ...[
      [{ ...group, offices: 'some' }],
      [{ ...group, offices: ['xa'] }],
      [{ ...group, value: '' }],
      [{ ...group, value: 1 }],
    ],
    [{ ...group, function: '\u202e' }],
  ]
  for (const value of wrong) t.throws(() => parse(value), /a list such as/, JSON.stringify(value))
})

t.test('an issuer is reached over TLS, or on this machine', async (t) => {
  const { parse } = settings.OIDC_ISSUER
  for (const issuer of [
    'https://a.example',
    'https://a.example:8443/realms/x',
    'http://127.0.0.1:80/',
    'http://localhost',
  ])
    t.equal(parse(issuer), issuer)
  for (const issuer of [
    'http://a.example',
    'http://localhost.a.example',
    'https://u@a.example',
    'https://a.example?x',
    'a',
    7,
  ])
    t.throws(() => parse(issuer), /https URL/, String(issuer))
})

t.test('a provider needs a client and a table; what is asked for begins with openid', async (t) => {
  const { faults } = readConfig('/nowhere', { BULLA_MEMBER: 'XA', BULLA_OIDC_ISSUER: 'https://a.example' })
  t.ok(faults.length > 0)
  for (const scope of ['profile', 'openid  x', 'openid "', '']) t.throws(() => settings.OIDC_SCOPE.parse(scope))
  t.equal(settings.OIDC_SCOPE.parse('openid profile groups'), 'openid profile groups')
  t.notOk(
    Object.keys(settings).some((name) => /OIDC.*SECRET$/.test(name)),
    'the secret is a file',
  )
})
