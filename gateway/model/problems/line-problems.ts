// What a test of a line found on its way to a partner, by the hop that failed. None is a fault of
// this gateway.
import type { ProblemRow } from './problem-row.ts'

const broken = { status: 502, retry: true, verdict: 'passing', theirs: true } as const

export const lineProblems = {
  'line-name': {
    ...broken,
    title: 'The name of the endpoint cannot be resolved',
    fix: 'Ask the name server of this machine for the name; if others find it, mend the name service here, else ask the partner for its card with the right endpoint.',
  },
  'line-refused': {
    ...broken,
    title: 'The host of the partner answers, and nothing listens at its port',
    fix: 'Call the partner: its gateway is stopped, or its port is not led on to it; compare the port with its card.',
  },
  'line-dropped': {
    ...broken,
    title: 'Nothing comes back from the host of the partner',
    fix: 'Have the firewalls on both sides let this machine out to that address and port, and in from it; then ask the partner whether its host is up.',
  },
  'line-reset': {
    ...broken,
    title: 'The connection is taken and broken off before TLS is done',
    fix: 'Look for a firewall or a balancer on the way that ends connections; it must pass TCP on untouched to the partner door.',
  },
  'line-silent': {
    ...broken,
    title: 'The connection is taken, and nothing is said on it',
    fix: 'Look for a balancer or a proxy on the way with nothing behind it; ask the partner whether its gateway hears the connection.',
  },
  'line-half': {
    ...broken,
    title: 'An answer began and did not come to its end',
    fix: 'Try again; if it stays, look for a device on the way that cuts long packets (MTU) or slow answers, and ask the partner for its log.',
  },
  'line-no-tls': {
    ...broken,
    title: 'What answers does not speak our TLS',
    fix: 'Compare the port with the card of the partner: a plain HTTP server, or one without TLS 1.3, stands in the place of its partner door.',
  },
  'line-intercepted': {
    ...broken,
    title: 'Something on the way ends TLS in the place of the partner',
    fix: 'Look at who issued the certificate: a proxy of your own network that opens TLS must leave this host out; else the endpoint leads to another server, so ask the partner.',
  },
  'line-certificate': {
    ...broken,
    title: 'The gateway that answers shows a certificate that the card of the partner does not vouch for',
    fix: 'Ask the contact point of the partner, on a number that you knew before, whether it has a newer card, and add that one with "bulla partner add".',
  },
  'line-own-certificate': {
    ...broken,
    title: 'The partner does not take our certificate',
    fix: 'Ask the partner for the line tls.refused of its log, which has the exact reason; send it card.jws if it holds an older card of ours.',
  },
  'line-clock': {
    ...broken,
    title: 'The clocks of the two gateways, or the dates of a certificate, do not fit',
    fix: 'Compare both clocks with a time server; where they are right, the partner renews the certificate that is named.',
  },
  'line-proxy': {
    ...broken,
    title: 'The outbound proxy did not lead to the partner',
    fix: 'Have whoever runs the proxy allow CONNECT from this machine to the host and port that are named; "bulla partner proxy" says which one is used.',
  },
} as const satisfies Record<string, ProblemRow>
