// All cases together: what is due, in which order, how much; and the kinds of exchange as data.
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { Problem } from '../../../model/problems/problems.ts'
import type { NationalFlows } from '../../../ports/doors.ts'
import { attachment } from '../../file-name.ts'
import { labelsWanted, saysLanguage } from '../../language.ts'
import { noQuery } from '../../query.ts'
import { clientOf } from '../admission.ts'
import { profileLabels } from '../labels.ts'
import {
  type DueQuery,
  dueQuery,
  languageHeaders,
  type ProfileQuery,
  profilePath,
  profileQuery,
  type StatisticsQuery,
  statisticsQuery,
} from '../shapes.ts'

export interface OverviewDoor {
  readonly flows: Pick<NationalFlows, 'due' | 'queue' | 'workload' | 'statistics' | 'profiles' | 'profile'>
}

export const overviewRoutes =
  ({ flows }: OverviewDoor): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Querystring: DueQuery }>('/v1/due', { schema: { querystring: dueQuery } }, (request) =>
      flows.due(clientOf(request), request.query),
    )
    app.get('/v1/queue', { schema: { querystring: noQuery } }, (request) => flows.queue(clientOf(request)))
    app.get('/v1/workload', { schema: { querystring: noQuery } }, (request) => flows.workload(clientOf(request)))
    app.get<{ Querystring: StatisticsQuery }>(
      '/v1/statistics',
      { schema: { querystring: statisticsQuery } },
      async (request, reply) => {
        const csvWanted = wantsCsv(request)
        const { rows, csv } = await flows.statistics(clientOf(request), request.query.since)
        reply.header('vary', 'Accept')
        if (!csvWanted) return { rows }
        return reply
          .header('content-disposition', attachment('statistics.csv'))
          .type('text/csv; charset=utf-8; header=present')
          .send(csv())
      },
    )

    app.get('/v1/profiles', { schema: { querystring: noQuery } }, async (request) => ({
      rows: await flows.profiles(clientOf(request)),
    }))
    app.get<{ Params: { name: string }; Querystring: ProfileQuery }>(
      '/v1/profiles/:name',
      { schema: { params: profilePath, querystring: profileQuery, headers: languageHeaders } },
      async (request, reply) => {
        const profile = await flows.profile(clientOf(request), request.params.name)
        const language = labelsWanted(request, request.query)
        saysLanguage(reply, language)
        return language === undefined ? profile : { ...profile, labels: profileLabels(profile, language) }
      },
    )
  }

/** By `Accept`: a table where it is named, JSON otherwise. @throws {Problem} `not-acceptable` */
function wantsCsv({ headers: { accept = '*/*' } }: FastifyRequest): boolean {
  const wanted = accept.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  if (wanted.some((range) => range === 'text/csv' || range === 'text/*')) return true
  if (wanted.some((range) => range === '*/*' || range === 'application/*' || range === 'application/json')) return false
  throw new Problem('not-acceptable', 'statistics come as application/json or as text/csv')
}
