// What is said of a route in the OpenAPI document.

import type { AnswerHeader, AnswerShape } from '../../../answers/answer-shapes.ts'
import type { ProblemCode } from '../../../model/problems/problems.ts'

export interface Operation {
  readonly tag:
    | 'Terms'
    | 'Items'
    | 'Cases'
    | 'Messages'
    | 'Drafts'
    | 'Overview'
    | 'Profiles'
    | 'Events'
    | 'Directory'
    | 'Operator'
    | 'Open'
  readonly summary: string
  readonly description?: string
  readonly answers: Readonly<Record<number, Answer>>
  /** Beside those that every route of its kind can give. */
  readonly problems?: readonly ProblemCode[]
}
export interface Answer {
  readonly says: string
  readonly shape?: AnswerShape
  /** Without it: `application/json`, in the shape named. */
  readonly media?: readonly string[]
  readonly headers?: readonly AnswerHeader[]
}

export const json = (shape: AnswerShape, says: string, ...headers: AnswerHeader[]): Answer => ({ shape, says, headers })
