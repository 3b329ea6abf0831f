// What is wrong with a person who signs in, or with what a person has to sign.
import type { ProblemRow } from './problem-row.ts'

export const personProblems = {
  'signature-demanded': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: 'A person has to sign this with a key of its own',
    fix: 'Do it at the console, where the person signs it with a passkey; the setting SIGNED_ACTS says which acts ask for that.',
  },
  'signature-invalid': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: 'The signature of the person does not hold',
    fix: 'Sign again with a passkey that is registered here; each signature is for one act and is used once, soon after it was asked for.',
  },
  'link-invalid': {
    status: 410,
    retry: false,
    verdict: 'final',
    title: 'This link does not hold any more',
    fix: 'Ask whoever runs the gateway for a new one ("bulla person link <id>"): a link works once, and ends.',
  },
  'identity-refused': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: 'What the identity provider says does not let this person in',
    fix: 'Begin to sign in once more from the page of this gateway; if it is refused again, ask whoever runs the gateway which of your groups has a role here.',
  },
  'provider-failed': {
    status: 502,
    retry: true,
    verdict: 'passing',
    title: 'The identity provider does not answer as it should',
    fix: 'Sign in with a passkey, which needs no provider, or try again later; the settings OIDC_ISSUER, OIDC_CA_FILE and OIDC_PROXY say how it is reached.',
  },
} as const satisfies Record<string, ProblemRow>
