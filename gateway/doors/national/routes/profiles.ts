// The kinds of exchange as data.

import { profileLabels } from '../../in-words/labels.ts'
import { labelsWanted, saysLanguage } from '../../language.ts'
import { clientOf } from '../admission.ts'
import { closed, labels, languageHeaders, profileName } from '../request-parts.ts'
import { json, route } from '../route.ts'

export const profileRoutes = {
  'GET /v1/profiles': route({
    operation: 'listProfiles',
    access: 'known',
    tag: 'Profiles',
    summary: 'The kinds of exchange that this gateway knows',
    answers: { 200: json('ProfileList', 'With the agreements under which their cases are opened.') },
    handle:
      ({ flows }) =>
      async (request) => ({ rows: await flows.profiles(clientOf(request)) }),
  }),
  'GET /v1/profiles/:name': route({
    operation: 'readProfile',
    access: 'known',
    tag: 'Profiles',
    summary: 'One kind of exchange as data',
    description: `Utility Block, states, side regions, deadlines, and every message type with the schema of its body: what
forms, lists and reminders are built from.`,
    takes: { params: closed({ name: profileName }), querystring: closed({ labels }), headers: languageHeaders },
    answers: { 200: json('Profile', 'The profile.', 'Content-Language') },
    problems: ['not-found'],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const profile = await flows.profile(clientOf(request), request.params.name)
        const language = labelsWanted(request, request.query)
        saysLanguage(reply, language)
        return language === undefined ? profile : { ...profile, labels: profileLabels(profile, language) }
      },
  }),
} as const
