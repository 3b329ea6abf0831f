import t from 'tap'
import Type from 'typebox'
import { numbersIn } from '../../../gateway/model/profile/searched.ts'

const number = (by: string) => Type.String({ search: by })
const schema = Type.Object({
  declaration: Type.Object({ number: number('declaration'), country: Type.String() }),
  persons: Type.Array(Type.Object({ identifier: Type.Optional(number('trader')), name: Type.String() })),
  also: Type.Optional(Type.Array(number('file'))),
})

t.test('every number is found where its field says that it is one, each once, however it is written', async (t) => {
  const body = {
    declaration: { number: '26-xa 01', country: 'XA' },
    persons: [{ identifier: 'xa.1', name: '26XA02' }, { name: 'none' }, { identifier: 'XA 1', name: 'twice' }],
    also: ['v/1', '--', 'V2'],
  }
  t.same(numbersIn(schema, body), [
    { by: 'declaration', number: '26XA01' },
    { by: 'trader', number: 'XA1' },
    { by: 'file', number: 'V1' },
    { by: 'file', number: 'V2' },
  ])
})

t.test('what has another shape holds no number there', async (t) => {
  for (const body of [
    null,
    'text',
    [],
    {},
    { declaration: 'X1' },
    { declaration: { number: 5 } },
    { persons: {} },
    { also: 'V1' },
  ])
    t.same(numbersIn(schema, body), [])
  t.same(numbersIn(schema, Object.create({ also: ['V1'] })), [], 'nor one that it inherits')
})
