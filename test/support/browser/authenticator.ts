// A security key that is plugged into nothing: the browser makes and uses passkeys as with one of a person who is there.
import type { Page } from 'playwright-core'

export interface Authenticator {
  /** The passkeys on it, by the origin's domain. */
  passkeys(): Promise<readonly { readonly credentialId: string; readonly rpId?: string; readonly signCount: number }[]>
  /** Whether it knows whoever is asked from now on: by a finger, or a number. */
  verifies(is: boolean): Promise<void>
}

/** @param page keeps it until it is closed */
export async function virtualAuthenticator(page: Page): Promise<Authenticator> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  return {
    async passkeys() {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId })
      return credentials
    },
    async verifies(is) {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: is })
    },
  }
}
