// `bulla restore`: puts a backup back into an empty place, into whichever store the settings there
// name, and proves that it is the same.
import { createReadStream } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { loadConfig, settingsFile } from '../../../config/load.ts'
import type { Config } from '../../../config/settings.ts'
import { sha256Hex } from '../../../crypto/octets.ts'
import { copyDurably, makeFolder, renameDurably, writeDurably } from '../../../disk/durable.ts'
import { isThere } from '../../../disk/there.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import { placesIn } from '../../installation/places.ts'
import { type Command, operand } from '../program/command.ts'
import { type Desk, done } from '../program/desk.ts'
import { demandOpens } from './backup-epochs.ts'
import { about, type BackupAbout, database, digestOf, kept, type Listed, listed, readAbout } from './backup-folder.ts'
import { demandOurs, demandPlainFile } from './backup-signature.ts'
import { type Deps, demandIdle, type Endpoint, type Moved, moveRows, openIdle, sayProof } from './move.ts'
import { copyName, forgetLog, type Noting, noting, removeCopies } from './restore-note.ts'

export const restore: Command = {
  usage: 'restore <backup>',
  summary: 'put a backup back into an empty folder and an empty store, of either kind',
  details: `Checks first that a key of ours signed the backup, and every digest; then it copies, and compares store and evidence log with the backup. The settings of the backup hold, unless
    there is a bulla.json already or BULLA_… says otherwise: so a backup goes from one kind of store into the other. Broken off, it goes on
    where it stopped. A restored gateway lacks what happened since: before its doors open it asks its partners for that, and gives nothing
    out of a case until it is here or a person has settled it ("bulla restored").`,
  options: [
    {
      flags: '--signed-by <key>',
      describe:
        'the key of our log that signed the backup, as "bulla backup" told it; not needed where keys/ lies here',
    },
    {
      flags: '--unsigned',
      describe:
        'take a backup that no key of ours signed, such as one of before 0.3.0: you vouch for who could write to it',
    },
    {
      flags: '--replace',
      describe:
        'take the place of what is there: a SQLite file is put aside, PostgreSQL is emptied, other small files are overwritten',
    },
  ],
  examples: [
    'bulla restore /backup/2026-09-30 --folder /var/lib/bulla',
    'BULLA_STORE=postgres BULLA_POSTGRES_URL=postgres://bulla@db.example/bulla bulla restore /backup/2026-09-30',
  ],
  async run(words, desk) {
    const backup = resolve(desk.cwd, operand(words, 0))
    const described = await readAbout(backup)
    const { member } = described
    await demandOurs(backup, { member, signedBy: words.text('signed-by'), unsigned: words.flag('unsigned') }, desk)
    await demandOpens(backup, described, desk)
    const { small, listedDatabase } = await verified(backup, described, desk)
    const replace = words.flag('replace')
    await demandRoom(backup, small, desk.folder, replace)
    await makeFolder(desk.folder)
    const settings = join(desk.folder, settingsFile)
    const ofSettings = small.find(({ path }) => path === `folder/${settingsFile}`)
    if (ofSettings && !(await isThere(settings))) await copied(backup, ofSettings, settings)
    const config = loadConfig(desk.folder, desk.env)
    if (config.MEMBER !== described.member)
      throw refused(`${settings} is of ${config.MEMBER}, the backup is of ${described.member}; nothing was restored`)
    const { moving: deps } = await import('../../start/moving.ts')
    const note = await noting({ deps, config, backup, described, listedDatabase }, desk)
    const moved = await restoreStore({ deps, config, backup, described, listedDatabase, replace, note }, desk)
    await forgetLog(deps, config, desk)
    const parts = await restoreParts(deps, config, backup, desk)
    for (const each of small) {
      const to = placeOf(each.path, desk.folder)
      if (to !== settings) await copied(backup, each, to)
    }
    await note.end()
    sayProof(desk, moved)
    await sayWhatNext(desk, described)
    const { rows, log } = moved
    return done({
      backup,
      folder: desk.folder,
      store: config.STORE,
      rows,
      parts,
      log,
      missingParts: described.missingParts,
    })
  },
}

interface Verified {
  /** Of the folder of the installation, and its keys. */
  readonly small: readonly Listed[]
  readonly listedDatabase: string
}

