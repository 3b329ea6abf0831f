// Octets of a file that somebody else writes are seen as they are now, also where there was no file at first.
import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { glanceAt } from '../../../disk/glance.ts'
import { scratch } from '../../support/installation.ts'

t.test('a look finds what lies there now, and what is missing is not made up', async (t) => {
  const file = join(await scratch(t), 'log')
  const glance = glanceAt(file)
  t.teardown(glance.close)
  t.equal(glance.of(2, 3), undefined, 'there is no file yet')
  writeFileSync(file, 'abcd')
  t.equal(Buffer.from(glance.of(2, 3) ?? []).toString(), 'cd', 'as much as there is')
  appendFileSync(file, 'ef')
  t.equal(Buffer.from(glance.of(2, 3) ?? []).toString(), 'cde')
  truncateSync(file)
  t.equal(glance.of(2, 3)?.length, 0)
  glance.close()
  glance.close()
  const folder = glanceAt(join(file, 'no-folder'))
  t.throws(() => folder.of(0, 1), { code: 'ENOTDIR' }, 'what stands in the way is told')
  mkdirSync(`${file}.d`)
  t.throws(() => glanceAt(`${file}.d`).of(0, 1), { code: 'EISDIR' })
})
