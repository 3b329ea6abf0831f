// What is wrong with a member, its card, or an agreement.
import type { ProblemRow } from './problem-row.ts'

export const memberProblems = {
  'partner-unknown': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: 'No known partner is named',
    fix: 'Exchange cards with this member and add it with "bulla partner add".',
  },
  'partner-suspended': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: 'The exchange with this member is suspended',
    fix: 'Where it was suspended here, "bulla partner resume" lifts it; else wait until the member lifts it (12.11.2).',
  },
  'pair-suspended': {
    status: 409,
    retry: false,
    // Obligations rest by the word of a member (11.2): whether the message is sent again afterwards
    // its office decides.
    verdict: 'final',
    title: 'Obligations between the two members are suspended',
    fix: 'Wait for the resumption and send or redeliver it then; measures after a breach (12.11.1) are what it waits for.',
  },
  'card-invalid': {
    status: 422,
    retry: false,
    verdict: 'passing',
    title: 'The card cannot be trusted',
    fix: 'Ask the member for its current card and compare the fingerprint words by voice.',
  },
  'certificate-refused': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: 'The certificate is not one this gateway trusts',
    fix: "Present a current certificate under the anchors or pins of the member's card.",
  },
  'revocation-unknown': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'Whether the certificate was revoked cannot be told',
    fix: "Send the newest list of revoked certificates of the member's CA (POST /v1/crl), or have its source mended; then try again.",
  },
  'crl-invalid': {
    status: 422,
    retry: false,
    verdict: 'passing',
    title: 'The list of revoked certificates cannot be taken',
    fix: "Send a complete list (X.509 version 2, with its number) signed by the CA of the member's own card, newer than the one before.",
  },
  'agreement-unknown': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: 'No such agreement is in force between the two members',
    fix: 'Name an agreement that both members have loaded and that is in force today.',
  },
  'agreement-mismatch': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: 'The two members hold different texts of the agreement',
    fix: 'Compare the agreement files of both members; their SHA-256 must be equal.',
  },
  'agreement-invalid': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: 'The agreement does not have the agreed form',
    fix: 'Correct the named field of the agreement file.',
  },
} as const satisfies Record<string, ProblemRow>
