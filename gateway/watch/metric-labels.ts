// What a number that /metrics shows may say beside its value.

/** Every label there is, with the values it may have; anything else is shown as `other`. */
export const labelValues = {
  partner: { pattern: /^(?:[A-Z]{2}[A-Z0-9]{0,6}|-)$/, says: 'member code of a partner, the only identity here' },
  door: { pattern: /^(?:national|partner)$/, says: '`national` or `partner`' },
  method: { pattern: /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/, says: 'method of the request' },
  route: { pattern: /^(?:\/[A-Za-z0-9/:*._-]{0,99}|-)$/, says: 'pattern of the route, never an address; `-` for none' },
  status: { pattern: /^[1-5]\d\d$/, says: 'HTTP status' },
  problem: { pattern: /^[a-z][a-z0-9-]{0,63}$/, says: 'code of the problem (problems.md)' },
  state: { pattern: /^[a-z-]{1,16}$/, says: 'state of the circuit, or of the dead letter' },
  operation: { pattern: /^[A-Za-z]{1,32}$/, says: 'what the store was asked for' },
  use: {
    pattern: /^(?:tls|national|signing|encryption|ca|crl)$/,
    says: 'what the key is for; `ca` for an authority, `crl` for a list of revoked certificates',
  },
  limit: { pattern: /^[a-z]{1,16}$/, says: 'limit of what a partner may have' },
  reason: { pattern: /^(?:full|busy|bounds|unreadable)$/, says: 'what stood in the way' },
  detector: {
    pattern: /^[a-z-]{1,32}$/,
    says: 'what was seen too often (operations.md, *What a person should look at*)',
  },
  outcome: { pattern: /^[a-z]{1,16}$/, says: 'what became of it' },
  where: { pattern: /^[a-z-]{1,32}$/, says: 'part of the gateway' },
  tlsGroup: { pattern: /^[A-Za-z0-9_-]{1,64}$/, says: 'key exchange of the connection' },
  quantile: { pattern: /^(?:0\.\d{1,3}|1)$/, says: '0.5, 0.99, or 1 for the longest' },
  version: { pattern: /^[0-9A-Za-z.+-]{1,64}$/, says: 'version of the program' },
  node: { pattern: /^[A-Za-z0-9][A-Za-z0-9.:_-]{0,127}$/, says: 'name of the node' },
  store: { pattern: /^[a-z0-9]{1,16}$/, says: 'kind of store' },
  queue: { pattern: /^[a-z0-9]{1,16}$/, says: 'kind of queue' },
} as const satisfies Record<string, { pattern: RegExp; says: string }>
export type Label = keyof typeof labelValues
