// `bulla backup`: everything that an installation is, as of one instant, in a folder that goes on
// tape. The gateway goes on working meanwhile.
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { loadConfig } from '../../../config/load.ts'
import type { Config } from '../../../config/settings.ts'
import { writeJson } from '../../../config/shapes.ts'
import { copyDurably, makeFolder, renameDurably, writeDurably } from '../../../disk/durable.ts'
import { type RebuiltLog, rebuildLog } from '../../flows/evidence/log/rebuild-log.ts'
import { refused } from '../../installation/complaint.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Parts } from '../../ports/parts.ts'
import { version } from '../../version.ts'
import { type Command, operand } from '../program/command.ts'
import { type Desk, done, failed } from '../program/desk.ts'
import { demandNew } from '../program/download.ts'
import { opensUntil } from './backup-epochs.ts'
import {
  about,
  type BackupAbout,
  database,
  digestOf,
  filesAt,
  isListable,
  kept,
  type Listed,
  openSums,
  sums,
} from './backup-folder.ts'
import { signSums } from './backup-signature.ts'
import { backupsFile, rememberBackup } from './backups-made.ts'
import type { Deps, Endpoint } from './move.ts'

export const backup: Command = {
  usage: 'backup <folder>',
  summary: 'copy store, documents, cards, agreements, clients and settings into a new folder, while the gateway runs',
  details: `All of it as of one instant. The keys are not in it unless --keys is said: the key of the installation opens every document, so it
    belongs in another safe than the backup, with operator.token, next/ and trial-ca/. "sha256sum -c ${sums}" checks the folder on any machine.`,
  options: [{ flags: '--keys', describe: 'put the keys in as well; then whoever has the backup can read everything' }],
  examples: ['bulla backup /backup/2026-09-30', 'bulla backup /backup/with-keys --keys'],
  async run(words, desk) {
    const out = resolve(desk.cwd, operand(words, 0))
    await demandNew(out)
    const config = loadConfig(desk.folder, desk.env)
    const { moving: deps } = await import('../../start/moving.ts')
    if (!(await deps.isStored(config, desk.folder)))
      throw refused(`${deps.databaseFile(config, desk.folder)}: there is no such file, so there is nothing to back up`)
    const making = join(dirname(out), `.${basename(out)}.${desk.id()}.unfinished`)
    await makeFolder(making)
    try {
      const made = await make({ deps, config, making, keys: words.flag('keys') }, desk)
      await renameDurably(making, out)
      await rememberBackup(desk.folder, { place: out, madeAt: made.about.madeAt })
      return say(out, { ...made, until: await opensUntil(made.about, desk) }, desk)
    } finally {
      await rm(making, { recursive: true, force: true })
    }
  },
}

interface Making {
  readonly deps: Deps
  readonly config: Config
  readonly making: string
  readonly keys: boolean
}

interface Made {
  readonly about: BackupAbout
  /** The id of the key of the log that signed the digests. */
  readonly signedBy: string | undefined
  readonly log: RebuiltLog
  readonly damaged: readonly string[]
  /** What lies in the folder of the installation and is in no backup. */
  readonly left: readonly string[]
}

async function make({ deps, config, making, keys }: Making, desk: Desk): Promise<Made> {
  const list = await openSums(making)
  const totals = { files: 0, bytes: 0 }
  const add = async (entry: Listed) => {
    await list.add(entry)
    totals.files += 1
    totals.bytes += (await stat(join(making, entry.path))).size
  }
  const take = async (path: string) => add({ path, sha256: await digestOf(join(making, path)) })

  // The database first: what a row refers to was there before the row.
  await deps.snapshot(config, desk.folder, join(making, database))
  const endpoint = await deps.openSqliteEndpoint(join(making, database))
  const found = await (async () => {
    try {
      const log = await rebuildLog(deps.logIn(endpoint))
      const under = [...(await deps.keysUnder(endpoint)).keys()].filter((number) => number > 0)
      return {
        log,
        under,
        ...(await copyParts(deps, endpoint, await deps.openParts(config, desk.folder), making, add, desk)),
      }
    } finally {
      await endpoint.close()
      await deps.sealSqlite(join(making, database))
    }
  })()
  await take(database)
  const unlisted: string[] = []
  for (const [place, names] of Object.entries(kept)) {
    if (place === 'keys' && !keys) continue
    for (const file of (await Promise.all(names.map((name) => filesAt(desk.folder, name)))).flat()) {
      if (!isListable(file)) {
        unlisted.push(file)
        continue
      }
      await copyDurably(join(desk.folder, file), join(making, place, file))
      await take(`${place}/${file}`)
    }
  }
  const { size, rootHash } = found.log
  const described: BackupAbout = {
    format: 1,
    member: config.MEMBER,
    madeAt: new Date(desk.now()).toISOString(),
    program: version,
    store: config.STORE,
    keys,
    ...totals,
    log: { size, rootHash },
    missingParts: found.missing,
    epochs: found.under.sort((a, b) => a - b),
    horizonMs: config.BACKUP_HORIZON_MS,
  }
  await writeDurably(join(making, about), writeJson(described))
  await take(about)
  await list.close()
  const signedBy = await signSums(making, config.MEMBER, desk)
  const known: readonly string[] = [...kept.folder, ...kept.keys, basename(config.DATA_FOLDER), backupsFile]
  const others = (await readdir(desk.folder)).filter((name) => !known.includes(name) && !name.startsWith('.'))
  const left = [...others, ...unlisted].sort()
  return { about: described, signedBy, log: found.log, damaged: found.damaged, left }
}

