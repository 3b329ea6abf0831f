import type { ClientRole } from '../../ports/doors.ts'

/** Who may use a route: clients with one of these roles, every client that is known, or everybody. */
export type Access = readonly ClientRole[] | 'known' | 'open'

/** The one table of who may do what at the national door. A route that has no row here does not start. */
export const roles = {
  'POST /v1/terms': ['submit'],
  'GET /v1/terms/:sha256': ['submit', 'read'],
  'POST /v1/items': ['submit'],
  'GET /v1/items/:id': ['submit', 'read'],
  'POST /v1/items/:id/releases': ['release'],
  'POST /v1/cases': ['submit'],
  'GET /v1/cases': ['read'],
  'GET /v1/cases/:id': ['read'],
  'GET /v1/cases/:id/messages': ['read'],
  'POST /v1/cases/:id/messages': ['submit'],
  'POST /v1/cases/:id/registrations': ['submit'],
  'GET /v1/cases/:id/registrations': ['read'],
  'GET /v1/cases/:id/bundle': ['read'],
  'GET /v1/messages/:id': ['read'],
  'GET /v1/drafts': ['submit', 'approve'],
  'POST /v1/drafts/:id/approval': ['approve'],
  'GET /v1/due': ['read'],
  'GET /v1/queue': ['read'],
  'GET /v1/workload': ['read'],
  'GET /v1/statistics': ['read', 'operate'],
  'GET /v1/events': ['read'],
  'GET /v1/profiles': 'known',
  'GET /v1/profiles/:name': 'known',
  'GET /v1/partners': 'known',
  'GET /v1/agreements': 'known',
  'GET /v1/whoami': 'known',
  'GET /v1/operator/deliveries': ['operate'],
  'POST /v1/operator/deliveries/:id/redelivery': ['operate'],
  'POST /v1/operator/partners/:member/test': ['operate'],
  'GET /v1/operator/evidence': ['operate'],
  'GET /v1/operator/evidence/proof/:id': ['operate'],
  'GET /v1/operator/evidence/check': ['operate'],
  'GET /v1/operator/status': ['operate'],
  'GET /metrics': ['operate', 'monitor'],
  'GET /log/*': 'open',
  'GET /healthz': 'open',
  'GET /readyz': 'open',
  'GET /openapi.json': 'open',
} as const satisfies Record<string, Access>

export type Route = keyof typeof roles

export const accessOf = (route: string): Access | undefined =>
  Object.hasOwn(roles, route) ? roles[route as Route] : undefined
