// Every way in which a call can fail, as one closed type of error that a program can tell apart by
// its `kind`.
import type { Fault, ProblemDetails } from '../gateway/model/problems/problems.ts'

/**
 * - `problem`: the gateway answered, and the answer is a refusal.
 * - `unreachable`: no answer came. Whether the request had its effect is not known.
 * - `broken`: an answer began and its octets did not all come.
 * - `altered`: other octets came, or arrived there, than their digest says.
 */
export type ClientError = GatewayProblem | Unreachable | Broken | Altered

/** A refusal of the gateway: RFC 9457 problem details, and when it may be tried again. */
export interface GatewayProblem extends Error {
  readonly kind: 'problem'
  readonly status: number
  /**
   * For programs. Absent where something between us and the gateway answered without problem
   * details.
   */
  readonly code?: ProblemDetails['code']
  readonly title?: string
  /** What was wrong this time. */
  readonly detail?: string
  /** One sentence: what to do next. */
  readonly fix?: string
  /** JSON pointer to the member of the body that is wrong. */
  readonly field?: string
  /** Paragraph of Article 12 that the member comes from, without the leading 12. */
  readonly paragraph?: string
  readonly faults?: readonly Fault[]
  /** What the gateway asks to wait. */
  readonly retryAfterMs?: number
  /** The problem details as they came. */
  readonly problem?: Partial<ProblemDetails>
}

interface Unreachable extends Error {
  readonly kind: 'unreachable'
  /** As Node names it, such as ECONNREFUSED. */
  readonly code: string
  /** Whether the request never left, so that it can have had no effect. */
  readonly neverSent: boolean
}

interface Broken extends Error {
  readonly kind: 'broken'
}

interface Altered extends Error {
  readonly kind: 'altered'
}

const ours = new WeakSet<object>()

const made = <Members extends { readonly kind: ClientError['kind'] }>(
  message: string,
  members: Members,
  options?: ErrorOptions,
): Error & Members => {
  const error = Object.assign(new Error(message, options), members)
  ours.add(error)
  return error
}

/** Whether the client made this error; its `kind` says which one it is. */
export const isClientError = (error: unknown): error is ClientError =>
  typeof error === 'object' && error !== null && ours.has(error)

/** Whether the gateway refused. */
export const isProblem = (error: unknown): error is GatewayProblem => isClientError(error) && error.kind === 'problem'

export function problemOf(status: number, text: string, retryAfterMs: number | undefined): GatewayProblem {
  const problem = problemIn(text)
  const said = problem ?? {}
  const message = [`${status} ${said.code ?? said.title ?? 'and no problem details'}`, said.detail, said.fix]
  const { code, title, detail, fix, field, paragraph, faults } = said
  return made(message.filter(Boolean).join(': '), {
    kind: 'problem' as const,
    status,
    ...(code !== undefined && { code }),
    ...(title !== undefined && { title }),
    ...(detail !== undefined && { detail }),
    ...(fix !== undefined && { fix }),
    ...(field !== undefined && { field }),
    ...(paragraph !== undefined && { paragraph }),
    ...(faults !== undefined && { faults }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(problem && { problem }),
  })
}

/**
 * What goes wrong before anything of the request is on the line: no host, no listener, or another
 * gateway.
 */
const beforeSending =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS_|DEPTH_|SELF_|UNABLE_)/

export function unreachable(cause: Error): Unreachable {
  const code = 'code' in cause ? String(cause.code) : ''
  return made(cause.message, { kind: 'unreachable' as const, code, neverSent: beforeSending.test(code) }, { cause })
}

/** Another certificate than ours is no fault of the line: it would be shown again. */
export const isAnotherDoor = ({ code }: Unreachable): boolean => /^(?:CERT_|ERR_TLS_|DEPTH_|SELF_|UNABLE_)/.test(code)

export const broken = (cause: unknown): Broken =>
  made('the connection broke before all octets were there', { kind: 'broken' as const }, { cause })

export const altered = (announced: string, found: string): Altered =>
  made(`other octets arrived than were announced: expected ${announced}, found ${found}`, { kind: 'altered' as const })

function problemIn(text: string): Partial<ProblemDetails> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
