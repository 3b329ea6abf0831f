// The words that a shell completes are those of the program, made out of it.
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { allCommands } from '../../../gateway/cli/program/commands.ts'
import { bulla } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'

const commands = await allCommands()

const root = await scratch(t)
const script = async (shell: string) => {
  const file = join(root, shell)
  const { exit, out } = await bulla(root, ['completion', shell])
  t.equal(exit, 0)
  await writeFile(file, out)
  return file
}
const missing = (program: string) =>
  spawnSync(program, ['--version']).error === undefined ? false : `${program} is not here`

t.test(
  'bash completes groups, commands and options, whatever stands between [N2]',
  { skip: missing('bash') },
  async (t) => {
    const file = await script('bash')
    const completed = (line: string) => {
      const typed = line.split(' ')
      const words = typed.map((word) => `'${word}'`).join(' ')
      const program = `source '${file}'; COMP_WORDS=(${words}); COMP_CWORD=${typed.length - 1}; _bulla; echo "\${COMPREPLY[@]}"`
      const { stdout, stderr } = spawnSync('bash', ['-c', program], { encoding: 'utf8' })
      t.equal(stderr, '')
      return stdout.trim().split(' ')
    }
    t.same(completed('bulla partner te'), ['test'])
    t.same(completed('bulla partner add --wo'), ['--words'])
    t.same(completed('bulla partner add xb.jws --rep'), ['--replace'])
    t.same(completed('bulla --folder /somewhere partner rem'), ['remove'])
    t.same(completed('bulla comp'), ['completion'])
    const first = completed('bulla ')
    for (const { usage, alias } of commands) {
      const [name = '', second = ''] = usage.split(' ')
      t.ok(first.includes(name) || alias !== undefined, usage)
      if (/^[a-z]/.test(second)) t.ok(completed(`bulla ${name} `).includes(second), usage)
    }
  },
)

for (const [shell, check] of [
  ['zsh', ['-n']],
  ['fish', ['--no-execute']],
] as const)
  t.test(`${shell}: each option stands there, and the shell reads it [N2]`, async (t) => {
    const file = await script(shell)
    const { out } = await bulla(root, ['completion', shell])
    for (const { options = [] } of commands)
      for (const { flags } of options) {
        const long = /--([a-z-]+)/.exec(flags)?.[1] ?? ''
        t.ok(out.includes(shell === 'zsh' ? `--${long}` : `-l ${long}`), flags)
      }
    if (missing(shell)) return t.comment(`${missing(shell)}, so it was not read`)
    t.equal(spawnSync(shell, [...check, file], { encoding: 'utf8' }).stderr, '')
  })

t.test('another shell is told which there are [N2]', async (t) => {
  t.match(await bulla(root, ['completion', 'csh']), { exit: 2, err: /expected one of bash, zsh, fish, found "csh"/ })
})
