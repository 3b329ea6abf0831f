// Where a search for a path ended, in the words of whoever has to mend it.
import type { ParsedCertificate } from '../x509.ts'

export const notVouchedAdvice =
  'give the certificate of the CA that signed it as the anchor, and the authorities between along with it'

/** Names that are said; a member may have more anchors. */
const mostNames = 3

/** Which issuer was looked for in vain: one of another name than the anchors, or of another key. */
export function notVouched(
  leaf: ParsedCertificate,
  { anchors, ends }: { readonly anchors: readonly ParsedCertificate[]; readonly ends: readonly ParsedCertificate[] },
): string {
  const said = `no anchor or pin given vouches for ${leaf.subject}`
  const [end] = ends
  if (end === undefined || anchors.length === 0) return said
  const subjects = [...new Set(anchors.map(({ subject }) => subject))]
  return subjects.includes(end.issuer)
    ? `${said}: its path ends at ${end.issuer}, and the anchor of that name did not sign ${end.subject}`
    : `${said}: its path ends at ${end.issuer}, the anchors given are ${subjects.slice(0, mostNames).join('; ')}`
}
