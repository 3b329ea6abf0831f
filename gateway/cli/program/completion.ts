// `bulla completion`: what a shell needs to complete words, made out of the commands themselves.
import { type Command, operand } from './command.ts'
import { done, wrongUse } from './desk.ts'

const shells: Readonly<Record<string, (rows: readonly Row[]) => string>> = { bash, zsh, fish }

/** @param program the whole command line; asked for late, as it holds this command too */
export const completionOf = (program: () => Program): Command => ({
  usage: 'completion <shell>',
  summary: 'print what completes our words in a shell: bash, zsh or fish',
  details:
    'Commands, groups and options; after them files. The text is that of this version: make it anew after an upgrade.',
  examples: [
    'bulla completion bash > /usr/share/bash-completion/completions/bulla',
    'bulla completion zsh > /usr/share/zsh/site-functions/_bulla',
    'bulla completion fish > ~/.config/fish/completions/bulla.fish',
  ],
  async run(words, desk) {
    const shell = operand(words, 0)
    const text = Object.hasOwn(shells, shell) ? shells[shell]?.(rowsOf(program())) : undefined
    if (text === undefined)
      throw wrongUse(`expected one of ${Object.keys(shells).join(', ')}, found ${JSON.stringify(shell)}`)
    desk.say(...text.split('\n'))
    return done({ shell, script: text })
  },
})

/** Of commander, what is read of it; its door is bulla.ts. */
interface Program {
  readonly commands: readonly Program[]
  readonly options: readonly { readonly long?: string | undefined }[]
  name(): string
  aliases(): readonly string[]
  summary(): string
  description(): string
}

/** A place in the command line, and what may be typed there. */
interface Row {
  /** The names so far, `partner add`; empty at the beginning. */
  readonly path: string
  readonly names: readonly { readonly name: string; readonly summary: string }[]
  readonly options: readonly string[]
}

function rowsOf(program: Program, path: readonly string[] = []): Row[] {
  const names = program.commands.map((each) => ({ name: each.name(), summary: each.summary() || each.description() }))
  const options = [...program.options.map(({ long }) => long ?? ''), '--help'].filter(Boolean)
  const below = program.commands.flatMap((each) =>
    [each.name(), ...each.aliases()].flatMap((name) => rowsOf(each, [...path, name])),
  )
  return [{ path: path.join(' '), names, options }, ...below]
}

const offered = ({ names, options }: Row): string => [...names.map(({ name }) => name), ...options].join(' ')
/** Names that lead to another place; what is typed else stays at its place. */
const groupsIn = (rows: readonly Row[]): string =>
  rows.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`])).join('|')

function bash(rows: readonly Row[]): string {
  return `# bash completion of bulla
_bulla() {
  local word path='' next
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in ${groupsIn(rows)}) path="$next" ;; esac
  done
  local offered=''
  case "$path" in
${rows.map((row) => `    '${row.path}') offered='${offered(row)}' ;;`).join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$offered" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _bulla bulla`
}

function zsh(rows: readonly Row[]): string {
  return `#compdef bulla
local word at='' next
for word in "\${(@)words[2,CURRENT-1]}"; do
  next="\${at:+$at }$word"
  case "$next" in (${groupsIn(rows)}) at="$next" ;; esac
done
case "$at" in
${rows.map((row) => `  ('${row.path}') compadd -- ${offered(row)} ;;`).join('\n')}
esac
_files`
}

function fish(rows: readonly Row[]): string {
  const quoted = (text: string) => `'${text.replaceAll(/[\\']/g, '\\$&')}'`
  const lines = rows.flatMap(({ path, names, options }) => [
    ...names.map(
      ({ name, summary }) =>
        `complete -c bulla -n ${quoted(`_bulla_at ${quoted(path)}`)} -f -a ${name} -d ${quoted(summary)}`,
    ),
    ...options.map((long) => `complete -c bulla -n ${quoted(`_bulla_at ${quoted(path)}`)} -l ${long.slice(2)}`),
  ])
  return `# fish completion of bulla
function _bulla_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim "$at $word")
    if contains -- $next ${rows.flatMap(({ path }) => (path === '' ? [] : [quoted(path)])).join(' ')}
      set at $next
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}`
}
