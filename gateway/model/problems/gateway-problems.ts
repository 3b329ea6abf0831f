// What is wrong with this gateway itself.
import type { ProblemRow } from './problem-row.ts'

export const gatewayProblems = {
  'too-many-requests': {
    status: 429,
    retry: true,
    verdict: 'passing',
    title: 'There are too many requests at once',
    fix: 'Wait as long as Retry-After says and send it again.',
  },
  'storage-full': {
    status: 507,
    retry: true,
    verdict: 'passing',
    title: 'The gateway cannot store any more',
    fix: 'Free space on the data volume; nothing that was acknowledged is lost.',
  },
  'storage-failed': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'The store of the gateway does not answer',
    fix: 'Send it again in a moment; if it stays, the operator looks at /readyz and at the data volume.',
  },
  'log-behind': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'The evidence log lacks what partners have seen of it',
    fix: 'The operator restores the newest backup; nothing is taken, signed or released until the log holds what its partners witnessed.',
  },
  restored: {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'The store was restored from a backup, and what happened since is not here yet',
    fix: 'Wait until the partner has given back what it holds; where that cannot be had, the operator settles the case with "bulla restored settle".',
  },
  'store-altered': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'What is stored is not what was recorded when it came',
    fix: 'The operator keeps the data folder as it is, runs "bulla evidence check", and restores the newest backup that fits the log.',
  },
  'timestamp-failed': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'The time stamping authority does not answer as it must',
    fix: 'Nothing: checkpoints are stamped later; if it stays, the operator looks at the settings of the authority.',
  },
  'certificate-not-issued': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'The certification authority issued no certificate',
    fix: 'Nothing while the certificate in force holds: it is asked for again; the operator reads the reason in the log and runs "bulla check".',
  },
  'signing-key-ended': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'The signing key of the gateway is not within its time',
    fix: 'Send it again later; the operator runs "bulla check", which says how the certificate of the key is made anew, and compares the clock with a time server.',
  },
  'clock-stepped': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'The clock of the gateway cannot be believed',
    fix: 'Send it again later; the operator compares the clock with a time server and puts it right, or restarts the gateway where it is right.',
  },
  stopping: {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: 'The gateway is stopping',
    fix: 'Send it again in a moment or to another node.',
  },
  internal: {
    status: 500,
    retry: true,
    verdict: 'passing',
    title: 'The gateway failed',
    fix: 'Send it again; if it stays, give the operator the instance of this answer.',
  },
} as const satisfies Record<string, ProblemRow>
