// What card.json says before an officer has edited it.
import type { AboutUs } from '../../../config/about.ts'
import { shownClasses } from '../../model/terms/assurance-classes.ts'

/** What an administration says that has said no more than its name. */
export const plainAbout = (
  said: Pick<AboutUs, 'name' | 'trustDomain' | 'endpoint'> &
    Pick<AboutUs['contact'], 'office' | 'email' | 'timeZone' | 'languages'>,
): AboutUs => ({
  name: said.name,
  trustDomain: said.trustDomain,
  endpoint: said.endpoint,
  contact: {
    office: said.office,
    names: [`Contact point of ${said.name}`.slice(0, 200)],
    email: said.email,
    hours: 'Monday to Friday, 09:00 to 17:00',
    timeZone: said.timeZone,
    languages: [...said.languages],
  },
  standing: {
    protection:
      'Held strictly in confidence and open only to officers dealing with the matter at issue, as our domestic law demands.',
    verificationConfirmation: false,
    inabilities: [],
    assuranceRequired: false,
    reciprocity: { able: true, implemented: true },
  },
  profiles: ['tfa12'],
  assurance: shownClasses(),
})
