// Who issues the TLS certificates of the two doors, and who rotates the other keys: rows of the
// table of settings.
import { between, hostNames, listenHost, matching, oneOf, optional, path } from './parse.ts'
import type { Setting } from './setting.ts'

/** Tells the uses whose certificate the gateway renews by itself, long before it ends. */
export const renewedByItself =
  (config: { readonly TLS_ISSUER: string; readonly NATIONAL_ISSUER: string }) =>
  (use: string): boolean =>
    (use === 'tls' && config.TLS_ISSUER !== 'files') || (use === 'national' && config.NATIONAL_ISSUER !== 'files')

export const issuerSettings = {
  KEY_ROTATION: {
    parse: oneOf('by-hand', 'automatic'),
    fallback: 'by-hand',
    describe: `Whether the running gateway replaces our signing, encryption and log keys at half of their life by itself, and lets the old ones go once every
      partner with traffic holds our card. "bulla keys rotate all --plan" says when. Nodes with copies of the folder keep by-hand.`,
  },
  TLS_ISSUER: {
    parse: oneOf('files', 'trial', 'acme'),
    fallback: 'files',
    describe: `Who issues the certificate of the partner door. files: a CA that requests are carried to; trial: the trial CA of this installation,
      for a week each time; acme: an ACME server that puts the URI of our gateway into what it issues, as a private one can.`,
  },
  NATIONAL_ISSUER: {
    parse: oneOf('files', 'trial', 'acme'),
    fallback: 'files',
    describe:
      'Who issues the certificate of the national door: files, trial or acme, as for TLS_ISSUER. Any ACME server will do.',
  },
  NATIONAL_NAMES: {
    parse: optional(hostNames),
    fallback: undefined,
    describe: `Names and addresses by which our own systems reach the national door, separated by commas, for its next certificate. Without it: those of the
      certificate in force. Needed with NATIONAL_ISSUER acme.`,
  },
  ACME_DIRECTORY: {
    parse: optional(
      matching(/^https:\/\/[^\s/?#@]{1,255}(?:\/[^\s?#]{0,500})?$/, 'an https URL without user, query and fragment'),
    ),
    fallback: undefined,
    describe: 'Address of the directory of the ACME server (RFC 8555). All that it names must lie with it.',
  },
  ACME_CA_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: 'PEM file of the certificates that vouch for the ACME server itself, where it is a private one.',
  },
  ACME_CONTACT: {
    parse: optional(
      matching(/^mailto:[^\s,?@]{1,64}@[^\s,?@]{1,253}$/, 'an address such as mailto:security@xa.example'),
    ),
    fallback: undefined,
    describe: 'Where the CA writes to when something is wrong with our certificates.',
  },
  ACME_TERMS: {
    parse: optional(matching(/^\S{1,1000}$/, 'the address of the terms, as the CA gives it')),
    fallback: undefined,
    describe:
      'Address of the terms of the CA that you have read and agree to. Without it no account is opened where the CA has terms.',
  },
  ACME_EAB_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: `File of what the CA handed out to open an account with (external account binding), mode 0600:
      {"kid": "…", "hmacKey": "…"}.`,
  },
  ACME_HTTP_HOST: {
    parse: listenHost,
    fallback: '0.0.0.0',
    describe:
      'Address on which the CA is answered that looks whether a name is ours. It is listened on only while an order is open.',
  },
  ACME_HTTP_PORT: {
    parse: between(1, 65535),
    fallback: 80,
    describe: 'Port for that. The CA asks at port 80 of the name, so lead that one here if it is another.',
  },
} as const satisfies Record<string, Setting<unknown>>
