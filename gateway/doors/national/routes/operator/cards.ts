// Newer cards of partners that two persons decide on, and introductions of members that have lost
// everything: what partners say of theirs, and what we say.
import { Type } from 'typebox'
import { memberCodeSchema } from '../../../../model/member.ts'
import type { ProblemCode } from '../../../../model/problems/problems.ts'
import { clientOf } from '../../admission.ts'
import { closed, text } from '../../request-parts.ts'
import { json, route } from '../../route.ts'

const cardPath = closed({ card: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the card.' }) })
const decided = closed({
  decision: Type.Enum(['confirm', 'refuse'], { description: 'Yes, or no.' }),
  reason: text(500, 'Why, and whom you called.', 'Called B. Contact: they moved on Monday.'),
  words: Type.Optional(
    text(300, 'The twelve words as the partner read them by voice; a yes needs them.', 'abandon ability able about'),
  ),
})

const offered = closed({
  card: Type.String({
    pattern: '^[A-Za-z0-9_.-]{16,65536}$',
    description: 'The card, compact JWS of type bulla-card+jws.',
    examples: ['eyJhbGciOiJFUzI1NiJ9.eyJ2IjoyfQ.c2lnbmF0dXJl'],
  }),
})
const introduced = closed({
  about: memberCodeSchema,
  to: memberCodeSchema,
  card: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'SHA-256 of the card of that member in use here.',
    examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  }),
  seen: Type.String({
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
    description: 'The day on which people of ours met people of theirs, and compared the twelve words.',
    examples: ['2026-11-29'],
  }),
  reason: text(500, 'Why, and who met whom.', 'B. Officer met A. Contact in Brussels.'),
})
const heard = closed({
  introduction: Type.String({
    pattern: '^[A-Za-z0-9_.-]{16,4096}$',
    description: 'Compact JWS of type bulla-introduction+jws.',
    examples: ['eyJhbGciOiJFUzI1NiJ9.eyJ2IjoxfQ.c2lnbmF0dXJl'],
  }),
})

const deciding: readonly ProblemCode[] = [
  ...(['not-found', 'signature-demanded', 'approver-same', 'person-missing'] as const),
  ...(['card-invalid', 'draft-changed', 'clock-stepped'] as const),
]

const introducing: readonly ProblemCode[] = [
  ...(['partner-unknown', 'partner-suspended', 'approver-same', 'person-missing'] as const),
  ...(['draft-changed', 'clock-stepped'] as const),
]

export const cardRoutes = {
  'GET /v1/operator/cards': route({
    operation: 'listWaitingCards',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Newer cards of partners that two persons decide on',
    answers: { 200: json('CardsWaiting', 'Each with what was said of it.') },
    handle:
      ({ operator }) =>
      () =>
        operator.waitingCards(),
  }),
  'POST /v1/operator/cards/:card/decision': route({
    operation: 'decideCard',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Say yes or no to a newer card of a partner',
    description: 'Two persons say yes before it is in use; one no is enough.',
    takes: { params: cardPath, body: decided },
    once: { because: 'A person decides once on a card; said again it is refused.' },
    answers: { 200: json('CardDecided', 'What became of it.') },
    problems: deciding,
    handle:
      ({ operator }) =>
      (request) =>
        operator.decideCard(clientOf(request), request.params.card, request.body),
  }),
  'POST /v1/operator/cards': route({
    operation: 'offerCard',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Have two persons decide on a newer card of a partner that came as a file',
    description: 'For a partner that has lost everything and reaches our partner door no more.',
    takes: { body: offered },
    once: { because: 'A card that waits goes on waiting.' },
    answers: { 200: json('CardWaits', 'It waits.') },
    problems: ['card-invalid', 'partner-unknown', 'not-found', 'clock-stepped'],
    handle:
      ({ operator }) =>
      (request) =>
        operator.offerCard(clientOf(request), request.body.card),
  }),
  'GET /v1/operator/introductions': route({
    operation: 'listIntroductions',
    access: ['operate'],
    tag: 'Operator',
    summary: 'What we say of members that have lost everything',
    answers: { 200: json('Introductions', 'Each with what was said of it.') },
    handle:
      ({ operator }) =>
      async () => ({ introductions: [...(await operator.introductions())] }),
  }),
  'POST /v1/operator/introductions': route({
    operation: 'introduceMember',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Say to a partner that a card of another member is theirs',
    description: 'Two persons say the same before it is signed and leaves. Said once more it is sent again.',
    takes: { body: introduced },
    once: { because: 'A person says it once; said again it is refused, or sent again.' },
    answers: { 200: json('Introduction', 'How far it is.') },
    problems: introducing,
    handle:
      ({ operator }) =>
      (request) =>
        operator.introduce(clientOf(request), request.body),
  }),
  'POST /v1/operator/introductions/heard': route({
    operation: 'hearIntroduction',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Take in what a partner says of a card that waits, out of a file',
    takes: { body: heard },
    once: { because: 'What was heard is heard, however often.' },
    answers: { 200: json('CardsWaiting', 'The cards that wait, with what is said of each.') },
    problems: ['introduction-refused', 'clock-stepped'],
    handle:
      ({ operator }) =>
      async (request) => {
        await operator.hearIntroduction(clientOf(request), request.body.introduction)
        return operator.waitingCards()
      },
  }),
} as const
