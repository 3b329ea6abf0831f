// `bulla settings`: the table of settings, as people, programs and the documentation read it.
import { type SettingRow, settingRows } from '../../../config/settings.ts'
import type { Command } from '../program/command.ts'
import { done } from '../program/desk.ts'

export const showSettings: Command = {
  usage: 'settings',
  summary: 'print every setting with its default and what it does',
  details: 'Settings stand in bulla.json of the installation; BULLA_<SETTING> in the environment comes before it.',
  options: [{ flags: '--markdown', describe: 'as a table in Markdown' }],
  examples: ['bulla settings', 'bulla settings --markdown', 'bulla settings --json'],
  async run(words, desk) {
    const rows = settingRows()
    desk.say(...(words.flag('markdown') ? markdown(rows) : rows.flatMap(lines)))
    return done({ settings: rows })
  },
}

const lines = ({ name, fallback, reload, describe }: SettingRow): string[] => [
  `${name}  ${fallback === null ? 'required' : `default ${fallback}`}${reload ? ', taken up while running' : ''}`,
  `    ${describe}`,
]

export const markdown = (rows: readonly SettingRow[]): string[] => [
  '| setting | default | what it does |',
  '| --- | --- | --- |',
  ...rows.map(
    ({ name, fallback, reload, describe }) =>
      `| \`${name}\` | ${fallback === null ? 'required' : `\`${fallback}\``} | ${describe}${reload ? ' Taken up while running.' : ''} |`,
  ),
]
