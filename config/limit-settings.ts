// How much clients, partners and strangers may have of a node, and of our trust: rows of the table
// of settings.
import { between, gibi, kibi, mebi, memberGroups, optional } from './parse.ts'
import type { Setting } from './setting.ts'

export const limitSettings = {
  RATE_PER_CLIENT: {
    parse: between(1, 100_000),
    fallback: 200,
    describe: 'Requests per second that one national client may make of one node, with a burst of twice as many.',
  },
  SEARCHES_PER_CLIENT: {
    parse: between(1, 100_000),
    fallback: 60,
    describe: `Searches for a number that one national client may make of one node in a minute, and as many at once. Whoever guesses numbers is held
      up by it.`,
  },
  UPLOADS_PER_CLIENT: {
    parse: between(1, 1_000),
    fallback: 4,
    describe: `Uploads of one national client under way at one node, those among them that wait for their next connection. Beyond it the one that
      waits longest gives way, or the next is answered 429.`,
  },
  RELEASES_PER_CLIENT: {
    parse: between(1, 1_000),
    fallback: 16,
    describe: 'Releases and downloads of one national client under way at one node; the next is answered 429.',
  },
  STREAMS_PER_CLIENT: {
    parse: between(1, 1_000),
    fallback: 4,
    describe: 'Event streams that one national client may have open to one node; the next is answered 429.',
  },
  RATE_PER_PARTNER: {
    parse: between(1, 100_000),
    fallback: 200,
    describe: 'Requests per second that one partner may make of one node, with a burst of twice as many.',
  },
  STATEMENTS_PER_PARTNER: {
    parse: between(1, 1_000_000),
    fallback: 500,
    describe: `Statements per second that one partner may bring to one node, however many come in one delivery, with a burst of twice as many; a delivery of which nothing is taken counts fourfold. Beyond
      it deliveries are answered 429 until what was taken too much is made up for.`,
  },
  SOCKETS_PER_PARTNER: {
    parse: between(4, 4096),
    fallback: 128,
    describe: `Connections that one partner may have open to one node. Each of its nodes opens up to WINDOW_MAX; the door has 4096 for all.`,
  },
  HANDSHAKES_PER_ADDRESS: {
    parse: between(4, 4096),
    fallback: 64,
    describe: `Connections of one address that have not shown who they are: beyond it the oldest of them is closed, whoever it was. A balancer in front
      of the door is one address.`,
  },
  BODY_BYTES_PER_PARTNER: {
    parse: between(mebi, 1024 * mebi),
    fallback: 32 * mebi,
    describe: `Octets of requests of one partner that one node holds in memory at once, and at least one delivery. All partners together have four
      times as much. Memory of the process grows by several times what is held.`,
  },
  MIN_PROGRESS_BYTES: {
    parse: between(1, 16 * mebi),
    fallback: 64 * kibi,
    describe: `Octets that a body must bring within each REQUEST_TIMEOUT_MS, or the rest of it, at both doors. What brings less is ended with 408.
      Less serves slower lines and lets a sender that drips hold its place for longer.`,
  },
  UPLOADS_PER_PARTNER: {
    parse: between(1, 4096),
    fallback: 32,
    describe:
      'Uploads of parts that one partner may have under way at one node. With PARTS s3 each holds 8 MiB of BODY_BYTES_PER_PARTNER.',
  },
  STAGED_BYTES_PER_PARTNER: {
    parse: between(mebi, 1024 * 1024 * gibi),
    fallback: 32 * gibi,
    describe: `Octets of parts of one partner that lie here and belong to no message yet, and at least one part of the largest item. Each file counts
      as 256 KiB at least. Beyond it uploads are answered 429.`,
  },
  CARDS_PER_PARTNER: {
    parse: between(1, 1_000_000),
    fallback: 12,
    describe: `New cards of one partner that are taken in one hour of UTC, over all nodes. Each stays in its chain and in every bundle;
      five times as many may be offered in a minute. A chain that brings more new ones at once is not taken.`,
  },
  CASES_PER_PARTNER: {
    parse: between(1, 10_000_000),
    fallback: 10_000,
    describe: `Cases that messages of one partner may open in one day of UTC, over all nodes. Beyond it such messages are refused for the day, and
      their sender tries them again.`,
  },
  INTRODUCTIONS: {
    parse: between(0, 16),
    fallback: 0,
    describe: `Introductions by other partners that stand for the twelve words, where two persons decide on the card of a partner that has lost
      everything; 0 for never. Each member counts once, members of one trust anchor or one operator together once. Two partners that act together are
      enough for 2: docs/threat-model.md.`,
  },
  INTRODUCERS_ALIKE: {
    parse: optional(memberGroups),
    fallback: undefined,
    describe: `Partners that stand under one operator, so that they introduce as one: codes with + between them, groups separated by commas, such as
      XB+XC,XD+XE.`,
  },
} as const satisfies Record<string, Setting<unknown>>
