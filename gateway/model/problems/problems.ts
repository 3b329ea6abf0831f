// A failure that has a row in the table of problems, and what a caller is told of it.
import { lineProblems } from './line-problems.ts'
import { problems } from './problem-table.ts'

/** The key of its row. */
export type ProblemCode = keyof typeof problems

/**
 * One broken rule: `field` is a JSON pointer into the body, `paragraph` that of Article 12 without
 * the leading 12.
 */
export interface Fault {
  readonly field: string
  readonly paragraph?: string
  readonly message: string
}

interface ProblemOptions extends ErrorOptions {
  /** JSON pointer to the one field at fault. */
  readonly field?: string | undefined
  /** Paragraph of Article 12 that the field comes from, without the leading 12. */
  readonly paragraph?: string | undefined
  /** How long the caller should wait before it tries again, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /**
   * All faults found, when there may be several; the first one also names `field` and `paragraph`.
   */
  readonly faults?: readonly Fault[] | undefined
}

/**
 * `message` is for the caller and holds no secret; `cause` is for our log and never leaves the
 * process.
 */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly field?: string
  readonly paragraph?: string
  readonly retryAfterMs?: number
  readonly faults?: readonly Fault[]

  constructor(code: ProblemCode, message: string, options: ProblemOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    const field = options.field ?? options.faults?.[0]?.field
    const paragraph = options.paragraph ?? options.faults?.[0]?.paragraph
    if (field !== undefined) this.field = field
    if (paragraph !== undefined) this.paragraph = paragraph
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs
    if (options.faults !== undefined) this.faults = options.faults
  }
}

/**
 * RFC 9457 problem details with our members: `code`, `fix`, `retry`, and the field and paragraph
 * where there is one.
 */
export interface ProblemDetails {
  type: string
  title: string
  status: number
  detail?: string
  instance: string
  code: ProblemCode
  retry: boolean
  fix: string
  field?: string
  paragraph?: string
  faults?: readonly Fault[]
}

/** The hop of a line that a test found at fault. */
export type LineFault = keyof typeof lineProblems
export const lineFaults = Object.keys(lineProblems) as LineFault[]

/** Whether a partner, the way to it, or whoever asks is at fault and not this gateway. */
export const isTheirs = (code: ProblemCode): boolean => 'theirs' in problems[code]

/** Whatever is not a Problem is answered as `internal`, with nothing about its cause. */
export function problemDetails(error: unknown, instance: string): ProblemDetails {
  const known = error instanceof Problem ? error : undefined
  const code = known?.code ?? 'internal'
  const { status, title, retry, fix } = problems[code]
  return {
    type: `https://bulla.example/problems/${code}`,
    title,
    status,
    ...(known && { detail: known.message }),
    instance,
    code,
    retry,
    fix,
    ...(known?.field !== undefined && { field: known.field }),
    ...(known?.paragraph !== undefined && { paragraph: known.paragraph }),
    ...(known?.faults !== undefined && { faults: known.faults }),
  }
}
