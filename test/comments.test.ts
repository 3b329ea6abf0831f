// Comments fit in 100 columns, and every file opens with what it is for, but for rooms that are named here and still to do.
import { globSync, readFileSync } from 'node:fs'
import t from 'tap'

const root = new URL('../', import.meta.url)
const widest = 100

/** Lines of a comment alone that are too wide; an address that cannot be broken is none. */
const wideIn = (text: string): number =>
  text
    .split('\n')
    .filter((line) => line.length > widest && /^\s*(?:\/\/|\/\*|\*)/.test(line) && !/https?:\/\/\S{60}/.test(line))
    .length

/** A sentence before the first line of code. */
const opens = (text: string): boolean => /^(?:#!.*\n)?(?:\/\/ \S|\/\*)/.test(text)

const roomOf = (path: string): string => path.split('/').slice(0, -1).slice(0, 3).join('/')

/** Rooms with files that would be too long if their comments were wrapped, and steps of the store that stay as they are. */
const wideStill: readonly string[] = [
  'adapters/store/dialect',
  'gateway/flows/evidence',
  'gateway/ports/doors',
  'gateway/ports',
]

/** Rooms with files that do not say yet what they are for. */
const silentStill: readonly string[] = [
  'config',
  'crypto',
  'crypto/card',
  'crypto/jose',
  'crypto/log',
  'crypto/part',
  'crypto/statement',
  'crypto/x509',
  'gateway/cli/check',
  'gateway/model',
  'gateway/model/terms',
  'gateway/profiles',
  'gateway/profiles/between',
  'gateway/profiles/export-declaration',
  'gateway/profiles/tfa12',
]

const files = globSync('{disk,client,config,crypto,gateway,adapters}/**/*.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))
const roomsWith = (fault: (text: string) => boolean): string[] => [
  ...new Set(files.filter(({ text }) => fault(text)).map(({ path }) => roomOf(path))),
]

t.test('a comment that is too wide, and a file that does not open with what it is for, are found', async (t) => {
  t.equal(wideIn(`// ${'x '.repeat(60)}\nconst a = 1\n * ${'y '.repeat(60)}`), 2)
  t.equal(wideIn(`const a = '${'x'.repeat(200)}' // short`), 0)
  t.ok(opens('// What it is for.\nimport a') && opens('/** What it is for. */') && opens('#!/usr/bin/node\n// What.'))
  t.notOk(opens("import a from 'a'\n// Late."))
})

t.test('comments fit in 100 columns', async (t) => {
  t.ok(files.length > 300)
  t.same(
    roomsWith((text) => wideIn(text) > 0),
    wideStill,
    'a room that is in order is taken off the list',
  )
})

t.test('every file opens with what it is for', async (t) => {
  t.same(
    roomsWith((text) => !opens(text)),
    silentStill,
    'a room that is in order is taken off the list',
  )
})
