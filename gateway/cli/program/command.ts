// What a command is: its words, its help, and the function that does it. bulla.ts makes the program
// out of these.
import { type Desk, type Outcome, type Wants, wrongUse } from './desk.ts'

export interface Command {
  /** As it is typed: `partner add <card>`. */
  readonly usage: string
  /** Another word for its last name, and so for the group that it heads. */
  readonly alias?: string
  /** One line for the list of commands. */
  readonly summary: string
  /** More for its own help, if there is more to say. */
  readonly details?: string
  readonly options?: readonly OptionRow[]
  readonly examples: readonly string[]
  /** Which roles its token has, where it asks a running gateway. */
  readonly wants?: Wants
  run(words: Words, desk: Desk): Promise<Outcome>
}

export const rolesText = ({ roles, any }: Wants): string => roles.join(any ? ' or ' : ' and ')

export interface OptionRow {
  /** As commander reads it: `--to <member>`, `--wait`, `--no-trial-ca`. */
  readonly flags: string
  readonly describe: string
  /** May be given several times. */
  readonly many?: true
}

/** What was typed after the name of the command. */
export interface Words {
  readonly operands: readonly string[]
  /** The value of an option, by its long name without dashes. */
  text(option: string): string | undefined
  list(option: string): readonly string[]
  flag(option: string): boolean
  /** Whether `--no-<option>` was said. */
  denied(option: string): boolean
}

/** The operand at this place, which commander has seen to be there. */
export const operand = (words: Words, index: number): string => words.operands[index] ?? ''

/** An option that the command cannot do without. */
export function required(words: Words, option: string, example: string): string {
  const value = words.text(option)
  if (value !== undefined) return value
  throw wrongUse(`--${option} is missing`, `say for instance --${option} ${example}`)
}

/** A whole number given as an option. */
export function number(words: Words, option: string, least: number, most: number): number | undefined {
  const value = words.text(option)
  if (value === undefined) return undefined
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  throw wrongUse(`--${option} must be a whole number from ${least} to ${most}, found ${JSON.stringify(value)}`)
}

/** One of a few words given as an option. */
export function choice<const T extends string>(words: Words, option: string, choices: readonly T[]): T | undefined {
  const value = words.text(option)
  if (value === undefined) return undefined
  const found = choices.find((each) => each === value)
  if (found !== undefined) return found
  throw wrongUse(`--${option} must be one of ${choices.join(', ')}, found ${JSON.stringify(value)}`)
}

/** `--roles read,submit` and `--roles read --roles submit` are the same. */
export const separated = (words: Words, option: string): string[] =>
  words
    .list(option)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '')
