// A short run of what `npm run faults -- rotation` does at its full length: a thief with the keys in use, and one with a next key.
import t from 'tap'
import { demandRows } from '../support/rows.ts'
import { stolenKey } from './rotation/stolen-key.ts'

t.test('a stolen active key makes no card that anybody takes, whoever helps', { timeout: 540_000 }, async (t) =>
  demandRows(t, await stolenKey(t, { tries: 50 })),
)
