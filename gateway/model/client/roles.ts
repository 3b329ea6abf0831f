// Roles of a client, and which go together: whoever runs the gateway deals with no case.

export const clientRoles = ['submit', 'read', 'release', 'approve', 'operate', 'monitor'] as const
export type ClientRole = (typeof clientRoles)[number]

const running: readonly string[] = ['operate', 'monitor']

/**
 * Roles beside `operate` that count nothing, so that no token runs the gateway and reads, sends or
 * approves for every office.
 */
export const idleRoles = <R extends string>(roles: readonly R[]): R[] =>
  roles.includes('operate' as R) ? roles.filter((role) => !running.includes(role)) : []

/** What is left of them. */
export function countingRoles<R extends string>(roles: readonly R[]): R[] {
  const idle = idleRoles(roles)
  return roles.filter((role) => !idle.includes(role))
}
