// The identity provider of our administration, where settings name one.
import { readFile } from 'node:fs/promises'
import { throughProxy } from '../../../adapters/proxy/tunnel.ts'
import { consoleOrigin } from '../../../config/people/console-settings.ts'
import type { Config } from '../../../config/settings.ts'
import type { SignInByProvider } from '../../doors/console/entrance/sign-in-by-provider.ts'
import { textIn } from '../storage.ts'

const timeoutMs = 10_000

export async function signInByProvider(config: Config): Promise<SignInByProvider | undefined> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_ROLES: groups, OIDC_SCOPE: scope } = config
  if (issuer === undefined || clientId === undefined || groups === undefined) return undefined
  const { OIDC_SECRET_FILE: secret, OIDC_CA_FILE: ca, OIDC_PROXY: proxy } = config
  const { openIdProvider } = await import('../../../adapters/identity/openid.ts')
  return {
    provider: openIdProvider({
      ...{ issuer, clientId, scope, timeoutMs, nowMs: Date.now },
      redirectUri: `${consoleOrigin(config)}/console/oidc/callback`,
      ...(secret !== undefined && { clientSecret: await textIn(secret, 'OIDC_SECRET_FILE') }),
      ...(ca !== undefined && { caPem: await readFile(ca, 'utf8') }),
      ...(proxy !== undefined && { tunnel: throughProxy(proxy) }),
    }),
    rules: { person: config.OIDC_CLAIM_PERSON, groups },
  }
}
