// Name constraints: RFC 5280 §4.2.1.10 and §6.1.4 (g).
import type { Constraints, Name } from '../extensions.ts'
import { oids } from '../extensions.ts'
import { liesWithin, prepareText } from '../names.ts'
import type { ParsedCertificate } from '../x509.ts'

/**
 * Why a certificate may not stand below these constraints, in words; undefined where it may.
 * @param above all constraints of the authorities above it, each by itself.
 */
export function constraintFault(certificate: ParsedCertificate, above: readonly Constraints[]): string | undefined {
  if (above.length === 0) return undefined
  const names = namesOf(certificate)
  if (
    names.length * above.reduce((sum, { permitted, excluded }) => sum + permitted.length + excluded.length, 0) >
    mostComparisons
  )
    return 'has more names and constraints than are compared'
  for (const { permitted, excluded } of above)
    for (const name of names) {
      const form = formOf(name)
      const allowed = permitted.filter((each) => formOf(each) === form)
      if (excluded.some((each) => formOf(each) === form && covers(each, name) !== false))
        return `has the name ${shown(name)}, which the authorities above it exclude`
      if (allowed.length > 0 && !allowed.some((each) => covers(each, name) === true))
        return `has the name ${shown(name)}, which the authorities above it do not permit (${allowed.map(shown).join(', ').slice(0, 200)})`
    }
  return undefined
}

const mostComparisons = 20_000

/** Alternative names, the distinguished name where there is one, and the addresses in it. */
function namesOf({ names, subjectName, subject }: ParsedCertificate): readonly Name[] {
  const directory: Name[] = subjectName.length > 0 ? [{ form: 'directory', name: subjectName }] : []
  const emails = names.some(({ form }) => form === 'email') ? [] : emailsIn(subject)
  return [...names, ...directory, ...emails]
}

/**
 * RFC 5280 §4.2.1.10: an address in the distinguished name counts where no alternative name has
 * one.
 */
const emailsIn = (subject: string): Name[] =>
  [...subject.matchAll(/^emailAddress=(.*)$/gm)].map(([, text = '']) => ({ form: 'email', text }))

const formOf = (name: Name): string => (name.form === 'other' ? `other ${name.tag}` : name.form)

/** Nothing where we cannot tell: then it is neither permitted nor free of what is excluded. */
function covers(constraint: Name, name: Name): boolean | undefined {
  if (constraint.form === 'dns' && name.form === 'dns') return withinDomain(name.text, constraint.text)
  if (constraint.form === 'uri' && name.form === 'uri') return coversUri(constraint.text, name.text)
  if (constraint.form === 'email' && name.form === 'email') return coversEmail(constraint.text, name.text)
  if (constraint.form === 'ip' && name.form === 'ip') return coversAddress(constraint.octets, name.octets)
  if (constraint.form === 'directory' && name.form === 'directory') return liesWithin(name.name, constraint.name)
  return undefined
}

/** A domain and all below it; some authorities write a dot in front, and mean those below. */
function withinDomain(name: string, domain: string): boolean {
  const [host, above] = [hostOf(name), hostOf(domain)]
  if (above === '') return true
  return above.startsWith('.') ? host.endsWith(above) : host === above || host.endsWith(`.${above}`)
}

/** A host is that host alone; with a dot in front, those below it (RFC 5280 §4.2.1.10). */
function coversUri(constraint: string, uri: string): boolean | undefined {
  const [, authority] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri) ?? []
  const host = authority === undefined ? '' : hostOf(authority.replace(/^.*@/, '').replace(/:\d*$/, ''))
  if (host === '' || /^\[|^[0-9.]+$/.test(host)) return undefined
  return hostBelow(host, constraint)
}

function coversEmail(constraint: string, address: string): boolean | undefined {
  const at = address.lastIndexOf('@')
  if (at < 1) return undefined
  const [local, host] = [address.slice(0, at), hostOf(address.slice(at + 1))]
  const mark = constraint.lastIndexOf('@')
  return mark === -1
    ? hostBelow(host, constraint)
    : constraint.slice(0, mark) === local && hostOf(constraint.slice(mark + 1)) === host
}

function hostBelow(host: string, constraint: string): boolean {
  const above = hostOf(constraint)
  return above === '' || (above.startsWith('.') ? host.endsWith(above) : host === above)
}

const hostOf = (text: string): string => prepareText(text).replace(/\.$/, '')

/** Address and mask, as long as the address each. */
function coversAddress(constraint: Uint8Array, address: Uint8Array): boolean | undefined {
  const size = address.length
  if (constraint.length !== 8 && constraint.length !== 32) return undefined
  if (constraint.length !== 2 * size) return false
  return address.every((octet, index) => {
    const mask = constraint[size + index] as number
    return (octet & mask) === ((constraint[index] as number) & mask)
  })
}

function shown(name: Name): string {
  switch (name.form) {
    case 'ip':
      return `IP ${[...name.octets].join('.')}`
    case 'directory':
      return `directory name ${name.name.join(' ').slice(0, 100)}`
    case 'other':
      return `of form ${name.tag}`
    default:
      return `${name.form === 'dns' ? 'DNS' : name.form === 'uri' ? 'URI' : 'e-mail'} ${JSON.stringify(name.text.slice(0, 100))}`
  }
}

/** What to ask an authority for that constrains names. */
export const constraintAdvice = `ask the CA for an authority whose name constraints (${oids.nameConstraints}) permit the names of the request, the URI too, or that has none`
