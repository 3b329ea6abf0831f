// Terms as a policy in ODRL 2.2 (W3C Recommendation, JSON-LD), with terms of the W3C Data Privacy
// Vocabulary where they fit, for systems that know those. One way: nothing here reads a policy
// back, and where the two differ the terms bind. What ODRL cannot say is left out and stays
// forbidden, as by default nothing is allowed.
import { canonicalText } from '../../../crypto/canonical.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { fromHex, toBase64url } from '../../../crypto/octets.ts'
import type { Term, TermName, TermOf, Terms } from '../../model/terms/vocabulary.ts'

const context = [
  'http://www.w3.org/ns/odrl.jsonld',
  { dct: 'http://purl.org/dc/terms/', dpv: 'https://w3id.org/dpv#', xsd: 'http://www.w3.org/2001/XMLSchema#' },
]

/** RFC 6920: the policy is known by the digest of the terms that it was made from. */
const uidOf = (sha256: string): string => `ni:///sha-256;${toBase64url(fromHex(sha256))}`

interface Rules {
  readonly permission?: readonly JsonObject[]
  readonly prohibition?: readonly JsonObject[]
  /** Permitted where the provider has agreed in writing before, and not narrowed by other terms. */
  readonly withConsent?: readonly JsonObject[]
  readonly obligation?: readonly JsonObject[]
  /** Narrows whatever is permitted. */
  readonly constraint?: readonly JsonObject[]
}

const constraint = (leftOperand: string, operator: string, rightOperand: JsonObject[string]): JsonObject => ({
  leftOperand,
  operator,
  rightOperand,
})
const date = (day: string): JsonObject => ({ '@value': day, '@type': 'xsd:date' })
const duration = (text: string): JsonObject => ({ '@value': text, '@type': 'xsd:duration' })
/** A duty to have the provider's written permission first. */
const consent = (provider: string): JsonObject => ({ action: 'obtainConsent', consentedParty: member(provider) })
const member = (code: string): string => `urn:x-bulla:member:${code}`

/** What may be done with what leaves by each mode. */
const actions = {
  view: ['read', 'display'],
  sealed: ['read', 'display'],
  open: ['read', 'display', 'print', 'reproduce'],
}

/** One row a term. */
const projected: { readonly [N in TermName]: (term: TermOf<N>, terms: Terms) => Rules } = {
  recipients: ({ offices }) => ({ constraint: [constraint('recipient', 'isAnyOf', [...offices])] }),
  purpose: ({ purposes, matter }) => ({
    constraint: [constraint('purpose', 'isAnyOf', [...purposes]), constraint('event', 'eq', `urn:uuid:${matter}`)],
  }),
  disclosure: ({ forbidden }, { provider }) => ({
    // To nobody else: what is not permitted is forbidden.
    withConsent: [
      {
        action: 'distribute',
        ...(forbidden.length > 0 && { constraint: [constraint('recipient', 'isAnyOf', [...forbidden])] }),
        duty: [consent(provider)],
      },
    ],
  }),
  deciding: () => ({}),
  retention: ({ until, after, reviewOn }) => ({
    constraint: [
      ...(until === undefined ? [] : [constraint('dateTime', 'lteq', date(until))]),
      ...(after === undefined
        ? []
        : [constraint('delayPeriod', 'lteq', duration(`P${after.days}D`)), constraint('event', 'gteq', after.event)]),
    ],
    ...(reviewOn !== undefined && {
      obligation: [{ action: 'reviewPolicy', constraint: [constraint('dateTime', 'gteq', date(reviewOn))] }],
    }),
  }),
  disposal: ({ withinDays }) => ({
    obligation: [{ action: 'delete', constraint: [constraint('delayPeriod', 'lteq', duration(`P${withinDays}D`))] }],
  }),
  feedback: ({ withinDays, useReports }, { provider }) => {
    const inform = (...constraints: ReturnType<typeof constraint>[]) => ({
      action: 'inform',
      informedParty: member(provider),
      constraint: constraints,
    })
    const asked = inform(
      constraint('delayPeriod', 'lteq', duration(`P${withinDays}D`)),
      constraint('event', 'eq', 'feedback'),
    )
    return { obligation: useReports === undefined ? [asked] : [asked, inform(constraint('event', 'eq', useReports))] }
  },
  evidence: ({ excluded }, { provider }) =>
    excluded.length === 0
      ? {}
      : {
          withConsent: [
            {
              action: 'present',
              constraint: [constraint('recipient', 'isAnyOf', [...excluded])],
              duty: [consent(provider)],
            },
          ],
        },
  analytics: ({ forbidden }) =>
    forbidden.length === 0 ? {} : { prohibition: ['aggregate', 'derive', 'index'].map((action) => ({ action })) },
  export: ({ mode, marking }) => ({
    permission: actions[mode].map((action) => ({
      action,
      ...(marking !== undefined && { duty: [{ action: 'watermark', 'dct:description': marking }] }),
    })),
  }),
  breach: ({ firstNoticeHours, fullReportDays }, { provider }) => ({
    obligation: [`PT${firstNoticeHours}H`, `P${fullReportDays}D`].map((within) => ({
      action: 'inform',
      informedParty: member(provider),
      constraint: [constraint('delayPeriod', 'lteq', duration(within)), constraint('event', 'eq', 'breach')],
    })),
  }),
  protection: () => ({}),
}

