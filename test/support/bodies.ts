// Bodies of tfa12 messages as a national system would post them.
import { requestExample } from '../../gateway/profiles/tfa12/request-example.ts'

export const purpose = 'VERIFY_VALUE'

export const requestBody = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...requestExample,
  ...changes,
})

export const responseBody = (items: { w1: readonly string[]; w2: readonly string[] }): Record<string, unknown> => ({
  final: true,
  outcomes: [
    { wanted: 'w1', outcome: 'provided', items: items.w1, verified: false },
    { wanted: 'w2', outcome: 'provided', items: items.w2, verified: false },
    { wanted: 'w3', outcome: 'not-available', reason: 'the line is not held' },
  ],
  protection: {
    level: 'customs-confidential',
    description: 'Held strictly in confidence; access only for officers dealing with the matter.',
    measures: ['encryption at rest'],
    law: [{ topic: 'protection', reference: 'Customs Act 2014, s. 18' }],
  },
  trueCopies: [{ items: [...items.w1, ...items.w2], officer: 'B. Example', date: '2026-04-02' }],
})
