// When two acts are known to be of two persons, and how an id of a person is written.
import t from 'tap'
import { actorOf, apart, nameOf, readPerson } from '../../../gateway/model/client/actor.ts'

t.test('two persons are two where both are stated, or two clients stand for them [R17b]', async (t) => {
  const [anna, ben] = [{ person: 'anna' }, { person: 'ben' }]
  for (const [one, other, found] of [
    [{ client: 'a', ...anna }, { client: 'a', ...ben }, 'two'],
    [{ client: 'a', ...anna }, { client: 'b', ...ben }, 'two'],
    [{ client: 'a', ...anna }, { client: 'b', ...anna }, 'same'],
    [{ client: 'a' }, { client: 'b' }, 'two'],
    [{ client: 'a' }, { client: 'a' }, 'same'],
    [{ client: 'a', ...anna }, { client: 'b' }, 'unknown'],
    [{ client: 'a' }, { client: 'a', ...anna }, 'unknown'],
  ] as const) {
    t.equal(apart(one, other), found)
    t.equal(apart(other, one), found)
  }
  t.same(actorOf({ id: 'a', person: undefined }), { client: 'a' })
  t.equal(nameOf({ client: 'a', ...anna }), 'anna')
  t.equal(nameOf({ client: 'a' }), 'a')
})

t.test('an id of a person has one spelling', async (t) => {
  t.equal(readPerson('Anna.B@Customs'), 'anna.b@customs')
  for (const wrong of ['', ' anna', 'anna\n', '.anna', 'a/b', 'änna', 'x'.repeat(65)])
    t.equal(readPerson(wrong), undefined, wrong)
})
