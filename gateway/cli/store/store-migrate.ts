// `bulla store migrate`: moves a stopped installation from its SQLite file into PostgreSQL, and
// proves that nothing changed on the way.

import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { loadConfig } from '../../../config/load.ts'
import { writeJson } from '../../../config/shapes.ts'
import { jsonText } from '../../../crypto/json.ts'
import { changeDurably } from '../../../disk/change.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import { placesIn, readGiven } from '../../installation/places.ts'
import { Problem } from '../../model/problems/problems.ts'
import { type Command, required, type Words } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'
import { demandIdle, moveRows, openIdle, sayProof } from './move.ts'
import { storeTrouble } from './store-hints.ts'

export const storeMigrate: Command = {
  usage: 'store migrate',
  summary: 'move the store of a stopped installation from SQLite to PostgreSQL',
  details: `Copies every table in batches, then reads both sides again: row by row, and the evidence log leaf by leaf. The original stays
    as it is. Broken off, it goes on where it stopped. Parts are not moved: point PARTS at a shared folder or at S3 and copy them there.`,
  options: [
    { flags: '--to <url>', describe: 'the empty database: postgres://user@host:5432/database, without a password' },
    { flags: '--password-file <file>', describe: 'file that holds the password of that user' },
    {
      flags: '--ca-file <file>',
      describe: 'certificates that vouch for the database (PEM); with it TLS and nothing else',
    },
    { flags: '--switch', describe: 'write the new place into bulla.json when everything is proven' },
  ],
  examples: [
    'bulla store migrate --to postgres://bulla@db.example:5432/bulla --password-file /etc/bulla/db.password',
    'bulla store migrate --to postgres://bulla@db.example/bulla --password-file db.password --ca-file db-ca.pem --switch',
  ],
  async run(words, desk) {
    const target = targetOf(words, desk)
    const config = loadConfig(desk.folder, desk.env)
    if (config.STORE !== 'sqlite')
      throw refused(
        `this installation keeps its store in ${config.STORE} already`,
        '"bulla backup" and "bulla restore" go from any store to any other',
      )
    const { moving: deps } = await import('../../start/moving.ts')
    if (!(await deps.isStored(config, desk.folder)))
      throw refused(
        `${deps.databaseFile(config, desk.folder)}: there is no such file, so there is nothing to move`,
        'a new installation takes STORE postgres in bulla.json at once',
      )
    const from = await openIdle(() => deps.openStopped(config, desk.folder))
    try {
      const to = await deps
        .openPostgresEndpoint({ ...(await secretsOf(target)), url: target.url, timeoutMs: config.POSTGRES_TIMEOUT_MS })
        .catch((error: unknown) => {
          const { found, hint } = error instanceof Problem ? storeTrouble(error) : { found: messageOf(error), hint: '' }
          // What is not installed is told with the command that installs it.
          if (/ not installed; install /.test(found)) throw refused(found, 'nothing was changed')
          throw refused(
            found,
            hint || 'look at the address, the password and whether the database is there',
            'nothing was changed',
          )
        })
      try {
        await demandIdle(deps, to, desk)
        const why = await deps.hindrance(from, to)
        if (why !== undefined)
          throw refused(
            why,
            'expected an empty database, or the beginning of a copy of this very store; nothing was changed',
          )
        const moved = await moveRows(deps, from, to, desk)
        sayProof(desk, moved)
        desk.say(`${to.place} is the same as ${from.place}: every row, and every leaf of the evidence log`)
        await switchOver(words, desk, target)
        const { rows, tables, log } = moved
        return done({ from: from.place, to: to.place, rows, tables, log, switched: words.flag('switch') })
      } finally {
        await to.close()
      }
    } finally {
      await from.close()
    }
  },
}

interface Target {
  readonly url: string
  readonly passwordFile: string | undefined
  readonly caFile: string | undefined
}

function targetOf(words: Words, { cwd }: Desk): Target {
  const given = required(words, 'to', 'postgres://bulla@db.example:5432/bulla')
  const url = URL.parse(given)
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol))
    throw wrongUse(
      '--to must be the address of a PostgreSQL database',
      'such as postgres://bulla@db.example:5432/bulla',
    )
  if (url.password !== '' || url.searchParams.has('password'))
    throw wrongUse(
      '--to holds a password, which would show in lists of processes',
      'put it into a file and say --password-file',
    )
  const file = (option: string) => {
    const path = words.text(option)
    return path === undefined ? undefined : resolve(cwd, path)
  }
  return { url: given, passwordFile: file('password-file'), caFile: file('ca-file') }
}

async function secretsOf({ passwordFile, caFile }: Target): Promise<{ password?: string; caPem?: string }> {
  return {
    ...(passwordFile !== undefined && { password: (await readGiven(passwordFile, 'a password')).trim() }),
    ...(caFile !== undefined && { caPem: await readGiven(caFile, 'certificates in PEM') }),
  }
}

async function switchOver(words: Words, desk: Desk, { url, passwordFile, caFile }: Target): Promise<void> {
  const change = {
    STORE: 'postgres',
    POSTGRES_URL: url,
    ...(passwordFile !== undefined && { POSTGRES_PASSWORD_FILE: passwordFile }),
    ...(caFile !== undefined && { POSTGRES_CA_FILE: caFile }),
  }
  const { settings } = placesIn(desk.folder)
  if (words.flag('switch')) {
    const mode = (await stat(settings)).mode & 0o777
    await changeDurably(settings, (old) => writeJson({ ...JSON.parse(jsonText(old ?? '{}')), ...change }), { mode })
    desk.say(`${settings} names the new place; "bulla serve" works on it from now on`)
  } else
    desk.say(
      `now put this into ${settings}, or into the environment as BULLA_…, and start:`,
      ...Object.entries(change).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`),
    )
  desk.note(
    'hint: keep the SQLite file until the next backup, and never serve on it again: its log would have two histories',
  )
}
