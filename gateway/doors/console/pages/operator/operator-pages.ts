// Every page for whoever runs the gateway.
import { cardPages } from './cards.ts'
import { datesPages } from './dates.ts'
import { deliveriesPages } from './deliveries.ts'
import { evidencePages } from './evidence.ts'
import { gatewayPages } from './gateway-page.ts'
import { installationPages } from './installation.ts'
import { introductionPages } from './introductions.ts'
import { keysPages } from './keys.ts'
import { partnersPages } from './partners.ts'
import { suspensionPages } from './suspension.ts'

export const operatorPages = {
  ...gatewayPages,
  ...partnersPages,
  ...suspensionPages,
  ...cardPages,
  ...introductionPages,
  ...keysPages,
  ...deliveriesPages,
  ...evidencePages,
  ...datesPages,
  ...installationPages,
} as const