/**
 * The policy as canonical JSON (RFC 8785), the same octets at both members.
 * @param sha256 of the canonical terms, hex
 * @param terms undefined where they are not understood: then nothing is permitted
 */
export function odrlOf(sha256: string, terms: Terms | undefined): string {
  if (!terms) return canonicalText(policy(sha256, {}, { prohibition: [{ action: 'use' }] }))
  const { provider, recipient, protection, legalBasis } = terms
  const rules = terms.terms.map((term) => rulesOf(term, terms))
  const narrowing = rules.flatMap((each) => each.constraint ?? [])
  const parties = { assigner: member(provider), assignee: member(recipient) }
  // Without a row that says how content leaves, it is looked at and no more.
  const permission = rules.some((each) => each.permission) ? [] : actions.view.map((action): JsonObject => ({ action }))
  const said = (name: 'permission' | 'prohibition' | 'obligation' | 'withConsent') =>
    rules.flatMap((each) => each[name] ?? [])
  const readable = (['recipients', 'purpose'] as const).every((name) => terms.terms.some(({ term }) => term === name))
  return canonicalText(
    policy(
      sha256,
      {
        ...parties,
        'dct:source': legalBasis,
        'dpv:hasLegalBasis': { '@id': 'dpv:LegalObligation' },
        'dpv:hasPurpose': { '@id': 'dpv:LegalCompliance' },
        'dpv:hasTechnicalOrganisationalMeasure': [protection.level, ...protection.measures],
      },
      {
        // Who may read, and for what, is said by a row each; without it nobody may.
        permission: [
          ...(readable ? [...permission, ...said('permission')] : []).map((rule) => ({
            ...rule,
            constraint: narrowing,
          })),
          ...said('withConsent'),
        ],
        prohibition: said('prohibition'),
        obligation: said('obligation'),
      },
    ),
  )
}

function rulesOf<N extends TermName>(term: Term & { readonly term: N }, terms: Terms): Rules {
  return (projected[term.term] as (term: Term, terms: Terms) => Rules)(term, terms)
}

function policy(sha256: string, about: JsonObject, rules: Rules): JsonObject {
  const target = uidOf(sha256)
  const withTarget = Object.entries(rules).flatMap(([name, list]: [string, readonly JsonObject[]]) =>
    list.length === 0 ? [] : [[name, list.map((rule) => ({ target, ...rule }))] as const],
  )
  return { '@context': [...context], '@type': 'Offer', uid: target, ...about, ...Object.fromEntries(withTarget) }
}
