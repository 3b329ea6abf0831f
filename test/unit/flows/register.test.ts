// What came on paper or by e-mail is part of the case: registered by hand, kept encrypted, proven by its digest.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { openSecrets } from '../../../gateway/flows/content/secrets.ts'
import { register, registrations } from '../../../gateway/flows/sending/register.ts'
import { id, noon, type Said, tellCase, threadsStore, wantedItems, worldAt } from '../../support/threads-store.ts'

const request: Said = {
  type: 'request',
  facts: { wanted: wantedItems('w1'), discretionary: false, purposes: ['VERIFY_VALUE'] },
}
const officer = { id: 'officer', offices: ['HQ'], roles: ['submit'] } as const
const letter = {
  direction: 'in',
  channel: 'paper',
  type: 'response',
  on: '2026-05-04',
  summary: 'Letter with the confirmed invoice of Example Trading Ltd.',
  reference: '4711/26',
}
const depsWith = () => {
  const world = { ...worldAt(noon), randomOctets: (count: number) => new Uint8Array(randomBytes(count)) }
  return {
    store: threadsStore(tellCase(1, 'tfa12', 'requesting', [request])),
    secrets: openSecrets(new Uint8Array(32).fill(1), world).secrets,
    world,
    timeZone: 'UTC',
  }
}

t.test('12.6.1 a A letter is registered, read by its office, and leaves evidence without content', async (t) => {
  const here = depsWith()
  const made = await register(here, officer, id(1), letter)
  t.match(made, { ...letter, case: id(1), client: 'officer' })
  t.match(await registrations(here, officer, id(1)), [{ ...letter, sha256: made.sha256 }])
  const [row] = here.store.registered
  t.notMatch(Buffer.from(row?.secret ?? []).toString('latin1'), /invoice|4711/, 'the row holds it encrypted')
  t.match(here.store.evidenceRows, [
    {
      kind: 'registered',
      case: id(1),
      subject: made.registration,
      data: { channel: 'paper', type: 'response', sha256: made.sha256 },
    },
  ])
  t.notMatch(JSON.stringify(here.store.evidenceRows), /invoice|4711/)
  const again = await register(here, officer, id(1), letter)
  t.not(again.sha256, made.sha256, 'the digest tells nobody that two letters say the same')
})

t.test('a telephone call may stand for no message at all', async (t) => {
  const { type: _, reference: __, ...call } = { ...letter, channel: 'telephone' }
  t.match(await register(depsWith(), officer, id(1), call), { type: null, reference: null })
})

t.test('other offices learn nothing', async (t) => {
  const here = depsWith()
  const elsewhere = { ...officer, offices: ['OTHER'] }
  await t.rejects(register(here, elsewhere, id(1), letter), { code: 'not-found' })
  await t.rejects(registrations(here, elsewhere, id(1)), { code: 'not-found' })
  await t.rejects(register(here, officer, id(2), letter), { code: 'not-found' })
})

t.test('MUST be of the closed and bounded form', async (t) => {
  const refused = (changes: object, field: string) =>
    t.rejects(register(depsWith(), officer, id(1), { ...letter, ...changes }), {
      code: 'body-invalid',
      faults: [{ field }],
    })
  await refused({ on: '2026-05-06' }, '/on')
  await refused({ on: '2026-02-30' }, '/on')
  await refused({ type: 'invoice' }, '/type')
  await refused({ channel: 'pigeon' }, '/channel')
  await refused({ summary: ' ' }, '/summary')
  await refused({ summary: 'x'.repeat(4001) }, '/summary')
  await refused({ reference: 'x'.repeat(201) }, '/reference')
  await refused({ scan: 'AAAA' }, '/scan')
})

t.test('a case takes no more than its number of letters', async (t) => {
  const here = depsWith()
  await register(here, officer, id(1), letter)
  const [row] = here.store.registered
  for (let n = 1; n < 500; n += 1) if (row) here.store.registered.push(row)
  await t.rejects(register(here, officer, id(1), letter), { code: 'request-invalid' })
})