/**
 * Copies the parts that the snapshot refers to; each is read as what its name says, or not at all.
 */
async function copyParts(
  deps: Deps,
  endpoint: Endpoint,
  parts: Parts,
  making: string,
  add: (entry: Listed) => Promise<void>,
  desk: Desk,
): Promise<{ missing: string[]; damaged: string[] }> {
  const [missing, damaged]: [string[], string[]] = [[], []]
  const to = await deps.openPartsIn(making)
  let total = 0
  for await (const { bytes } of deps.partsIn(endpoint)) total += bytes
  const progress = desk.progress('parts', total)
  for await (const { sha256, bytes, carried } of deps.partsIn(endpoint)) {
    try {
      const put = await to.put(parts.read(sha256))
      if (put.sha256 === sha256) await add({ path: `parts/${sha256.slice(0, 2)}/${sha256}`, sha256 })
      else {
        await to.remove(put.sha256)
        damaged.push(sha256)
      }
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'part-missing')) throw error
      // A document that no message took may have been removed since the snapshot.
      if (carried) missing.push(sha256)
    }
    progress.advance(bytes)
  }
  progress.finish()
  // Where a partner's parts would arrive: in a backup nothing does.
  await rm(join(making, 'arrivals'), { recursive: true, force: true })
  return { missing, damaged }
}

function say(out: string, { about, signedBy, log, damaged, left, until }: Made & { until: number }, desk: Desk) {
  desk.say(
    `${out}: ${about.files} files, ${about.bytes} octets, the evidence log with ${log.size} leaves and the root ${log.rootHash}`,
    about.keys
      ? 'the KEYS are in it, but for those of epochs: whoever has this backup and keys/epochs can read everything, and signs as we do with it alone'
      : `NOT in it: ${kept.keys.map((name) => (name.includes('.') ? name : `${name}/`)).join(', ')}. Keep a copy of them in another safe; without keys/installation.key and keys/epochs/ nobody can read these documents`,
    ...(left.length > 0 ? [`not in any backup, as it is made anew or is yours: ${left.join(', ')}`] : []),
    `it opens until ${new Date(until).toISOString().slice(0, 10)} (EPOCH_MS, BACKUP_HORIZON_MS), and is kept no longer`,
  )
  if (until <= desk.now())
    desk.note(
      'that day is over: the gateway stood still when the epoch was to end, and its next start destroys the key; it opens for as long as a copy made by "bulla keys epoch --copy" is not brought up to date',
    )
  if (signedBy !== undefined)
    desk.say(`signed with the key of the log, ${signedBy}: write that down, a restore without keys/ asks for it`)
  for (const part of about.missingParts) desk.note(`part ${part}: missing here, so it is not in the backup`)
  for (const part of damaged)
    desk.note(`part ${part}: its octets are not those of its name, so it is not in the backup`)
  if (!log.fits)
    desk.note(
      `the evidence log of this store is not the one that was published: its first ${log.published} leaves have another root`,
    )
  const whole = about.missingParts.length + damaged.length === 0 && log.fits
  if (!whole)
    desk.note(
      'hint: the backup holds all that is left; run "bulla evidence check", and look for the missing in older backups',
    )
  return (whole ? done : failed)({
    backup: out,
    ...about,
    signedBy: signedBy ?? null,
    damagedParts: damaged,
    logFits: log.fits,
    left,
  })
}
