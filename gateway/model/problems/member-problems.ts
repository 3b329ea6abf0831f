// What is wrong with a member, its card, or an agreement.
import type { ProblemRow } from './problem-row.ts'

export const memberProblems = {
  'partner-unknown': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'No known partner is named',
      fr: 'Aucun partenaire connu n’est désigné',
      es: 'No se designa a ningún asociado conocido',
    },
    fix: {
      en: 'Exchange cards with this member and add it with "bulla partner add".',
      fr: 'Échangez les fiches avec ce Membre et ajoutez-le par « bulla partner add ».',
      es: 'Intercambie las fichas con este Miembro y añádalo con «bulla partner add».',
    },
  },
  'partner-suspended': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'The exchange with this member is suspended',
      fr: 'L’échange avec ce Membre est suspendu',
      es: 'El intercambio con este Miembro está suspendido',
    },
    fix: {
      en: 'Where it was suspended here, "bulla partner resume" lifts it; else wait until the member lifts it (12.11.2).',
      fr: 'S’il a été suspendu ici, « bulla partner resume » le rétablit ; sinon, attendez que le Membre le rétablisse (12.11.2).',
      es: 'Si se suspendió aquí, «bulla partner resume» lo restablece; si no, espere a que el Miembro lo restablezca (12.11.2).',
    },
  },
  'pair-suspended': {
    status: 409,
    retry: false,
    // Obligations rest by the word of a member (11.2): whether the message is sent again afterwards
    // its office decides.
    verdict: 'final',
    title: {
      en: 'Obligations between the two members are suspended',
      fr: 'Les obligations entre les deux Membres sont suspendues',
      es: 'Las obligaciones entre los dos Miembros están suspendidas',
    },
    fix: {
      en: 'Wait for the resumption and send or redeliver it then; measures after a breach (12.11.1) are what it waits for.',
      fr: 'Attendez la reprise et envoyez-le ou renvoyez-le alors ; elle attend les mesures prises après une violation (12.11.1).',
      es: 'Espere a la reanudación y envíelo o reenvíelo entonces; lo que espera son las medidas tras una infracción (12.11.1).',
    },
  },
  'card-invalid': {
    status: 422,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'The card cannot be trusted',
      fr: 'La fiche n’est pas digne de confiance',
      es: 'La ficha no es digna de confianza',
    },
    fix: {
      en: 'Ask the member for its current card and compare the fingerprint words by voice.',
      fr: 'Demandez au Membre sa fiche actuelle et comparez de vive voix les mots de l’empreinte.',
      es: 'Pida al Miembro su ficha actual y compare de viva voz las palabras de la huella.',
    },
  },
  'certificate-refused': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'The certificate is not one this gateway trusts',
      fr: 'Cette passerelle ne fait pas confiance au certificat',
      es: 'Esta pasarela no confía en el certificado',
    },
    fix: {
      en: "Present a current certificate under the anchors or pins of the member's card.",
      fr: 'Présentez un certificat en cours de validité sous les ancres ou les empreintes de la fiche du Membre.',
      es: 'Presente un certificado vigente bajo las anclas o huellas de la ficha del Miembro.',
    },
  },
  'revocation-unknown': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'Whether the certificate was revoked cannot be told',
      fr: 'Impossible de savoir si le certificat a été révoqué',
      es: 'No se puede saber si el certificado fue revocado',
    },
    fix: {
      en: "Send the newest list of revoked certificates of the member's CA (POST /v1/crl), or have its source mended; then try again.",
      fr: 'Envoyez la dernière liste des certificats révoqués de l’autorité du Membre (POST /v1/crl), ou faites rétablir sa source ; puis réessayez.',
      es: 'Envíe la última lista de certificados revocados de la autoridad del Miembro (POST /v1/crl) o haga reparar su fuente; luego reintente.',
    },
  },
  'crl-invalid': {
    status: 422,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'The list of revoked certificates cannot be taken',
      fr: 'La liste des certificats révoqués ne peut être acceptée',
      es: 'La lista de certificados revocados no puede aceptarse',
    },
    fix: {
      en: "Send a complete list (X.509 version 2, with its number) signed by the CA of the member's own card, newer than the one before.",
      fr: 'Envoyez une liste complète (X.509 version 2, avec son numéro), signée par l’autorité de la fiche du Membre, plus récente que la précédente.',
      es: 'Envíe una lista completa (X.509 versión 2, con su número), firmada por la autoridad de la ficha del Miembro, más reciente que la anterior.',
    },
  },
  'agreement-unknown': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'No such agreement is in force between the two members',
      fr: 'Aucun accord de ce nom n’est en vigueur entre les deux Membres',
      es: 'No hay tal acuerdo en vigor entre los dos Miembros',
    },
    fix: {
      en: 'Name an agreement that both members have loaded and that is in force today.',
      fr: 'Nommez un accord que les deux Membres ont chargé et qui est en vigueur aujourd’hui.',
      es: 'Nombre un acuerdo que ambos Miembros hayan cargado y que esté en vigor hoy.',
    },
  },
  'agreement-mismatch': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The two members hold different texts of the agreement',
      fr: 'Les deux Membres détiennent des textes différents de l’accord',
      es: 'Los dos Miembros tienen textos distintos del acuerdo',
    },
    fix: {
      en: 'Compare the agreement files of both members; their SHA-256 must be equal.',
      fr: 'Comparez les fichiers de l’accord des deux Membres ; leurs SHA-256 doivent être égaux.',
      es: 'Compare los archivos del acuerdo de ambos Miembros; sus SHA-256 deben ser iguales.',
    },
  },
  'agreement-invalid': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The agreement does not have the agreed form',
      fr: 'L’accord n’a pas la forme convenue',
      es: 'El acuerdo no tiene la forma convenida',
    },
    fix: {
      en: 'Correct the named field of the agreement file.',
      fr: 'Corrigez le champ nommé du fichier de l’accord.',
      es: 'Corrija el campo nombrado del archivo del acuerdo.',
    },
  },
} as const satisfies Record<string, ProblemRow>
