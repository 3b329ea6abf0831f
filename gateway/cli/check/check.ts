// `bulla check`: looks at everything that can be wrong with an installation and says how to mend
// it.
import { readConfig } from '../../../config/load.ts'
import type { Config } from '../../../config/settings.ts'
import { isThere, mendMisplaced, sayMisplaced } from '../../../disk/there.ts'
import { readOwnCard } from '../../installation/own-card.ts'
import { placesIn } from '../../installation/places.ts'
import type { Command } from '../program/command.ts'
import { type Desk, done, failed } from '../program/desk.ts'
import { checkDirectory } from './check-directory.ts'
import { checkEpochs } from './check-epochs.ts'
import { checkFolder } from './check-folder.ts'
import { checkIssuers } from './check-issuers.ts'
import { checkKeys } from './check-keys.ts'
import { checkLines } from './check-lines.ts'
import { checkServices } from './check-services.ts'
import { checkValidities } from './check-validities.ts'
import { checkWaiting } from './check-waiting.ts'
import { type Finding, guarded, wrong } from './finding.ts'

export const check: Command = {
  usage: 'check',
  summary:
    'look for what is wrong: modes, keys, epochs, certificates, card, partners, agreements, clocks, disk, database, Redis',
  details: 'Each finding comes with how to mend it. Exit code 1 when something is wrong; notes alone give 0.',
  options: [
    { flags: '--offline', describe: 'do not talk to our own gateway, to its database and Redis, and to partners' },
  ],
  examples: ['bulla check', 'bulla check --offline', 'bulla check --json'],
  async run(words, desk) {
    const found: Finding[] = [...checkNode(process.versions.node)]
    const config = await configOf(desk, found)
    if (config) {
      found.push(...(await guarded('folder', () => checkFolder(config, desk))))
      found.push(...(await guarded('keys', () => checkKeys(config, desk))))
      found.push(...(await guarded('validities', () => checkValidities(config, desk))))
      const offline = words.flag('offline')
      found.push(...(await guarded('epochs', () => checkEpochs(config, desk, { offline }))))
      found.push(...(await guarded('issuers', () => checkIssuers(config, desk, { offline }))))
      found.push(...(await guarded('directory', () => checkDirectory(config, desk))))
      if (!words.flag('offline')) found.push(...(await guarded('services', () => checkServices(config, desk))))
      if (!words.flag('offline')) found.push(...(await guarded('line', () => checkLines(config, desk))))
      if (!words.flag('offline')) found.push(...(await guarded('queue', () => checkWaiting(config, words, desk))))
    }
    const findings = onceTold(found)
    for (const { level, about, found, fix } of findings)
      desk.say(`${level === 'wrong' ? 'WRONG' : 'note '}  ${about}: ${found}`, `       ${fix}`)
    const wrongs = findings.filter(({ level }) => level === 'wrong').length
    desk.say(
      wrongs === 0 ? `nothing is wrong${findings.length > 0 ? `; ${findings.length} to note` : ''}` : `${wrongs} wrong`,
    )
    return (wrongs === 0 ? done : failed)({ ok: wrongs === 0, findings })
  },
}

/** Of a folder in whose place a file lies whoever reads it complains, with another mend. */
function onceTold(findings: readonly Finding[]): Finding[] {
  const misplaced = findings.filter(({ fix }) => fix === mendMisplaced).map(({ about }) => sayMisplaced(about))
  return findings.filter(({ about, found }) => !misplaced.some((each) => `${about}: ${found}`.endsWith(each)))
}

/** Bulla needs what Node 26 brought; earlier ones fail in ways that nobody can guess. */
export function checkNode(version: string): Finding[] {
  return Number(version.split('.')[0]) >= 26
    ? []
    : [
        wrong(
          'node',
          `this is Node ${version}, expected 26 or later`,
          'put Node 26 first on the PATH; in a clone "npm ci" installs it, and npx then uses it',
        ),
      ]
}

/**
 * The settings as far as they can be read, so that a wrong one hides nothing else; undefined where
 * there is no installation.
 */
async function configOf({ folder, env }: Desk, findings: Finding[]): Promise<Config | undefined> {
  const { config, faults } = readConfig(folder, env)
  for (const fault of faults)
    findings.push(
      wrong('settings', fault, '"bulla settings" lists every setting; bulla.json of the installation holds ours'),
    )
  if (faults.length === 0) return config as Config
  if (!(await isThere(placesIn(folder).keys))) return undefined
  // What our card says is as good as the settings here.
  const own = await readOwnCard(folder).catch(() => undefined)
  return { ...config, MEMBER: config.MEMBER ?? own?.card.member ?? '', TIME_ZONE: config.TIME_ZONE ?? 'UTC' } as Config
}
