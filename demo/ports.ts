// Ports of loopback for the processes of the demonstration.
import { createServer } from 'node:net'

/** Ports of loopback that are free now; all are held until the last is found. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((found, fail) =>
          server.on('error', fail).listen(0, '127.0.0.1', () => found(portOf(server.address()))),
        ),
    ),
  )
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  return ports
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
