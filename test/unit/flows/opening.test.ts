// What was received opens for a proof of exactly this content, and for nothing else.
import t from 'tap'
import type { Allowed } from '../../../gateway/flows/content/opening.ts'
import { heldCase, plaintext, textOf } from '../../support/held-case.ts'

const proof = (content: string) => ({ content }) as unknown as Allowed

t.test('an item and a body open for the proof that they may, once it is about them', async (t) => {
  const { deps, rows, item, response, request } = await heldCase()
  const [row] = rows.items
  if (!row) throw new Error('no item')
  const opened = deps.opener.item(row, proof(item))
  if (!opened) throw new Error('it does not open')
  t.equal(opened.name, 'declaration.txt')
  t.equal(await textOf(opened.octets()), Buffer.from(plaintext).toString())
  t.match(deps.opener.body(response, proof(response.id)), { content: { form: { note: 'What XB found.' } } })
  for (const other of [response.id, request.id, '', item.toUpperCase()])
    t.throws(() => deps.opener.item(row, proof(other)), { code: 'internal' }, `not for that of ${other}`)
  for (const other of [item, request.id, ''])
    t.throws(() => deps.opener.body(response, proof(other)), { code: 'internal' }, `not for that of ${other}`)
})

t.test('nothing opens after its key was destroyed, and what was swapped is altered', async (t) => {
  const { deps, rows, item, response } = await heldCase()
  const [row] = rows.items
  if (!row) throw new Error('no item')
  t.equal(deps.opener.item({ ...row, key: null, secret: null }, proof(item)), undefined)
  t.equal(deps.opener.body({ ...response, key: null, secret: null }, proof(response.id)), undefined)
  const { secret, key } = response
  t.throws(() => deps.opener.item({ ...row, secret, key }, proof(item)), { code: 'store-altered' })
  const ofOthers = await heldCase()
  const theirs = { ...response, secret: ofOthers.response.secret, key: ofOthers.response.key }
  t.throws(() => deps.opener.body(theirs, proof(response.id)), { code: 'store-altered' })
})

/** Held by the compiler: who was not allowed has no proof. */
// @ts-expect-error the proof is not made by naming the content
const forged = (content: string): Allowed => ({ content })
t.type(forged, 'function')
