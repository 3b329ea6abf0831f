// The program `bulla`: makes the command line out of the table of commands, and an exit code and
// one JSON object out of what they give.
import { resolve } from 'node:path'
import { type Argument, CommanderError, Option, Command as Program } from 'commander'
import { CryptoError } from '../../../crypto/fault.ts'
import { type Exit, isComplaint, messageOf } from '../../installation/complaint.ts'
import { problems } from '../../model/problems/problem-table.ts'
import { Problem } from '../../model/problems/problems.ts'
import { version } from '../../version.ts'
import { storeTrouble } from '../store/store-hints.ts'
import { type Command, type OptionRow, rolesText, type Words } from './command.ts'
import { commandsFor, groups } from './commands.ts'
import { completionOf } from './completion.ts'
import { type Desk, type Outcome, wrongUse } from './desk.ts'
import type { Surroundings } from './surroundings.ts'
import { plainLines } from './table.ts'
import { demandIds, hintsFor } from './wrong-words.ts'

const exitCodes = `
Exit codes:
  0  done
  1  what was asked for failed or was refused
  2  wrong use: an unknown command, option or value
  3  the gateway cannot be reached
  70 "bulla serve" alone: the gateway failed where nobody had foreseen it, said where, and stopped in order`

const firstSteps = `
First steps, at each of two administrations:
  bulla init XA --name "Customs of XA" --endpoint https://gateway.xa.example:8443
  bulla card                     send card.jws to the partner
  bulla partner add xb.jws       compare the twelve words by voice
  bulla agreement new XB         send the agreement file; the partner runs "bulla agreement add"
  bulla serve
  bulla partner test XB
  bulla client add anna --offices CONTACT-POINT --roles submit,read,release --save anna.token

Environment: BULLA_FOLDER is the folder of the installation, BULLA_TOKEN_FILE the token of whoever types, BULLA_<SETTING> overrides a setting ("bulla settings"),
BULLA_DEBUG=1 shows where an unexpected error comes from.`

/**
 * Runs one command line; `words` without node and program name. Never throws: what went wrong is
 * said on standard error, with `--json` also as the last line of standard output.
 */
export async function run(words: readonly string[], around: Surroundings): Promise<Exit> {
  // Looked for by hand, because a line that commander cannot read must be answered in JSON as well.
  const json = words.includes('--json')
  let outcome: Outcome = { exit: 0, answer: {} }
  const program = programOf(around, await commandsFor(words), async (command, typed, globals) => {
    if ((globals.folder ?? around.env['BULLA_FOLDER']) === '')
      throw wrongUse('the folder of the installation is an empty text', 'is the variable that names it set?')
    outcome = await command.run(typed, { ...deskOf(around, globals), ...(command.wants && { wants: command.wants }) })
  })
  try {
    await program.parseAsync([...words], { from: 'user' })
  } catch (error) {
    outcome = explain(error, around, hintsFor(words))
    if (error instanceof CommanderError && outcome.exit === 0) return 0
  }
  if (json) around.out(JSON.stringify(outcome.answer))
  return outcome.exit
}

interface Globals {
  readonly folder?: string
  readonly json?: boolean
}
type Perform = (command: Command, words: Words, globals: Globals) => Promise<void>

function programOf(around: Surroundings, commands: readonly Command[], perform: Perform): Program {
  const program = new Program('bulla')
    .description('Bulla: a secure messaging gateway between customs administrations.')
    .version(version, '--version', 'print the version')
    .addHelpText('after', `${exitCodes}\n${firstSteps}`)
  furnish(program, around)
  for (const command of [...commands, completionOf(() => program)]) addCommand(program, command, around, perform)
  return program
}

function addCommand(program: Program, command: Command, around: Surroundings, perform: Perform): void {
  const [path = [], operands] = split(command.usage)
  let parent = program
  for (const name of path.slice(0, -1)) parent = subcommand(parent, name, around)
  const made = subcommand(parent, path.at(-1) ?? '', around)
  if (command.alias !== undefined) made.alias(command.alias)
  made
    .summary(command.summary)
    .description(
      [command.summary, command.details?.replaceAll(/\s+/g, ' '), wanted(command)].filter(Boolean).join('\n\n'),
    )
  for (const each of operands) made.argument(each)
  for (const row of command.options ?? []) made.addOption(optionOf(row))
  made.addHelpText('after', `\nExamples:\n${command.examples.map((example) => `  ${example}`).join('\n')}`)
  made.action(async () => {
    demandIds(path, operands, made.args)
    await perform(command, wordsOf(made), made.optsWithGlobals<Globals>())
  })
}

const wanted = ({ wants }: Command): string | undefined => wants && `Role of its token: ${rolesText(wants)}.`

/**
 * The subcommand of this name, made when it is not there; a mere group shows its help and is wrong
 * use by itself.
 */
function subcommand(parent: Program, name: string, around: Surroundings): Program {
  const there = parent.commands.find((each) => each.name() === name)
  if (there) return there
  const made = parent.command(name).description(groups[name] ?? '')
  furnish(made, around)
  return made
}

