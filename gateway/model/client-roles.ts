// Which roles of a client go together: whoever runs the gateway deals with no case.

const running: readonly string[] = ['operate', 'monitor']

/**
 * Roles beside `operate` that count nothing, so that no token runs the gateway and reads, sends or
 * approves for every office.
 */
export const idleRoles = <R extends string>(roles: readonly R[]): R[] =>
  roles.includes('operate' as R) ? roles.filter((role) => !running.includes(role)) : []
