// Every way a request can fail, each one row with its words. docs/problems.md is written from this
// table.
import { caseProblems } from './case-problems.ts'
import { deliveryProblems } from './delivery-problems.ts'
import { gatewayProblems } from './gateway-problems.ts'
import { lineProblems } from './line-problems.ts'
import { memberProblems } from './member-problems.ts'
import { personProblems } from './person-problems.ts'
import type { ProblemRow } from './problem-row.ts'
import { releaseProblems } from './release-problems.ts'
import { requestProblems } from './request-problems.ts'

/** The key ends the RFC 9457 `type` URI. */
export const problems = {
  ...requestProblems,
  ...caseProblems,
  ...releaseProblems,
  ...personProblems,
  ...memberProblems,
  ...deliveryProblems,
  ...lineProblems,
  ...gatewayProblems,
} as const satisfies Record<string, ProblemRow>
