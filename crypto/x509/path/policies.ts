// Certificate policies: RFC 5280 §6.1.2 to §6.1.5, for whoever asks for no policy in particular.
// What matters then is whether any policy holds along the whole path, once an authority demands
// that one does. So of the tree only its lowest level is kept; it cannot grow beyond the policies
// that one certificate names (the tree can, which is CVE-2023-0464).
import { oids } from '../extensions.ts'
import type { ParsedCertificate } from '../x509.ts'

/** A policy of the lowest level, and which ones of the next certificate it takes. */
type Level = ReadonlyMap<string, readonly string[]>

interface State {
  /** Nothing once no policy holds any more. */
  readonly level: Level | undefined
  readonly explicit: number
  readonly mapping: number
  readonly inhibitAny: number
}

const any = oids.anyPolicy

/**
 * Why the policies of a path do not hold, in words; undefined where they do.
 * @param certificates below the anchor, the leaf last.
 */
export function policyFault(anchor: ParsedCertificate, certificates: readonly ParsedCertificate[]): string | undefined {
  const length = certificates.length
  let state = initialState(anchor, length)
  for (const [index, certificate] of certificates.entries()) {
    const last = index === length - 1
    const level = nextLevel(state, certificate, last)
    if (state.explicit === 0 && level === undefined)
      return `${certificate.subject} has no policy that holds along its path`
    if (last) return endFault({ ...state, level }, certificate)
    const prepared = belowIt({ ...state, level }, certificate)
    if (typeof prepared === 'string') return prepared
    state = prepared
  }
  return undefined
}

/** RFC 5937: an anchor that demands something demands it of all below it. */
function initialState(
  { policies: { requireExplicit, inhibitMapping, inhibitAny } }: ParsedCertificate,
  length: number,
): State {
  const free = length + 1
  return {
    level: new Map([[any, [any]]]),
    explicit: Math.min(requireExplicit ?? free, free),
    mapping: Math.min(inhibitMapping ?? free, free),
    inhibitAny: Math.min(inhibitAny ?? free, free),
  }
}

/** §6.1.3 (d) to (f). */
function nextLevel({ level, inhibitAny }: State, certificate: ParsedCertificate, last: boolean): Level | undefined {
  const { named } = certificate.policies
  if (!level || !named) return undefined
  const next = new Map<string, readonly string[]>()
  const expected = new Set([...level.values()].flat())
  for (const policy of named) {
    if (policy !== any && (expected.has(policy) || level.has(any))) next.set(policy, [policy])
  }
  if (named.includes(any) && (inhibitAny > 0 || (!last && isSelfIssued(certificate)))) {
    for (const policy of expected) if (!next.has(policy)) next.set(policy, [policy])
  }
  return next.size === 0 ? undefined : next
}

/** §6.1.4 (a), (b), (h), (i) and (j). */
function belowIt(state: State, certificate: ParsedCertificate): State | string {
  const { mappings, requireExplicit, inhibitMapping, inhibitAny } = certificate.policies
  if (mappings.some(({ from, to }) => from === any || to === any))
    return `${certificate.subject} maps the policy that stands for any`
  const step = isSelfIssued(certificate) ? 0 : 1
  const level = mapped(state, mappings)
  const lowered = (count: number, demanded: number | undefined) =>
    Math.min(Math.max(0, count - step), demanded ?? Number.POSITIVE_INFINITY)
  return {
    level,
    explicit: lowered(state.explicit, requireExplicit),
    mapping: lowered(state.mapping, inhibitMapping),
    inhibitAny: lowered(state.inhibitAny, inhibitAny),
  }
}

function mapped({ level, mapping }: State, mappings: ParsedCertificate['policies']['mappings']): Level | undefined {
  if (!level || mappings.length === 0) return level
  const next = new Map(level)
  for (const from of new Set(mappings.map((each) => each.from))) {
    if (mapping === 0) next.delete(from)
    else if (next.has(from) || next.has(any))
      next.set(
        from,
        mappings.filter((each) => each.from === from).map(({ to }) => to),
      )
  }
  return next.size === 0 ? undefined : next
}

/** §6.1.5 (a), (b) and (g). */
function endFault({ level, explicit }: State, leaf: ParsedCertificate): string | undefined {
  const demanded = leaf.policies.requireExplicit === 0 ? 0 : Math.max(0, explicit - 1)
  return demanded === 0 && level === undefined ? `${leaf.subject} has no policy that holds along its path` : undefined
}

/** Subject and issuer are one: an authority that changes its key (RFC 5280 §3.2). */
export const isSelfIssued = ({ subjectName, issuerName }: ParsedCertificate): boolean =>
  subjectName.length === issuerName.length && subjectName.every((part, index) => part === issuerName[index])

/** What to ask for where no policy holds. */
export const policyAdvice = `ask the CA for certificates that all name one policy (${oids.certificatePolicies}), or for authorities that demand none (${oids.policyConstraints})`