/** What every command has: the two global options, and streams and exits of ours. */
function furnish(program: Program, around: Surroundings): void {
  program
    .option('--folder <dir>', 'folder of the installation (else BULLA_FOLDER, else the current folder)')
    .option('--json', 'print exactly one JSON object as the last line of standard output')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureHelp({
      showGlobalOptions: false,
      helpWidth: 110,
      // Without the other words for it, which would make the column wider than all names.
      subcommandTerm: (command) => [command.name(), '[options]', ...command.registeredArguments.map(termOf)].join(' '),
    })
    .configureOutput({
      writeOut: (text) => around.out(text.trimEnd()),
      writeErr: (text) => around.err(plainLines(text.trimEnd().replace(/^error: /, 'bulla: '))),
    })
    .showSuggestionAfterError(true)
    // Else a command would take the options of those below it.
    .enablePositionalOptions()
    .exitOverride()
}

const termOf = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

const split = (usage: string): [path: string[], operands: string[]] => {
  const words = usage.split(' ')
  return [words.filter((word) => !/^[<[]/.test(word)), words.filter((word) => /^[<[]/.test(word))]
}

function optionOf({ flags, describe, many }: OptionRow): Option {
  const option = new Option(flags, many ? `${describe} (may be repeated)` : describe)
  if (many) option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
  return option
}

function wordsOf(made: Program): Words {
  const options = made.optsWithGlobals<Record<string, unknown>>()
  const value = (option: string) => options[option.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())]
  return {
    operands: made.args,
    text: (option) => {
      const found = value(option)
      return typeof found === 'string' ? found : undefined
    },
    list: (option) => {
      const found = value(option)
      return Array.isArray(found) ? found : typeof found === 'string' ? [found] : []
    },
    flag: (option) => value(option) === true,
    denied: (option) => value(option) === false,
  }
}

function deskOf(around: Surroundings, { folder, json }: Globals): Desk {
  const { out, err, ...rest } = around
  return {
    ...rest,
    folder: resolve(around.cwd, folder ?? around.env['BULLA_FOLDER'] ?? '.'),
    say: (...lines) => {
      if (!json) for (const line of lines) out(plainLines(line))
    },
    note: (...lines) => {
      for (const line of lines) err(plainLines(line))
    },
  }
}

/**
 * Says what went wrong, on standard error, with hints; a stack trace only for who asks for it by
 * BULLA_DEBUG.
 */
function explain(error: unknown, { err, env }: Surroundings, useHints: readonly string[]): Outcome {
  if (env['BULLA_DEBUG'] && error instanceof Error && !(error instanceof CommanderError)) err(error.stack ?? '')
  if (error instanceof CommanderError) {
    const exit = error.exitCode === 0 ? 0 : 2
    const message = error.message.replace(/^error: /, '')
    const hints = exit === 0 ? [] : useHints
    for (const hint of hints) err(`hint: ${hint}`)
    return { exit, answer: { error: { message, hints } } }
  }
  const { exit, message, hints, details } = complaintOf(error)
  err(plainLines(`bulla: ${message}`))
  for (const hint of hints) err(plainLines(`hint: ${hint}`))
  return { exit, answer: { error: { ...details, message, hints } } }
}

function complaintOf(error: unknown): { exit: Exit; message: string; hints: readonly string[]; details: object } {
  if (isComplaint(error)) return error
  if (error instanceof Problem) {
    const { code, field, paragraph, faults } = error
    const others = (faults ?? []).map((each) => `${each.field || '/'} ${each.message}`)
    const { found, hint } = code === 'storage-failed' ? storeTrouble(error) : { found: error.message, hint: undefined }
    return {
      exit: 1,
      message: found,
      hints: [...others.slice(1), hint ?? problems[code].fix],
      details: { code, ...(field !== undefined && { field }), ...(paragraph !== undefined && { paragraph }) },
    }
  }
  if (error instanceof CryptoError) return { exit: 1, message: error.message, hints: [], details: { code: error.code } }
  const ofSystem = systemHints[systemCodeOf(error)]
  const hints = isExpected(error) ? [] : ['BULLA_DEBUG=1 shows where this comes from']
  return { exit: 1, message: messageOf(error), hints: ofSystem === undefined ? hints : [ofSystem], details: {} }
}

/** Of whatever failed, or of what it failed by. */
const systemCodeOf = (error: unknown): string => {
  const { code, cause } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  return code ?? (cause instanceof Error && 'code' in cause ? String(cause.code) : '')
}

const notOurs =
  'this user may not do that there: run it as the user that owns the folder, or name another folder by --folder'
/** What the system says of a place, and the way on. */
const systemHints: Readonly<Record<string, string>> = {
  EACCES: notOurs,
  EPERM: notOurs,
  EROFS: 'the place can only be read: mount it for writing, or name another folder by --folder',
  ENOSPC: 'the volume is full: free some space, and do it again',
  EDQUOT: 'the quota of this user is used up: free some space, and do it again',
}

/**
 * Errors of config and keys, whose messages say what to do; anything with a class of its own or a
 * system code does not.
 */
const isExpected = (error: unknown): boolean =>
  error instanceof Error && Object.getPrototypeOf(error) === Error.prototype && !('code' in error)
