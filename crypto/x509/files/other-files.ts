// Files that are no certificates, told by their first octets: what a person picked by mistake, or
// what has to be converted first.

/** What was found, and what to do. */
export interface Told {
  readonly found: string
  readonly advice: string
}

const unpacked = 'unpack it first: what lies in it is what is wanted'
const keyStore = (kind: string): Told => ({
  found: `found a Java key store (${kind})`,
  advice:
    'convert it: keytool -importkeystore -srckeystore <this file> -destkeystore gateway.p12 -deststoretype PKCS12',
})

/** In Latin-1. */
const starts: readonly (readonly [start: string, told: Told])[] = [
  ['\xfe\xed\xfe\xed', keyStore('JKS')],
  ['\xce\xce\xce\xce', keyStore('JCEKS')],
  ['PK\x03\x04', { found: 'found an archive (zip)', advice: unpacked }],
  ['\x1f\x8b', { found: 'found an archive (gzip)', advice: unpacked }],
  ['7z\xbc\xaf', { found: 'found an archive (7z)', advice: unpacked }],
  ['%PDF', { found: 'found a PDF', advice: 'ask the CA for the certificate itself, not for a print of it' }],
  [
    '-----BEGIN OPENSSH PRIVATE KEY',
    { found: 'found a key of OpenSSH', advice: 'convert it: ssh-keygen -p -m PKCS8 -f <this file>' },
  ],
  [
    'PuTTY-User-Key-File',
    { found: 'found a key of PuTTY', advice: 'export it with PuTTYgen as an OpenSSL key (PKCS #8)' },
  ],
  ['-----BEGIN PGP', { found: 'found something of OpenPGP', advice: 'ask the CA for an X.509 certificate' }],
]

export function toldByStart(octets: Uint8Array): Told | undefined {
  const text = Buffer.from(octets.subarray(0, 64)).toString('latin1')
  return starts.find(([start]) => text.startsWith(start))?.[1]
}
