// S3-compatible storage in this process, on loopback, in a folder that goes with the test.
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { scratch } from './installation.ts'

interface Served {
  run(): Promise<AddressInfo>
  close(): Promise<void>
}
type Serve = new (options: {
  readonly address: string
  readonly port: number
  readonly silent: boolean
  readonly directory: string
  readonly configureBuckets: readonly { readonly name: string }[]
}) => Served

/** The key that it lets in. */
export const s3Key = { keyId: 'S3RVER', secret: 'S3RVER' }
export const s3Bucket = 'bulla'

export interface S3Server {
  readonly url: string
  /** Where its objects lie. */
  readonly folder: string
  stop(): Promise<void>
}

export async function s3Server(t: { teardown(end: () => unknown): void }): Promise<S3Server> {
  const S3rver: Serve = createRequire(import.meta.url)('s3rver')
  const folder = await scratch(t)
  const configureBuckets = [{ name: s3Bucket }]
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: folder, configureBuckets })
  const { port } = await server.run()
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= server.close()
    return stopped
  }
  t.teardown(stop)
  return { url: `http://127.0.0.1:${port}`, folder, stop }
}
