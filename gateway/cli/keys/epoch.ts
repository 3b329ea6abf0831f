// `bulla keys epoch`: what the keys of epochs open and until when, a copy of them for the safe, and
// the end of all older ones at once.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { loadConfig } from '../../../config/load.ts'
import type { Config } from '../../../config/settings.ts'
import { destroyDurably } from '../../../disk/destroy.ts'
import { makeFolder, writeDurably } from '../../../disk/durable.ts'
import { namesIn } from '../../../disk/there.ts'
import { refused } from '../../installation/complaint.ts'
import type { Command } from '../program/command.ts'
import { type Desk, done, type Outcome, wrongUse } from '../program/desk.ts'
import { backupsMade } from '../store/backups-made.ts'
import { demandIdle, openIdle } from '../store/move.ts'

export const keysEpoch: Command = {
  usage: 'keys epoch',
  summary: 'show which epochs the keys of items and bodies are wrapped by, and end the older ones',
  details: `An epoch lasts EPOCH_MS; BACKUP_HORIZON_MS after its end its key is destroyed, and no backup of that time opens any more. --now does that at once,
while every gateway stands still: a new epoch begins, every living key is wrapped by it, and the keys of all older ones are destroyed.
--copy makes a folder the same as that of the keys: new ones are put there, and what ended is destroyed there too. No backup has them, so a new
machine needs that copy.`,
  options: [
    { flags: '--now', describe: 'end all older epochs: nothing that was backed up before opens any more' },
    { flags: '--copy <folder>', describe: 'bring a copy of the keys, on a medium of its own, up to date' },
  ],
  examples: ['bulla keys epoch', 'bulla keys epoch --copy /safe/epochs', 'bulla keys epoch --now'],
  async run(words, desk) {
    const config = loadConfig(desk.folder, desk.env)
    const { moving } = await import('../../start/moving.ts')
    const folder = moving.epochsFolder(config, desk.folder)
    const to = words.text('copy')
    if (words.flag('now') && to !== undefined)
      throw wrongUse('--now and --copy are two steps', 'bulla keys epoch --now, then bulla keys epoch --copy <folder>')
    if (words.flag('now')) return endOlder(config, folder, desk)
    return to === undefined ? show(config, folder, desk) : copy(folder, resolve(desk.cwd, to), desk)
  },
}

async function opened(folder: string, desk: Desk) {
  const { installation } = await desk.readKeys(desk.folder)
  const { moving } = await import('../../start/moving.ts')
  return { epochs: moving.openEpochKeys(folder, installation), endsOf: moving.endsOf }
}

async function show({ EPOCH_MS, BACKUP_HORIZON_MS }: Config, folder: string, desk: Desk): Promise<Outcome> {
  const { epochs, endsOf } = await opened(folder, desk)
  const all = epochs.all()
  const ends = endsOf(all, EPOCH_MS)
  if (all.length === 0) desk.say(`${folder}: there is none yet; the first begins when a gateway starts`)
  const rows = all.map(({ number, beganAt }, index) => {
    const endsAt = ends[index] ?? beganAt
    return {
      epoch: number,
      began: dayOf(beganAt),
      ends: dayOf(endsAt),
      opensBackupsUntil: dayOf(endsAt + BACKUP_HORIZON_MS),
    }
  })
  for (const { epoch, began, ends, opensBackupsUntil } of rows)
    desk.say(`epoch ${epoch}: from ${began} to ${ends}; its key is destroyed after ${opensBackupsUntil}`)
  return done({ folder, epochs: rows })
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

async function copy(folder: string, to: string, desk: Desk): Promise<Outcome> {
  if (to === folder) throw wrongUse(`${to} is the folder of the keys itself`, 'name a folder on another medium')
  await makeFolder(to)
  const [here, there] = [await keysIn(folder), await keysIn(to)]
  if (here.length === 0) throw refused(`${folder}: there is no key of an epoch to copy`, 'start the gateway once')
  for (const name of here) await writeDurably(join(to, name), await readFile(join(folder, name)))
  const ended = there.filter((name) => !here.includes(name))
  for (const name of ended) await destroyDurably(join(to, name))
  desk.say(`${to}: ${here.length} keys of epochs, ${ended.length} that ended destroyed`)
  return done({ copy: to, keys: here, destroyed: ended })
}

const keysIn = async (folder: string): Promise<string[]> =>
  (await namesIn(folder)).filter((name) => /^[1-9]\d{0,8}\.key$/.test(name)).sort()

async function endOlder(config: Config, folder: string, desk: Desk): Promise<Outcome> {
  const { moving: deps } = await import('../../start/moving.ts')
  if (!(await deps.isStored(config, desk.folder)))
    throw refused(`${deps.databaseFile(config, desk.folder)}: there is no such file, so there is nothing to wrap anew`)
  const store = await openIdle(() => deps.openStopped(config, desk.folder))
  try {
    await demandIdle(deps, store, desk)
    const { epochs, keys, current } = await deps.endOlderEpochs(store, {
      ...{ folder, root: desk.folder, now: desk.now, randomOctets: desk.randomOctets },
      demandIdle: () => demandIdle(deps, store, desk),
    })
    desk.say(
      `epoch ${current} is in force, ${keys} keys were wrapped by it; destroyed: ${epochs.length === 0 ? 'none' : epochs.map((each) => `epoch ${each}`).join(', ')}`,
      'What was disposed of opens out of no backup that was made before now. The items and bodies in these do not open any more:',
    )
    const lost = await backupsMade(desk.folder)
    for (const { place, madeAt } of lost) desk.say(`  ${place}, of ${madeAt}`)
    desk.say(
      lost.length === 0 ? '  none that "bulla backup" made here' : '  and what other tools copied before',
      'Next: bulla backup, and bulla keys epoch --copy for the safe.',
    )
    return done({ epoch: current, rewrapped: keys, destroyed: epochs, backups: lost })
  } finally {
    await store.close()
  }
}
