// What is wrong with terms, keys or a release.
import type { ProblemRow } from './problem-row.ts'

export const releaseProblems = {
  'terms-unknown': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The terms hold a condition this gateway does not know',
      fr: 'Les conditions en contiennent une que cette passerelle ne connaît pas',
      es: 'Las condiciones contienen una que esta pasarela no conoce',
    },
    fix: {
      en: 'Use the terms of the vocabulary tfa12/terms/2.0; what cannot be honoured is not accepted.',
      fr: 'Utilisez les conditions du vocabulaire tfa12/terms/2.0 ; ce qui ne peut être respecté n’est pas accepté.',
      es: 'Use las condiciones del vocabulario tfa12/terms/2.0; lo que no puede cumplirse no se acepta.',
    },
  },
  'assurance-unmet': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The other member keeps less than the terms demand',
      fr: 'L’autre Membre garantit moins que ce que les conditions exigent',
      es: 'El otro Miembro garantiza menos de lo que exigen las condiciones',
    },
    fix: {
      en: 'Ask the other member for a card that declares more, make terms that demand less of the named term, or change the agreement so that two persons decide.',
      fr: 'Demandez à l’autre Membre une carte qui déclare davantage, établissez des conditions qui exigent moins pour la condition nommée, ou modifiez l’accord pour que deux personnes décident.',
      es: 'Pida al otro Miembro una tarjeta que declare más, fije condiciones que exijan menos de la condición nombrada, o cambie el acuerdo para que decidan dos personas.',
    },
  },
  'terms-invalid': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The terms do not have the agreed form',
      fr: 'Les conditions n’ont pas la forme convenue',
      es: 'Las condiciones no tienen la forma convenida',
    },
    fix: {
      en: 'Correct the named field of the terms.',
      fr: 'Corrigez le champ nommé des conditions.',
      es: 'Corrija el campo nombrado de las condiciones.',
    },
  },
  'release-denied': {
    status: 403,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The terms do not allow this release',
      fr: 'Les conditions ne permettent pas cette remise',
      es: 'Las condiciones no permiten esta entrega',
    },
    fix: {
      en: 'Read the terms (GET /v1/cases/{id}/terms): state a purpose, matter and use that they allow. For another purpose, office, recipient or proceeding ask its provider for a permission ("permission-ask").',
      fr: 'Lisez les conditions (GET /v1/cases/{id}/terms) : indiquez une fin, une affaire et une utilisation qu’elles permettent. Pour une autre fin, un autre bureau, un autre destinataire ou une procédure, demandez une autorisation au Membre qui a fourni le contenu (« permission-ask »).',
      es: 'Lea las condiciones (GET /v1/cases/{id}/terms): indique un fin, un asunto y un uso que permitan. Para otro fin, otra oficina, otro destinatario o un procedimiento pida una autorización al Miembro que facilitó el contenido («permission-ask»).',
    },
  },
  'release-asks': {
    status: 403,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The terms leave this release to a second person',
      fr: 'Les conditions laissent cette remise à la décision d’une seconde personne',
      es: 'Las condiciones dejan esta entrega a la decisión de una segunda persona',
    },
    fix: {
      en: 'Have another person, whose client has the role approve, decide with POST /v1/items/{id}/clearances (or /v1/messages/{id}/clearances), then ask again.',
      fr: 'Faites décider une autre personne, dont le client a le rôle approve, par POST /v1/items/{id}/clearances (ou /v1/messages/{id}/clearances), puis demandez de nouveau.',
      es: 'Haga que decida otra persona, cuyo cliente tenga el rol approve, con POST /v1/items/{id}/clearances (o /v1/messages/{id}/clearances), y vuelva a pedirlo.',
    },
  },
  'clearance-needless': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The terms leave nothing here to a person',
      fr: 'Les conditions ne laissent rien ici à la décision d’une personne',
      es: 'Las condiciones no dejan aquí nada a la decisión de una persona',
    },
    fix: {
      en: 'Where the terms deny it, ask the providing member for a permission ("permission-ask"); where they allow it, read it.',
      fr: 'Si les conditions le refusent, demandez une autorisation au Membre qui l’a fourni (« permission-ask ») ; si elles le permettent, prenez-en connaissance.',
      es: 'Si las condiciones lo deniegan, pida una autorización al Miembro que lo facilitó («permission-ask»); si lo permiten, léalo.',
    },
  },
  'approver-same': {
    status: 403,
    retry: false,
    verdict: 'final',
    title: {
      en: 'A second person has to decide',
      fr: 'Une deuxième personne doit décider',
      es: 'Debe decidir una segunda persona',
    },
    fix: {
      en: 'Have somebody decide other than whoever drafted it, reads it or decided first.',
      fr: 'Faites décider une autre personne que celle qui l’a rédigé, le lit ou a décidé la première.',
      es: 'Haga que decida otra persona que no lo haya redactado, no lo lea ni haya decidido primero.',
    },
  },
  'person-missing': {
    status: 403,
    retry: false,
    verdict: 'final',
    title: {
      en: 'Two persons are needed, and it is not known that there are two',
      fr: 'Deux personnes sont nécessaires, et l’on ne sait pas qu’elles sont deux',
      es: 'Se necesitan dos personas, y no se sabe que sean dos',
    },
    fix: {
      en: 'State the person in Bulla-Person on both sides, from clients that may (bulla client change <id> --persons yes); a draft of nobody known is withdrawn and made again.',
      fr: 'Indiquez la personne dans Bulla-Person des deux côtés, depuis des clients qui le peuvent (bulla client change <id> --persons yes) ; un projet dont l’auteur est inconnu se retire et se refait.',
      es: 'Indique la persona en Bulla-Person por ambas partes, desde clientes que puedan hacerlo (bulla client change <id> --persons yes); un borrador de autor desconocido se retira y se hace de nuevo.',
    },
  },
  'function-missing': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'This client has no function in which it could sign, and says none',
      fr: 'Ce client n’a aucune fonction en laquelle il pourrait signer, et n’en indique aucune',
      es: 'Este cliente no tiene ninguna función en la que pudiera firmar, y no indica ninguna',
    },
    fix: {
      en: 'Have the operator register it: bulla client change <id> --function "Head of unit". The gateway puts it into the message.',
      fr: 'Faites-la enregistrer par l’exploitant : bulla client change <id> --function "Chef d’unité". La passerelle l’inscrit dans le message.',
      es: 'Pida al operador que la registre: bulla client change <id> --function "Jefe de unidad". La pasarela la pone en el mensaje.',
    },
  },
  'draft-changed': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The draft is not as it was read',
      fr: 'Le projet n’est plus tel qu’il a été lu',
      es: 'El borrador ya no es como se leyó',
    },
    fix: {
      en: 'Read the draft again and decide on what it says now, naming its revision.',
      fr: 'Relisez le projet et statuez sur ce qu’il dit à présent, en indiquant sa révision.',
      es: 'Lea de nuevo el borrador y decida sobre lo que dice ahora, indicando su revisión.',
    },
  },
  'item-locked': {
    status: 409,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The item is locked until its terms are accepted',
      fr: 'La pièce reste fermée jusqu’à l’acceptation de ses conditions',
      es: 'El documento permanece cerrado hasta que se acepten sus condiciones',
    },
    fix: {
      en: 'Accept the terms of the item with the message "accept-terms"; its content opens when the providing member sends its key.',
      fr: 'Acceptez les conditions de la pièce par le message « accept-terms » ; son contenu s’ouvre quand le Membre qui l’a fournie envoie sa clé.',
      es: 'Acepte las condiciones del documento con el mensaje «accept-terms»; su contenido se abre cuando el Miembro que lo facilitó envía su clave.',
    },
  },
  'key-wrong': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The key does not open the item',
      fr: 'La clé n’ouvre pas la pièce',
      es: 'La clave no abre el documento',
    },
    fix: {
      en: 'The item stays locked: ask the providing member to give it again in a new message.',
      fr: 'La pièce reste verrouillée : demandez au Membre qui l’a fournie de la fournir de nouveau dans un nouveau message.',
      es: 'El documento sigue bloqueado: pida al Miembro que lo facilitó que lo facilite de nuevo en un mensaje nuevo.',
    },
  },
  'onward-disclosure': {
    status: 403,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The content was received under terms that forbid passing it on',
      fr: 'Le contenu a été reçu sous des conditions qui interdisent de le transmettre',
      es: 'El contenido se recibió en condiciones que prohíben transmitirlo',
    },
    fix: {
      en: 'Leave the document out, or ask the member that provided it for a permission ("permission-ask") that names the disclosure.',
      fr: 'Retirez le document, ou demandez au Membre qui l’a fourni une autorisation (« permission-ask ») qui nomme la divulgation.',
      es: 'Retire el documento, o pida al Miembro que lo facilitó una autorización («permission-ask») que nombre la divulgación.',
    },
  },
} as const satisfies Record<string, ProblemRow>
