// What the examples share: the client of your gateway's national door, and the words that were typed.
// NATIONAL_URL          https://localhost:8444
// NATIONAL_TOKEN        what "bulla client add" printed
// NODE_EXTRA_CA_CERTS   file of the CA that vouches for the door: trial-ca/ca.cert.pem of the installation, or your own CA
import { openClient } from '../../client/client.ts'

/** Hold it with `await using`, so that its connections are closed at the end. */
export function nationalDoor() {
  const { NATIONAL_URL: url = 'https://localhost:8444', NATIONAL_TOKEN: token = '' } = process.env
  return openClient({ url, token })
}

/** What was typed after the name of the example. */
export function words<const Names extends readonly string[]>(...names: Names): { [K in keyof Names]: string } {
  const given = process.argv.slice(2)
  if (given.length >= names.length) return given as unknown as { [K in keyof Names]: string }
  console.error(`usage: node ${process.argv[1]} ${names.map((name) => `<${name}>`).join(' ')}`)
  return process.exit(2)
}