/** Nothing comes into an installation but what `bulla backup` takes out of one. */
function isPlaceOfOurs(path: string): boolean {
  if (path === about || path === database || /^parts\/[0-9a-f]{2}\/[0-9a-f]{64}$/.test(path)) return true
  const [place = '', name = '', ...rest] = path.split('/')
  const names: readonly string[] = Object.hasOwn(kept, place) ? kept[place as keyof typeof kept] : []
  return names.includes(name) && rest.every((each) => !each.startsWith('.'))
}

/**
 * Every file that is listed must be there with its digest, before anything is written. Answers with
 * the small ones.
 */
async function verified(backup: string, { bytes }: BackupAbout, desk: Desk): Promise<Verified> {
  const small: Listed[] = []
  let listedDatabase = ''
  const faults: string[] = []
  const seen = new Set<string>()
  const missing = new Set([about, database, `folder/${settingsFile}`])
  const progress = desk.progress('checking', bytes)
  for await (const { path, sha256 } of listed(backup)) {
    missing.delete(path)
    if (seen.has(path)) faults.push(`${path}: is listed twice`)
    seen.add(path)
    const fault = await demandPlainFile(backup, path)
      .then(() => digestOf(join(backup, path), (count) => progress.advance(count)))
      .then(
        (found) => (found === sha256 ? undefined : `has SHA-256 ${found}, expected ${sha256}`),
        (error: unknown) => `cannot be read (${messageOf(error)})`,
      )
    if (fault !== undefined) faults.push(`${path}: ${fault}`)
    if (path === database) listedDatabase = sha256
    if (!isPlaceOfOurs(path)) faults.push(`${path}: is no file that a backup holds`)
    else if (/^(?:folder|keys)\//.test(path)) small.push({ path, sha256 })
  }
  progress.finish()
  for (const path of missing) faults.push(`${path}: is not listed`)
  if (faults.length === 0) return { small, listedDatabase }
  desk.note(...faults.slice(0, 20))
  throw refused(
    `${backup}: ${faults.length} files are not as they were backed up; nothing was restored`,
    'take another copy of this backup, or an older one',
  )
}

/** What was checked is what is written, whoever changes the backup meanwhile. */
async function copied(backup: string, { path, sha256 }: Listed, to: string): Promise<void> {
  await demandPlainFile(backup, path)
  const octets = await readFile(join(backup, path))
  if (sha256Hex(octets) !== sha256)
    throw refused(
      `${join(backup, path)}: changed while it was restored`,
      'find out who writes there, then run it again',
    )
  await makeFolder(dirname(to))
  await writeDurably(to, octets, { mode: (await stat(join(backup, path))).mode & 0o777 })
}

/** Where a small file of the backup belongs. */
const placeOf = (path: string, folder: string): string => join(folder, path.replace(/^(?:folder|keys)\//, ''))

/**
 * What is there may be the same, or is replaced when that was asked for. Settings that are there
 * stay.
 */
async function demandRoom(backup: string, small: readonly Listed[], folder: string, replace: boolean): Promise<void> {
  const others: string[] = []
  for (const { path, sha256 } of small) {
    const to = placeOf(path, folder)
    if (path === `folder/${settingsFile}` || !(await isThere(to))) continue
    if ((await digestOf(to)) !== sha256) others.push(to)
  }
  if (others.length === 0 || replace) return
  throw refused(
    `${others.slice(0, 5).join(', ')}${others.length > 5 ? ` and ${others.length - 5} more` : ''}: not as in ${backup}; nothing was restored`,
    'restore into an empty folder, or say --replace to overwrite what is there',
  )
}

interface Restoring {
  readonly deps: Deps
  readonly config: Config
  readonly backup: string
  readonly described: BackupAbout
  /** The digest of the database, as it was listed. */
  readonly listedDatabase: string
  readonly replace: boolean
  readonly note: Noting
}

async function restoreStore(
  { deps, config, backup, described, listedDatabase, replace, note }: Restoring,
  desk: Desk,
): Promise<Moved> {
  let to = await openIdle(() => deps.openStopped(config, desk.folder))
  // A copy, because an older schema is brought up to date, and a tape cannot be written to.
  const data = dirname(deps.databaseFile(config, desk.folder))
  const copy = copyName(data, desk.id())
  let from: Endpoint | undefined
  try {
    await makeFolder(data)
    await removeCopies(data)
    await demandPlainFile(backup, database)
    await copyDurably(join(backup, database), copy)
    if ((await digestOf(copy)) !== listedDatabase)
      throw refused(
        `${join(backup, database)}: changed while it was restored`,
        'find out who writes there, then run it again',
      )
    from = await deps.openSqliteEndpoint(copy)
    const since = await deps.markRestored(from, note.mark)
    if (config.STORE !== 'sqlite') await demandIdle(deps, to, desk)
    const why = await deps.hindrance(from, to)
    if (why !== undefined && !replace)
      throw refused(
        `${why}; nothing was restored`,
        'restore into an empty store, or say --replace to put away what is there',
      )
    await note.begin(since)
    if (why !== undefined) to = await cleared({ deps, config, to }, desk)
    const moved = await moveRows(deps, from, to, desk)
    if (moved.log.rootHash !== described.log.rootHash)
      throw refused(`the evidence log has the root ${moved.log.rootHash}, the backup says ${described.log.rootHash}`)
    return moved
  } finally {
    await from?.close()
    for (const end of ['', '-wal', '-shm', '-lock']) await rm(`${copy}${end}`, { force: true })
    await to.close()
  }
}

/** SQLite is put aside, PostgreSQL emptied. */
async function cleared(
  { deps, config, to }: { deps: Deps; config: Config; to: Endpoint },
  desk: Desk,
): Promise<Endpoint> {
  if (config.STORE !== 'sqlite') {
    await deps.empty(to)
    desk.say(`${to.place}: emptied`)
    return to
  }
  await to.close()
  const file = deps.databaseFile(config, desk.folder)
  const aside = `${file}.replaced-${desk.id()}`
  // Closed by the only one that used it, so that nothing is left in a log beside it.
  await renameDurably(file, aside)
  desk.say(`${file}: put aside as ${aside}; it holds keys of what is disposed of from now on: delete it in time`)
  return openIdle(() => deps.openStopped(config, desk.folder))
}

/** Into whichever place the settings name; what is there already is not sent again. */
async function restoreParts(deps: Deps, config: Config, backup: string, desk: Desk): Promise<number> {
  const to = await deps.openParts(config, desk.folder)
  let restored = 0
  const progress = desk.progress('parts', 0, 'entries')
  for await (const { path, sha256 } of listed(backup)) {
    if (!path.startsWith('parts/')) continue
    const file = join(backup, path)
    if ((await to.size(sha256)) !== (await stat(file)).size) {
      const put = await to.put(createReadStream(file))
      if (put.sha256 !== sha256)
        throw refused(`${path}: changed while it was restored`, 'check the medium, then run it again')
    }
    restored += 1
    progress.advance(1)
  }
  progress.finish()
  return restored
}

async function sayWhatNext(desk: Desk, { madeAt, missingParts }: BackupAbout): Promise<void> {
  const { installationKey } = placesIn(desk.folder)
  desk.say(`restored as of ${madeAt}. What now:`)
  if (!(await isThere(installationKey)))
    desk.say(
      `  1. put keys/ back from its own safe (modes 0700 and 0600), and keys/epochs/ from its copy: ${installationKey} is missing, and nothing can be read without it`,
    )
  else
    desk.say(
      '  1. keys/ is there; it must be the one of the time of the backup, or newer, with the epochs/ of that time in it',
    )
  desk.say(
    '  2. bulla check --offline',
    '  3. bulla serve. Before its doors open it asks its partners how much of its evidence log they have seen. When that is more than this',
    '     backup holds it raises log.alarm, takes, releases and signs nothing (log-behind): docs/operations.md, "Backup and restore", says what to do then',
    '     Then it asks them which statements of ours they hold since: nothing leaves a case before its partner has answered',
    '  4. bulla restored, which lists what stands open by that, and bulla restored settle for what cannot be had',
    '  5. bulla evidence check, and compare with each partner what was exchanged since then',
  )
  for (const part of missingParts) desk.note(`part ${part} was missing when the backup was made`)
}
