// What is wrong between two gateways.
import type { ProblemRow } from './problem-row.ts'

export const deliveryProblems = {
  'envelope-rejected': {
    status: 400,
    retry: false,
    // Nearly always keys or clocks; a message that is alone in being rejected is found out by
    // sending each alone.
    verdict: 'passing',
    title: {
      en: 'The envelope could not be accepted',
      fr: 'L’enveloppe n’a pas pu être acceptée',
      es: 'No se pudo aceptar el sobre',
    },
    fix: {
      en: 'Seal it again with the keys of the current card; the recipient keeps the exact reason in its own log.',
      fr: 'Scellez-la de nouveau avec les clés de la fiche actuelle ; le destinataire garde la raison exacte dans son propre journal.',
      es: 'Séllelo de nuevo con las claves de la ficha actual; el destinatario guarda la razón exacta en su propio registro.',
    },
  },
  'statement-refused': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The statement could not be accepted',
      fr: 'La déclaration signée n’a pas pu être acceptée',
      es: 'No se pudo aceptar la declaración firmada',
    },
    fix: {
      en: 'Read the detail, correct the message and send it as a new one.',
      fr: 'Lisez le détail, corrigez le message et envoyez-le comme nouveau message.',
      es: 'Lea el detalle, corrija el mensaje y envíelo como uno nuevo.',
    },
  },
  'protocol-version': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The statement is of another version of the protocol',
      fr: 'La déclaration signée est d’une autre version du protocole',
      es: 'La declaración firmada es de otra versión del protocolo',
    },
    fix: {
      en: 'Bring the gateway of the sender up to date, then write the message again: a stored statement keeps its version.',
      fr: 'Mettez à jour la passerelle de l’expéditeur, puis écrivez de nouveau le message : une déclaration gardée garde sa version.',
      es: 'Actualice la pasarela del remitente y escriba de nuevo el mensaje: una declaración guardada conserva su versión.',
    },
  },
  'sent-ahead': {
    status: 409,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The statement was sent later than it is now',
      fr: 'La déclaration signée porte une heure d’envoi à venir',
      es: 'La declaración firmada lleva una hora de envío que aún no ha llegado',
    },
    fix: {
      en: 'Nothing: it is delivered again; if it stays, both operators compare their clocks.',
      fr: 'Rien : elle est remise de nouveau ; si cela dure, les deux exploitants comparent leurs horloges.',
      es: 'Nada: se entrega de nuevo; si persiste, los dos operadores comparan sus relojes.',
    },
  },
  'part-missing': {
    status: 409,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'A part of the delivery has not arrived',
      fr: 'Une partie de l’envoi n’est pas arrivée',
      es: 'Falta una parte del envío',
    },
    fix: {
      en: 'Upload the named part and deliver the envelope again.',
      fr: 'Déposez la partie nommée et remettez de nouveau l’enveloppe.',
      es: 'Cargue la parte nombrada y entregue de nuevo el sobre.',
    },
  },
  'part-offset': {
    status: 409,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The upload does not continue where the part ends',
      fr: 'Le dépôt ne reprend pas là où la partie s’arrête',
      es: 'La carga no continúa donde termina la parte',
    },
    fix: {
      en: 'Ask for the current offset and continue from there.',
      fr: 'Demandez la position actuelle et continuez à partir de là.',
      es: 'Pida la posición actual y continúe desde allí.',
    },
  },
  'partner-unreachable': {
    status: 503,
    retry: true,
    verdict: 'passing',
    theirs: true,
    title: {
      en: 'The partner does not answer',
      fr: 'Le partenaire ne répond pas',
      es: 'El asociado no responde',
    },
    fix: {
      en: 'Nothing: the gateway keeps the message and tries again until the delivery expires.',
      fr: 'Rien : la passerelle garde le message et réessaie jusqu’à l’expiration de l’envoi.',
      es: 'Nada: la pasarela guarda el mensaje y lo intenta de nuevo hasta que venza el envío.',
    },
  },
  'receipt-late': {
    status: 504,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The partner is connected and its receipt is late',
      fr: 'Le partenaire est connecté et son reçu tarde',
      es: 'El asociado está conectado y su recibo se retrasa',
    },
    fix: {
      en: 'Nothing: the delivery is repeated with a longer limit, and a receipt that comes late counts; if it stays, ask the partner what takes it so long.',
      fr: 'Rien : l’envoi est répété avec un délai plus long, et un reçu tardif compte ; si cela persiste, demandez au partenaire ce qui le retient.',
      es: 'Nada: el envío se repite con un plazo más largo, y un recibo tardío cuenta; si persiste, pregunte al asociado qué le retiene.',
    },
  },
  'partner-refused': {
    status: 502,
    retry: false,
    verdict: 'final',
    theirs: true,
    title: {
      en: 'The partner refused the delivery',
      fr: 'Le partenaire a refusé l’envoi',
      es: 'El asociado rechazó el envío',
    },
    fix: {
      en: 'Read the reason in the delivery, settle it with the partner and redeliver.',
      fr: 'Lisez la raison dans l’envoi, réglez-la avec le partenaire et renvoyez.',
      es: 'Lea la razón en el envío, resuélvala con el asociado y reenvíe.',
    },
  },
  'receipt-invalid': {
    status: 502,
    retry: true,
    verdict: 'passing',
    theirs: true,
    title: {
      en: 'The partner gave no valid receipt',
      fr: 'Le partenaire n’a pas donné de reçu valable',
      es: 'El asociado no dio un recibo válido',
    },
    fix: {
      en: 'Nothing: the delivery is repeated; if it stays, compare the signing keys of both cards.',
      fr: 'Rien : l’envoi est répété ; si cela persiste, comparez les clés de signature des deux fiches.',
      es: 'Nada: el envío se repite; si persiste, compare las claves de firma de ambas fichas.',
    },
  },
  'absence-refused': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The notice of absence was not taken',
      fr: 'L’avis d’absence n’a pas été accepté',
      es: 'El aviso de ausencia no se aceptó',
    },
    fix: {
      en: 'Announce a shorter absence, signed now, or call the partner.',
      fr: 'Annoncez une absence plus courte, signée maintenant, ou appelez le partenaire.',
      es: 'Anuncie una ausencia más corta, firmada ahora, o llame al asociado.',
    },
  },
  'introduction-refused': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The introduction of another member was not taken',
      fr: 'La présentation d’un autre membre n’a pas été acceptée',
      es: 'La presentación de otro miembro no se aceptó',
    },
    fix: {
      en: 'Read the detail; the card has to wait there first, and introductions have to be wanted.',
      fr: 'Lisez le détail ; la fiche doit d’abord y être en attente, et les présentations y être admises.',
      es: 'Lea el detalle; la ficha debe estar antes en espera allí, y las presentaciones admitirse.',
    },
  },
  'delivery-expired': {
    status: 410,
    retry: false,
    // By the partner’s clock; by ours it expires by itself.
    verdict: 'passing',
    title: {
      en: 'The delivery was not received in time',
      fr: 'L’envoi n’a pas été reçu à temps',
      es: 'El envío no se recibió a tiempo',
    },
    fix: {
      en: 'Find out why the partner was away and redeliver with "bulla redeliver".',
      fr: 'Cherchez pourquoi le partenaire était absent et renvoyez par « bulla redeliver ».',
      es: 'Averigüe por qué el asociado estaba ausente y reenvíe con «bulla redeliver».',
    },
  },
  'not-redeliverable': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: {
      en: 'Only refused, expired or waiting deliveries can be redelivered',
      fr: 'Seuls les envois refusés, expirés ou en attente peuvent être renvoyés',
      es: 'Solo pueden reenviarse los envíos rechazados, vencidos o en espera',
    },
    fix: {
      en: 'List those that can be with "bulla deliveries --state refused", "--state expired" or "--state waiting".',
      fr: 'Énumérez ceux qui peuvent l’être par « bulla deliveries --state refused », « --state expired » ou « --state waiting ».',
      es: 'Enumere los que pueden reenviarse con «bulla deliveries --state refused», «--state expired» o «--state waiting».',
    },
  },
} as const satisfies Record<string, ProblemRow>
