// What an item is: one media type, as its statement will say it, and as whoever gets it is told.

/** What a statement holds: crypto/shapes.ts. */
const stated = /^[!-:<-~]{1,127}\/[!-:<-~]{1,127}(?:; ?[!-:<-~]{1,64}){0,4}$/

// Names as they are registered (RFC 6838 §4.2), and so no range such as */*, which says what none
// is; then parameters.
const named = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*(?:; ?[\w!#$%&'*+.^`|~-]+=[^,; ]+)*$/

export const isMediaType = (type: string): boolean => stated.test(type) && named.test(type)

/** Says nothing of what is in it. */
export const anyOctets = 'application/octet-stream'
