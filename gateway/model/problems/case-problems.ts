// What is wrong with a case, a message or an item.
import type { ProblemRow } from './problem-row.ts'

export const caseProblems = {
  'case-changed': {
    status: 409,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'The case has moved on since it was read',
      fr: 'Le dossier a évolué depuis sa lecture',
      es: 'El expediente ha cambiado desde que se leyó',
    },
    fix: {
      en: 'Read the case again and send the message if it still fits.',
      fr: 'Relisez le dossier et envoyez le message s’il convient encore.',
      es: 'Lea de nuevo el expediente y envíe el mensaje si todavía procede.',
    },
  },
  'message-illegal': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The message is not legal in this state of the case',
      fr: 'Le message n’est pas admis dans l’état actuel du dossier',
      es: 'El mensaje no es admisible en el estado actual del expediente',
    },
    fix: {
      en: 'Read the case; it lists the messages that are legal next, with the reason for each that is not.',
      fr: 'Lisez le dossier ; il énumère les messages possibles, avec la raison pour chacun qui ne l’est pas.',
      es: 'Lea el expediente; enumera los mensajes posibles, con la razón de cada uno que no lo es.',
    },
  },
  'item-unknown': {
    status: 404,
    retry: false,
    verdict: 'final',
    title: {
      en: 'No such item was uploaded here',
      fr: 'Aucune pièce de ce genre n’a été déposée ici',
      es: 'No se ha cargado aquí tal documento',
    },
    fix: {
      en: 'Upload the item first and name it by the id that the upload returned.',
      fr: 'Déposez d’abord la pièce et désignez-la par l’identifiant rendu lors du dépôt.',
      es: 'Cargue primero el documento y nómbrelo con el identificador que devolvió la carga.',
    },
  },
  'item-taken': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The item already belongs to another message',
      fr: 'La pièce appartient déjà à un autre message',
      es: 'El documento ya pertenece a otro mensaje',
    },
    fix: {
      en: 'Upload the document again as a new item for this message.',
      fr: 'Déposez de nouveau le document comme nouvelle pièce pour ce message.',
      es: 'Cargue de nuevo el documento como uno nuevo para este mensaje.',
    },
  },
  'item-too-large': {
    status: 413,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The item is larger than the gateway takes',
      fr: 'La pièce est plus grande que ce que la passerelle accepte',
      es: 'El documento es mayor de lo que admite la pasarela',
    },
    fix: {
      en: 'Ask the operator to raise the limit with the partner, or send the document in the volumes it was filed in.',
      fr: 'Demandez à l’exploitant de relever la limite avec le partenaire, ou envoyez le document dans les volumes où il a été déposé.',
      es: 'Pida al operador que eleve el límite con el asociado, o envíe el documento en los volúmenes en que se presentó.',
    },
  },
  'item-disposed': {
    status: 410,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The content was disposed of under its terms',
      fr: 'Le contenu a été éliminé conformément à ses conditions',
      es: 'El contenido se eliminó conforme a sus condiciones',
    },
    fix: {
      en: 'Only digests and evidence are kept; ask the providing member again if the matter still needs it.',
      fr: 'Seules les empreintes et les preuves sont conservées ; redemandez la pièce au Membre qui l’a fournie si l’affaire l’exige encore.',
      es: 'Solo se conservan los resúmenes y las pruebas; pida de nuevo el documento al Miembro que lo facilitó si el asunto aún lo requiere.',
    },
  },
  'digest-mismatch': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The octets are not those that were announced',
      fr: 'Les octets ne sont pas ceux qui étaient annoncés',
      es: 'Los octetos no son los que se anunciaron',
    },
    fix: {
      en: 'Upload the item again and compare the SHA-256 of the file as filed.',
      fr: 'Déposez de nouveau la pièce et comparez le SHA-256 du fichier tel qu’il a été déposé.',
      es: 'Cargue de nuevo el documento y compare el SHA-256 del archivo tal como se presentó.',
    },
  },
  'profile-unknown': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The agreement offers no such profile or message type',
      fr: 'L’accord ne prévoit pas ce profil ou ce type de message',
      es: 'El acuerdo no prevé ese perfil o tipo de mensaje',
    },
    fix: {
      en: 'Use a profile and message type that the agreement with this member lists.',
      fr: 'Utilisez un profil et un type de message que l’accord avec ce Membre énumère.',
      es: 'Use un perfil y un tipo de mensaje que figuren en el acuerdo con este Miembro.',
    },
  },
} as const satisfies Record<string, ProblemRow>
