// The routes about all cases together, and about the kinds of exchange.

import type { Route } from '../roles.ts'
import { json, type Operation } from './operation.ts'

export const overviewOperations = {
  'GET /v1/due': {
    tag: 'Overview',
    summary: 'What is due and overdue in the cases of your offices',
    description: `Answers, postponed answers, answers that messages ask for, and the disposal of what is held; by us and by partners. Late is a flag
and refuses nothing.`,
    answers: { 200: json('DueList', 'Earliest first.') },
  },
  'GET /v1/queue': {
    tag: 'Overview',
    summary: 'What waits for an answer of your offices, in order',
    description: `Cases within agreed limits first, among them in the order that the asking member gave, then by due date.`,
    answers: { 200: json('Queue', 'The next one first.') },
  },
  'GET /v1/workload': {
    tag: 'Overview',
    summary: 'How much there is to answer, and how much of agreed limits is used',
    description: 'Counts for each partner; no case of any office is shown.',
    answers: { 200: json('Workload', 'The present month.') },
  },
  'GET /v1/statistics': {
    tag: 'Overview',
    summary: 'Numbers for a report',
    description: 'As JSON, or with `Accept: text/csv` as a table (RFC 4180). No trader, office or case stands in them.',
    answers: {
      200: { says: 'Cases by kind and state.', shape: 'Statistics', media: ['application/json', 'text/csv'] },
    },
    problems: ['not-acceptable'],
  },
  'GET /v1/profiles': {
    tag: 'Profiles',
    summary: 'The kinds of exchange that this gateway knows',
    answers: { 200: json('ProfileList', 'With the agreements under which their cases are opened.') },
  },
  'GET /v1/profiles/:name': {
    tag: 'Profiles',
    summary: 'One kind of exchange as data',
    description: `Utility Block, states, side regions, deadlines, and every message type with the schema of its body: what forms, lists and reminders
are built from.`,
    answers: { 200: json('Profile', 'The profile.', 'Content-Language') },
    problems: ['not-found'],
  },
} as const satisfies Partial<Record<Route, Operation>>
