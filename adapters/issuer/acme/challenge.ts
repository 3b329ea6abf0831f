// Answers the CA that looks whether a name is ours (RFC 8555 §8.3, http-01): a listener that is
// there only while an order is open, and says one thing to whoever asks for it.
import { createServer } from 'node:http'
import { notIssued } from './wire.ts'

const path = '/.well-known/acme-challenge/'

export interface ChallengeListener {
  /** From now on answers for this token. */
  answer(token: string, keyAuthorization: string): void
  close(): Promise<void>
}

/** @throws {Problem} `certificate-not-issued` when the port cannot be listened on */
export async function listenForChallenges({ host, port }: { host: string; port: number }): Promise<ChallengeListener> {
  const answers = new Map<string, string>()
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 8 * 1024 },
    (request, response) => {
      const token = request.url?.startsWith(path) ? request.url.slice(path.length) : ''
      const answer = request.method === 'GET' ? answers.get(token) : undefined
      response.writeHead(answer === undefined ? 404 : 200, {
        'content-type': 'application/octet-stream',
        connection: 'close',
      })
      response.end(answer ?? '')
    },
  )
  server.maxConnections = 64
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        notIssued(`nothing can be answered at ${host} port ${port} (${cause.code}); ACME_HTTP_PORT names another`),
      ),
    )
    server.listen(port, host, resolve)
  })
  return {
    answer(token, keyAuthorization) {
      answers.set(token, keyAuthorization)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
