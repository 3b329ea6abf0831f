// What is wrong with a person who signs in, or with what a person has to sign.
import type { ProblemRow } from './problem-row.ts'

export const personProblems = {
  'signature-demanded': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'A person has to sign this with a key of its own',
      fr: 'Une personne doit signer ceci avec sa propre clé',
      es: 'Una persona tiene que firmar esto con su propia clave',
    },
    fix: {
      en: 'Do it at the console, where the person signs it with a passkey; the setting SIGNED_ACTS says which acts ask for that.',
      fr: 'Faites-le à la console, où la personne le signe avec une clé d’accès ; le réglage SIGNED_ACTS dit quels actes l’exigent.',
      es: 'Hágalo en la consola, donde la persona lo firma con una clave de acceso; el ajuste SIGNED_ACTS dice qué actos lo exigen.',
    },
  },
  'signature-invalid': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'The signature of the person does not hold',
      fr: 'La signature de la personne n’est pas valable',
      es: 'La firma de la persona no es válida',
    },
    fix: {
      en: 'Sign again with a passkey that is registered here; each signature is for one act and is used once, soon after it was asked for.',
      fr: 'Signez à nouveau avec une clé d’accès enregistrée ici ; chaque signature vaut pour un acte, une fois, peu après la demande.',
      es: 'Firme de nuevo con una clave de acceso registrada aquí; cada firma vale para un acto, una vez, poco después de pedirse.',
    },
  },
  'link-invalid': {
    status: 410,
    retry: false,
    verdict: 'final',
    title: {
      en: 'This link does not hold any more',
      fr: 'Ce lien n’est plus valable',
      es: 'Este enlace ya no es válido',
    },
    fix: {
      en: 'Ask whoever runs the gateway for a new one ("bulla person link <id>"): a link works once, and ends.',
      fr: 'Demandez-en un nouveau à l’exploitant (« bulla person link <id> ») : un lien sert une fois et prend fin.',
      es: 'Pida otro a quien opera la pasarela («bulla person link <id>»): un enlace sirve una vez y caduca.',
    },
  },
} as const satisfies Record<string, ProblemRow>
