// Loaded into a gateway ahead of everything (`node --import`): writes down the routes of each door as the door itself knows them, when it listens.
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

/** One line of JSON for each door in the file that `ROUTES_FILE` names. */
export interface DoorRoutes {
  readonly port: number
  readonly routes: readonly { readonly methods: readonly string[]; readonly url: string }[]
}

subscribe('fastify.initialization', (message) => {
  const app = (message as { fastify: FastifyInstance }).fastify
  const routes: DoorRoutes['routes'][number][] = []
  app.addHook('onRoute', ({ method, url }) => {
    routes.push({ methods: [method].flat(), url })
  })
  app.addHook('onListen', async () => {
    const { port } = app.server.address() as { port: number }
    appendFileSync(process.env['ROUTES_FILE'] ?? '', `${JSON.stringify({ port, routes } satisfies DoorRoutes)}\n`)
  })
})
