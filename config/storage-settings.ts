// Where the truth, the wakes and the encrypted items lie, and what one node among several is
// called: rows of the table of settings.
import {
  between,
  day,
  hostList,
  hour,
  httpUrl,
  matching,
  minute,
  oneOf,
  optional,
  path,
  proxyUrl,
  second,
  serviceUrl,
} from './parse.ts'
import type { Setting } from './setting.ts'

export const storageSettings = {
  NODE: {
    parse: optional(
      matching(/^[A-Za-z0-9][A-Za-z0-9.-]{0,62}$/, 'a name of up to 63 letters, digits, dots and hyphens'),
    ),
    fallback: undefined,
    describe:
      'Name of this node among the nodes of the gateway, as logs show it. Without it: host name and process id.',
  },
  STORE: {
    parse: oneOf('sqlite', 'postgres'),
    fallback: 'sqlite',
    describe: `Where the truth lies: in a file of DATA_FOLDER, for one node, or in PostgreSQL, for any number of nodes.
      "bulla store migrate" moves an installation.`,
  },
  EPOCH_MS: {
    parse: between(hour, 90 * day),
    fallback: 7 * day,
    describe: `How long the keys of items and bodies are wrapped by one and the same key, in milliseconds; then a new epoch begins, and they are wrapped
      anew. What is disposed of opens out of no backup once the epoch has ended and BACKUP_HORIZON_MS has passed.`,
  },
  BACKUP_HORIZON_MS: {
    parse: between(hour, 3650 * day),
    fallback: 35 * day,
    describe: `How long a backup opens, in milliseconds: when an epoch has ended so long ago its key is destroyed. Keep no backup for longer, and none
      that you need for less.`,
  },
  EPOCHS_FOLDER: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: `Folder of the keys of epochs, in the place of keys/epochs. All nodes share it and write to it; no backup holds it.`,
  },
  POSTGRES_URL: {
    parse: optional(serviceUrl('postgres', 'postgresql')),
    fallback: undefined,
    describe:
      'Address of the database, such as postgres://bulla@db.example:5432/bulla, without the password. Needed with STORE postgres.',
  },
  POSTGRES_PASSWORD_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: 'File that holds the password of the database user.',
  },
  POSTGRES_CA_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe:
      'PEM file of the certificates that vouch for the database; with it the connection is TLS and nothing else.',
  },
  POSTGRES_POOL: {
    parse: between(2, 100),
    fallback: 8,
    describe: 'Most connections of one node to the database.',
  },
  POSTGRES_TIMEOUT_MS: {
    parse: between(100, minute),
    fallback: 10 * second,
    describe:
      'How long a connection or a statement may take, in milliseconds, before the caller is told that the store failed.',
  },
  QUEUE: {
    parse: oneOf('embedded', 'bullmq'),
    fallback: 'embedded',
    describe: `What wakes the deliveries: timers of this process, or BullMQ on Redis, which spreads the work over nodes.
      The store stays the truth either way.`,
  },
  REDIS_URL: {
    parse: optional(serviceUrl('redis', 'rediss')),
    fallback: undefined,
    describe:
      'Address of Redis, such as redis://queue.example:6379, without the password; rediss is TLS. Needed with QUEUE bullmq unless REDIS_SENTINELS is set.',
  },
  REDIS_USER: {
    parse: optional(matching(/^[\x21-\x7e]{1,128}$/, 'a user name without spaces')),
    fallback: undefined,
    describe: 'User of Redis; without it the default user.',
  },
  REDIS_PASSWORD_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: 'File that holds the password of Redis.',
  },
  REDIS_CA_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: 'PEM file of the certificates that vouch for Redis; with it the connection is TLS and nothing else.',
  },
  REDIS_SENTINELS: {
    parse: optional(hostList),
    fallback: undefined,
    describe: 'Addresses of Sentinels, such as s1.example:26379,s2.example:26379, in the place of REDIS_URL.',
  },
  REDIS_SENTINEL_NAME: {
    parse: optional(matching(/^[\x21-\x7e]{1,128}$/, 'the name of the group that the Sentinels watch')),
    fallback: undefined,
    describe: 'Name under which the Sentinels know the group. Needed with REDIS_SENTINELS.',
  },
  REDIS_PREFIX: {
    parse: matching(/^[A-Za-z0-9:_-]{1,64}$/, 'up to 64 letters, digits, colons, underscores and hyphens'),
    fallback: 'bulla',
    describe: 'Begins every key in Redis, so that several installations may share one.',
  },
  LOOKS_PER_PARTNER: {
    parse: between(1, 10_000),
    fallback: 1_000,
    describe: `With QUEUE bullmq: how often in a second all nodes together look at what waits for one partner. Each look may take a whole
      window of deliveries; fewer spare Redis and the database when a partner is slow.`,
  },
  LEASE_MS: {
    parse: between(2 * second, 10 * minute),
    fallback: 30 * second,
    describe: `How long a node has a delivery without saying that it still works on it, in milliseconds. Work of a node that died
      goes on after this time; a shorter one suffers from pauses.`,
  },
  PARTS: {
    parse: oneOf('folder', 's3'),
    fallback: 'folder',
    describe:
      'Where the encrypted items lie: in a folder, which several nodes must share, or in S3-compatible storage.',
  },
  PARTS_FOLDER: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: 'Folder of the encrypted items. Without it: parts in DATA_FOLDER.',
  },
  S3_URL: {
    parse: optional(httpUrl),
    fallback: undefined,
    describe: 'Address of S3-compatible storage. Needed with PARTS s3.',
  },
  S3_BUCKET: {
    parse: optional(matching(/^[a-z0-9][a-z0-9.-]{2,62}$/, 'the name of a bucket')),
    fallback: undefined,
    describe: 'Bucket of the encrypted items. It must exist. Needed with PARTS s3.',
  },
  S3_REGION: {
    parse: matching(/^[a-z0-9-]{1,64}$/, 'the name of a region'),
    fallback: 'us-east-1',
    describe: 'Region of the bucket, where the storage has regions.',
  },
  S3_PREFIX: {
    parse: matching(/^(?:[A-Za-z0-9._-]{1,64}\/){0,8}$/, 'path segments that each end in a slash'),
    fallback: 'bulla/',
    describe: 'Begins the name of every object, so that several installations may share a bucket.',
  },
  S3_KEY_ID: {
    parse: optional(matching(/^[\x21-\x7e]{1,128}$/, 'an access key id')),
    fallback: undefined,
    describe: 'Access key id of the storage. Needed with PARTS s3.',
  },
  S3_PROXY: {
    parse: optional(proxyUrl),
    fallback: undefined,
    describe: 'Outbound proxy to the storage, as for TSA_PROXY.',
  },
  S3_SECRET_FILE: {
    parse: optional(path),
    fallback: undefined,
    path: true,
    describe: 'File that holds the secret access key. Needed with PARTS s3.',
  },
} as const satisfies Record<string, Setting<unknown>>
