import type { ProblemCode } from '../model/problems/problems.ts'
import type { Row } from './language.ts'

/** The titles of all problems. The English stands in the table of problems as well: when it changes there, a test asks for all three. */
export const problemRows: Readonly<Record<ProblemCode, Row>> = {
  'authentication-missing': [
    'Nobody is named by this request',
    'Cette requête ne désigne personne',
    'Esta petición no identifica a nadie',
  ],
  forbidden: [
    'The caller may not do this',
    'L’appelant n’est pas autorisé à faire cela',
    'Quien llama no está autorizado a hacer esto',
  ],
  'not-found': [
    'There is nothing here for this caller',
    'Il n’y a rien ici pour cet appelant',
    'Aquí no hay nada para quien llama',
  ],
  'method-not-allowed': [
    'This resource does not know the method',
    'Cette ressource ne connaît pas la méthode',
    'Este recurso no conoce el método',
  ],
  'not-acceptable': [
    'No accepted media type can be given',
    'Aucun des types de média acceptés ne peut être fourni',
    'No puede darse ninguno de los tipos de medio aceptados',
  ],
  'request-timeout': [
    'The request did not arrive in time',
    'La requête n’est pas arrivée à temps',
    'La petición no llegó a tiempo',
  ],
  'request-invalid': [
    'The request does not have the agreed form',
    'La requête n’a pas la forme convenue',
    'La petición no tiene la forma convenida',
  ],
  'body-invalid': [
    'The body breaks a rule of its message type',
    'Le contenu enfreint une règle de son type de message',
    'El contenido infringe una regla de su tipo de mensaje',
  ],
  'request-too-large': [
    'The request is larger than this door takes',
    'La requête est plus grande que ce qui est accepté ici',
    'La petición es mayor de lo que aquí se admite',
  ],
  'header-too-large': [
    'The header fields are larger than this door takes',
    'Les champs d’en-tête sont plus grands que ce qui est accepté ici',
    'Los campos de cabecera son mayores de lo que aquí se admite',
  ],
  'unsupported-media-type': [
    'The media type is not understood here',
    'Le type de média n’est pas compris ici',
    'Aquí no se entiende el tipo de medio',
  ],
  'idempotency-key-reused': [
    'The idempotency key already stands for another request',
    'La clé d’idempotence désigne déjà une autre requête',
    'La clave de idempotencia ya designa otra petición',
  ],
  'case-changed': [
    'The case has moved on since it was read',
    'Le dossier a évolué depuis sa lecture',
    'El expediente ha cambiado desde que se leyó',
  ],
  'message-illegal': [
    'The message is not legal in this state of the case',
    'Le message n’est pas admis dans l’état actuel du dossier',
    'El mensaje no es admisible en el estado actual del expediente',
  ],
  'item-unknown': [
    'No such item was uploaded here',
    'Aucune pièce de ce genre n’a été déposée ici',
    'No se ha cargado aquí tal documento',
  ],
  'item-taken': [
    'The item already belongs to another message',
    'La pièce appartient déjà à un autre message',
    'El documento ya pertenece a otro mensaje',
  ],
  'item-too-large': [
    'The item is larger than the gateway takes',
    'La pièce est plus grande que ce que la passerelle accepte',
    'El documento es mayor de lo que admite la pasarela',
  ],
  'item-disposed': [
    'The content was disposed of under its terms',
    'Le contenu a été éliminé conformément à ses conditions',
    'El contenido se eliminó conforme a sus condiciones',
  ],
  'digest-mismatch': [
    'The octets are not those that were announced',
    'Les octets ne sont pas ceux qui étaient annoncés',
    'Los octetos no son los que se anunciaron',
  ],
  'profile-unknown': [
    'The agreement offers no such profile or message type',
    'L’accord ne prévoit pas ce profil ou ce type de message',
    'El acuerdo no prevé ese perfil o tipo de mensaje',
  ],
  'terms-unknown': [
    'The terms hold a condition this gateway does not know',
    'Les conditions en contiennent une que cette passerelle ne connaît pas',
    'Las condiciones contienen una que esta pasarela no conoce',
  ],
  'terms-invalid': [
    'The terms do not have the agreed form',
    'Les conditions n’ont pas la forme convenue',
    'Las condiciones no tienen la forma convenida',
  ],
  'release-denied': [
    'The terms do not allow this release',
    'Les conditions ne permettent pas cette remise',
    'Las condiciones no permiten esta entrega',
  ],
  'approver-same': [
    'The drafter cannot approve the draft',
    'L’auteur du projet ne peut pas l’approuver',
    'Quien redactó el borrador no puede aprobarlo',
  ],
  'item-locked': [
    'The item is locked until its terms are accepted',
    'La pièce reste fermée jusqu’à l’acceptation de ses conditions',
    'El documento permanece cerrado hasta que se acepten sus condiciones',
  ],
  'key-wrong': ['The key does not open the item', 'La clé n’ouvre pas la pièce', 'La clave no abre el documento'],
  'onward-disclosure': [
    'The content was received under terms that forbid passing it on',
    'Le contenu a été reçu sous des conditions qui interdisent de le transmettre',
    'El contenido se recibió en condiciones que prohíben transmitirlo',
  ],
  'partner-unknown': [
    'No known partner is named',
    'Aucun partenaire connu n’est désigné',
    'No se designa a ningún asociado conocido',
  ],
  'partner-suspended': [
    'The exchange with this member is suspended',
    'L’échange avec ce Membre est suspendu',
    'El intercambio con este Miembro está suspendido',
  ],
  'pair-suspended': [
    'Obligations between the two members are suspended',
    'Les obligations entre les deux Membres sont suspendues',
    'Las obligaciones entre los dos Miembros están suspendidas',
  ],
  'card-invalid': [
    'The card cannot be trusted',
    'La fiche n’est pas digne de confiance',
    'La ficha no es digna de confianza',
  ],
  'certificate-refused': [
    'The certificate is not one this gateway trusts',
    'Cette passerelle ne fait pas confiance au certificat',
    'Esta pasarela no confía en el certificado',
  ],
  'agreement-unknown': [
    'No such agreement is in force between the two members',
    'Aucun accord de ce nom n’est en vigueur entre les deux Membres',
    'No hay tal acuerdo en vigor entre los dos Miembros',
  ],
  'agreement-mismatch': [
    'The two members hold different texts of the agreement',
    'Les deux Membres détiennent des textes différents de l’accord',
    'Los dos Miembros tienen textos distintos del acuerdo',
  ],
  'agreement-invalid': [
    'The agreement does not have the agreed form',
    'L’accord n’a pas la forme convenue',
    'El acuerdo no tiene la forma convenida',
  ],
  'envelope-rejected': [
    'The envelope could not be accepted',
    'L’enveloppe n’a pas pu être acceptée',
    'No se pudo aceptar el sobre',
  ],
  'statement-refused': [
    'The statement could not be accepted',
    'La déclaration signée n’a pas pu être acceptée',
    'No se pudo aceptar la declaración firmada',
  ],
  'sent-ahead': [
    'The statement was sent later than it is now',
    'La déclaration signée porte une heure d’envoi à venir',
    'La declaración firmada lleva una hora de envío que aún no ha llegado',
  ],
  'part-missing': [
    'A part of the delivery has not arrived',
    'Une partie de l’envoi n’est pas arrivée',
    'Falta una parte del envío',
  ],
  'part-offset': [
    'The upload does not continue where the part ends',
    'Le dépôt ne reprend pas là où la partie s’arrête',
    'La carga no continúa donde termina la parte',
  ],
  'partner-unreachable': ['The partner does not answer', 'Le partenaire ne répond pas', 'El asociado no responde'],
  'partner-refused': [
    'The partner refused the delivery',
    'Le partenaire a refusé l’envoi',
    'El asociado rechazó el envío',
  ],
  'receipt-invalid': [
    'The partner gave no valid receipt',
    'Le partenaire n’a pas donné de reçu valable',
    'El asociado no dio un recibo válido',
  ],
  'delivery-expired': [
    'The delivery was not received in time',
    'L’envoi n’a pas été reçu à temps',
    'El envío no se recibió a tiempo',
  ],
  'not-redeliverable': [
    'Only refused, expired or waiting deliveries can be redelivered',
    'Seuls les envois refusés, expirés ou en attente peuvent être renvoyés',
    'Solo pueden reenviarse los envíos rechazados, vencidos o en espera',
  ],
  'too-many-requests': [
    'There are too many requests at once',
    'Il y a trop de requêtes à la fois',
    'Hay demasiadas peticiones a la vez',
  ],
  'storage-full': [
    'The gateway cannot store any more',
    'La passerelle ne peut plus rien enregistrer',
    'La pasarela no puede almacenar más',
  ],
  'storage-failed': [
    'The store of the gateway does not answer',
    'Le stockage de la passerelle ne répond pas',
    'El almacenamiento de la pasarela no responde',
  ],
  'log-behind': [
    'The evidence log lacks what partners have seen of it',
    'Il manque au journal des preuves ce que les partenaires en ont vu',
    'Al registro de pruebas le falta lo que los asociados vieron de él',
  ],
  'store-altered': [
    'What is stored is not what was recorded when it came',
    'Ce qui est enregistré n’est pas ce qui fut consigné à son arrivée',
    'Lo almacenado no es lo que se registró a su llegada',
  ],
  'timestamp-failed': [
    'The time stamping authority does not answer as it must',
    'L’autorité d’horodatage ne répond pas comme elle le doit',
    'La autoridad de sellado de tiempo no responde como debe',
  ],
  'clock-stepped': [
    'The clock of the gateway cannot be believed',
    'L’horloge de la passerelle n’est pas digne de foi',
    'El reloj de la pasarela no es fiable',
  ],
  stopping: ['The gateway is stopping', 'La passerelle s’arrête', 'La pasarela se está deteniendo'],
  internal: ['The gateway failed', 'La passerelle a échoué', 'La pasarela ha fallado'],
}
