import { Type } from 'typebox'
import { defineMessage, type Profile } from '../../model/profile/profile.ts'
import { closed, prose } from '../../model/profile/shape.ts'

const body = closed(
  {
    note: Type.Optional(
      prose(500, { description: 'Anything that helps whoever looks at the test.', examples: ['first contact'] }),
    ),
  },
  { description: 'A test message.', examples: [{ note: 'first contact' }] },
)

/**
 * Exercises everything between two gateways and reaches no national system: its scope is the line.
 */
export const linkTest: Profile = {
  name: 'link-test',
  version: '1.0',
  title: 'Test of the line between two gateways',
  scope: 'line',
  utilityBlock: {
    legalBasis: 'None needed: no information about a person or a consignment is exchanged.',
    purpose: 'To show that keys, certificates, agreement and line work before anything real is sent.',
    data: ['an optional note', 'optional items'],
    triggers: ['first contact', 'a change of keys or addresses', 'an operator who wants to know'],
    serviceLevels: ['answered by the receipt alone'],
    protection: 'The same encryption and signatures as every message; the content is nobody’s.',
  },
  purposes: { requesting: ['KEEP_AGREEMENT'], requested: ['KEEP_AGREEMENT'] },
  roles: { requesting: 'the member that tests', requested: 'the member that is tested' },
  cites: (paragraph) => `12.${paragraph}`,
  states: { tested: { describe: 'The test message has arrived.', pending: false } },
  messages: {
    test: defineMessage({
      title: 'test message',
      from: 'requesting',
      paragraphs: [],
      opens: true,
      whileSuspended: true,
      body,
      facts: () => ({}),
      factsShape: closed({}, { description: 'A test changes nothing.' }),
      legalIn: ['tested'],
      next: () => ({ state: 'tested' }),
      items: 'optional',
    }),
  },
}
