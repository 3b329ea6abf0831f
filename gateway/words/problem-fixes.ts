import type { ProblemCode } from '../model/problems/problems.ts'
import type { Row } from './language.ts'

/** What to do next, for every problem: as the titles, in step with the table of problems. */
export const fixRows: Readonly<Record<ProblemCode, Row>> = {
  'authentication-missing': [
    'Send a valid token or client certificate with the request.',
    'Envoyez un jeton ou un certificat de client valable avec la requête.',
    'Envíe con la petición un testigo o un certificado de cliente válido.',
  ],
  forbidden: [
    'Use credentials whose role allows it, or ask the operator for that role.',
    'Utilisez des identifiants dont le rôle le permet, ou demandez ce rôle à l’exploitant.',
    'Use credenciales cuyo papel lo permita, o pida ese papel al operador.',
  ],
  'not-found': [
    'Check the identifier; what belongs to another office looks the same as what does not exist.',
    'Vérifiez l’identifiant ; ce qui relève d’un autre bureau ressemble à ce qui n’existe pas.',
    'Compruebe el identificador; lo que es de otra oficina se ve igual que lo que no existe.',
  ],
  'method-not-allowed': [
    'Look the operation up in the OpenAPI document of this door.',
    'Cherchez l’opération dans le document OpenAPI de cette porte.',
    'Busque la operación en el documento OpenAPI de esta puerta.',
  ],
  'not-acceptable': [
    'Leave the Accept header out or name the media type of the OpenAPI document.',
    'Omettez l’en-tête Accept ou nommez le type de média du document OpenAPI.',
    'Omita el encabezado Accept o nombre el tipo de medio del documento OpenAPI.',
  ],
  'request-timeout': [
    'Send it again over a faster line or in smaller pieces.',
    'Renvoyez-la par une ligne plus rapide ou en morceaux plus petits.',
    'Envíela de nuevo por una línea más rápida o en partes más pequeñas.',
  ],
  'request-invalid': [
    'Correct the named field or header as the OpenAPI document describes it.',
    'Corrigez le champ ou l’en-tête nommé comme le décrit le document OpenAPI.',
    'Corrija el campo o el encabezado nombrado como lo describe el documento OpenAPI.',
  ],
  'body-invalid': [
    'Correct the named fields, each with its paragraph of Article 12, and send the message again.',
    'Corrigez les champs nommés, chacun avec son paragraphe de l’article 12, et renvoyez le message.',
    'Corrija los campos nombrados, cada uno con su párrafo del artículo 12, y envíe de nuevo el mensaje.',
  ],
  'request-too-large': [
    'Send documents as items and keep the message itself below the limit.',
    'Envoyez les documents comme pièces et gardez le message lui-même sous la limite.',
    'Envíe los documentos por separado y mantenga el mensaje por debajo del límite.',
  ],
  'header-too-large': [
    'Send fewer or shorter header fields.',
    'Envoyez moins de champs d’en-tête, ou de plus courts.',
    'Envíe menos campos de encabezado, o más cortos.',
  ],
  'unsupported-media-type': [
    'Send the Content-Type that the OpenAPI document names for this operation.',
    'Envoyez le Content-Type que le document OpenAPI nomme pour cette opération.',
    'Envíe el Content-Type que el documento OpenAPI nombra para esta operación.',
  ],
  'idempotency-key-reused': [
    'Use a fresh key for a new message, or repeat the first request unchanged.',
    'Utilisez une nouvelle clé pour un nouveau message, ou répétez la première requête telle quelle.',
    'Use una clave nueva para un mensaje nuevo, o repita la primera petición sin cambios.',
  ],
  'case-changed': [
    'Read the case again and send the message if it still fits.',
    'Relisez le dossier et envoyez le message s’il convient encore.',
    'Lea de nuevo el expediente y envíe el mensaje si todavía procede.',
  ],
  'message-illegal': [
    'Read the case; it lists the messages that are legal next, with the reason for each that is not.',
    'Lisez le dossier ; il énumère les messages possibles, avec la raison pour chacun qui ne l’est pas.',
    'Lea el expediente; enumera los mensajes posibles, con la razón de cada uno que no lo es.',
  ],
  'item-unknown': [
    'Upload the item first and name it by the id that the upload returned.',
    'Déposez d’abord la pièce et désignez-la par l’identifiant rendu lors du dépôt.',
    'Cargue primero el documento y nómbrelo con el identificador que devolvió la carga.',
  ],
  'item-taken': [
    'Upload the document again as a new item for this message.',
    'Déposez de nouveau le document comme nouvelle pièce pour ce message.',
    'Cargue de nuevo el documento como uno nuevo para este mensaje.',
  ],
  'item-too-large': [
    'Ask the operator to raise the limit with the partner, or send the document in the volumes it was filed in.',
    'Demandez à l’exploitant de relever la limite avec le partenaire, ou envoyez le document dans les volumes où il a été déposé.',
    'Pida al operador que eleve el límite con el asociado, o envíe el documento en los volúmenes en que se presentó.',
  ],
  'item-disposed': [
    'Only digests and evidence are kept; ask the providing member again if the matter still needs it.',
    'Seules les empreintes et les preuves sont conservées ; redemandez la pièce au Membre qui l’a fournie si l’affaire l’exige encore.',
    'Solo se conservan los resúmenes y las pruebas; pida de nuevo el documento al Miembro que lo facilitó si el asunto aún lo requiere.',
  ],
  'digest-mismatch': [
    'Upload the item again and compare the SHA-256 of the file as filed.',
    'Déposez de nouveau la pièce et comparez le SHA-256 du fichier tel qu’il a été déposé.',
    'Cargue de nuevo el documento y compare el SHA-256 del archivo tal como se presentó.',
  ],
  'profile-unknown': [
    'Use a profile and message type that the agreement with this member lists.',
    'Utilisez un profil et un type de message que l’accord avec ce Membre énumère.',
    'Use un perfil y un tipo de mensaje que figuren en el acuerdo con este Miembro.',
  ],
  'terms-unknown': [
    'Use the terms of the vocabulary tfa12/terms/1.0; what cannot be honoured is not accepted.',
    'Utilisez les conditions du vocabulaire tfa12/terms/1.0 ; ce qui ne peut être respecté n’est pas accepté.',
    'Use las condiciones del vocabulario tfa12/terms/1.0; lo que no puede cumplirse no se acepta.',
  ],
  'terms-invalid': [
    'Correct the named field of the terms.',
    'Corrigez le champ nommé des conditions.',
    'Corrija el campo nombrado de las condiciones.',
  ],
  'release-denied': [
    'State the purpose and matter the item was given for, or ask the providing member for a permission ("permission-ask").',
    'Indiquez la fin et l’affaire pour lesquelles la pièce a été fournie, ou demandez une autorisation au Membre qui l’a fournie (« permission-ask »).',
    'Indique el fin y el asunto para los que se facilitó el documento, o pida una autorización al Miembro que lo facilitó («permission-ask»).',
  ],
  'approver-same': [
    'Have an officer other than the drafter approve it.',
    'Faites-le approuver par un autre agent que son rédacteur.',
    'Haga que lo apruebe un funcionario distinto de quien lo redactó.',
  ],
  'item-locked': [
    'Accept the terms of the item with the message "accept-terms"; its content opens when the providing member sends its key.',
    'Acceptez les conditions de la pièce par le message « accept-terms » ; son contenu s’ouvre quand le Membre qui l’a fournie envoie sa clé.',
    'Acepte las condiciones del documento con el mensaje «accept-terms»; su contenido se abre cuando el Miembro que lo facilitó envía su clave.',
  ],
  'key-wrong': [
    'The item stays locked: ask the providing member to give it again in a new message.',
    'La pièce reste verrouillée : demandez au Membre qui l’a fournie de la fournir de nouveau dans un nouveau message.',
    'El documento sigue bloqueado: pida al Miembro que lo facilitó que lo facilite de nuevo en un mensaje nuevo.',
  ],
  'onward-disclosure': [
    'Leave the document out, or ask the member that provided it for a permission ("permission-ask") that names the disclosure.',
    'Retirez le document, ou demandez au Membre qui l’a fourni une autorisation (« permission-ask ») qui nomme la divulgation.',
    'Retire el documento, o pida al Miembro que lo facilitó una autorización («permission-ask») que nombre la divulgación.',
  ],
  'partner-unknown': [
    'Exchange cards with this member and add it with "bulla partner add".',
    'Échangez les fiches avec ce Membre et ajoutez-le par « bulla partner add ».',
    'Intercambie las fichas con este Miembro y añádalo con «bulla partner add».',
  ],
  'partner-suspended': [
    'Where it was suspended here, "bulla partner resume" lifts it; else wait until the member lifts it (12.11.2).',
    'S’il a été suspendu ici, « bulla partner resume » le rétablit ; sinon, attendez que le Membre le rétablisse (12.11.2).',
    'Si se suspendió aquí, «bulla partner resume» lo restablece; si no, espere a que el Miembro lo restablezca (12.11.2).',
  ],
  'pair-suspended': [
    'Wait for the resumption and send or redeliver it then; measures after a breach (12.11.1) are what it waits for.',
    'Attendez la reprise et envoyez-le ou renvoyez-le alors ; elle attend les mesures prises après une violation (12.11.1).',
    'Espere a la reanudación y envíelo o reenvíelo entonces; lo que espera son las medidas tras una infracción (12.11.1).',
  ],
  'card-invalid': [
    'Ask the member for its current card and compare the fingerprint words by voice.',
    'Demandez au Membre sa fiche actuelle et comparez de vive voix les mots de l’empreinte.',
    'Pida al Miembro su ficha actual y compare de viva voz las palabras de la huella.',
  ],
  'certificate-refused': [
    "Present a current certificate under the anchors or pins of the member's card.",
    'Présentez un certificat en cours de validité sous les ancres ou les empreintes de la fiche du Membre.',
    'Presente un certificado vigente bajo las anclas o huellas de la ficha del Miembro.',
  ],
  'agreement-unknown': [
    'Name an agreement that both members have loaded and that is in force today.',
    'Nommez un accord que les deux Membres ont chargé et qui est en vigueur aujourd’hui.',
    'Nombre un acuerdo que ambos Miembros hayan cargado y que esté en vigor hoy.',
  ],
  'agreement-mismatch': [
    'Compare the agreement files of both members; their SHA-256 must be equal.',
    'Comparez les fichiers de l’accord des deux Membres ; leurs SHA-256 doivent être égaux.',
    'Compare los archivos del acuerdo de ambos Miembros; sus SHA-256 deben ser iguales.',
  ],
  'agreement-invalid': [
    'Correct the named field of the agreement file.',
    'Corrigez le champ nommé du fichier de l’accord.',
    'Corrija el campo nombrado del archivo del acuerdo.',
  ],
  'envelope-rejected': [
    'Seal it again with the keys of the current card; the recipient keeps the exact reason in its own log.',
    'Scellez-la de nouveau avec les clés de la fiche actuelle ; le destinataire garde la raison exacte dans son propre journal.',
    'Séllelo de nuevo con las claves de la ficha actual; el destinatario guarda la razón exacta en su propio registro.',
  ],
  'statement-refused': [
    'Read the detail, correct the message and send it as a new one.',
    'Lisez le détail, corrigez le message et envoyez-le comme nouveau message.',
    'Lea el detalle, corrija el mensaje y envíelo como uno nuevo.',
  ],
  'sent-ahead': [
    'Nothing: it is delivered again; if it stays, both operators compare their clocks.',
    'Rien : elle est remise de nouveau ; si cela dure, les deux exploitants comparent leurs horloges.',
    'Nada: se entrega de nuevo; si persiste, los dos operadores comparan sus relojes.',
  ],
  'part-missing': [
    'Upload the named part and deliver the envelope again.',
    'Déposez la partie nommée et remettez de nouveau l’enveloppe.',
    'Cargue la parte nombrada y entregue de nuevo el sobre.',
  ],
  'part-offset': [
    'Ask for the current offset and continue from there.',
    'Demandez la position actuelle et continuez à partir de là.',
    'Pida la posición actual y continúe desde allí.',
  ],
  'partner-unreachable': [
    'Nothing: the gateway keeps the message and tries again until the delivery expires.',
    'Rien : la passerelle garde le message et réessaie jusqu’à l’expiration de l’envoi.',
    'Nada: la pasarela guarda el mensaje y lo intenta de nuevo hasta que venza el envío.',
  ],
  'partner-refused': [
    'Read the reason in the delivery, settle it with the partner and redeliver.',
    'Lisez la raison dans l’envoi, réglez-la avec le partenaire et renvoyez.',
    'Lea la razón en el envío, resuélvala con el asociado y reenvíe.',
  ],
  'receipt-invalid': [
    'Nothing: the delivery is repeated; if it stays, compare the signing keys of both cards.',
    'Rien : l’envoi est répété ; si cela persiste, comparez les clés de signature des deux fiches.',
    'Nada: el envío se repite; si persiste, compare las claves de firma de ambas fichas.',
  ],
  'delivery-expired': [
    'Find out why the partner was away and redeliver with "bulla redeliver".',
    'Cherchez pourquoi le partenaire était absent et renvoyez par « bulla redeliver ».',
    'Averigüe por qué el asociado estaba ausente y reenvíe con «bulla redeliver».',
  ],
  'not-redeliverable': [
    'List those that can be with "bulla deliveries --state refused", "--state expired" or "--state waiting".',
    'Énumérez ceux qui peuvent l’être par « bulla deliveries --state refused », « --state expired » ou « --state waiting ».',
    'Enumere los que pueden reenviarse con «bulla deliveries --state refused», «--state expired» o «--state waiting».',
  ],
  'too-many-requests': [
    'Wait as long as Retry-After says and send it again.',
    'Attendez aussi longtemps que le dit Retry-After et renvoyez-la.',
    'Espere lo que diga Retry-After y envíela de nuevo.',
  ],
  'storage-full': [
    'Free space on the data volume; nothing that was acknowledged is lost.',
    'Libérez de l’espace sur le volume de données ; rien de ce qui a été confirmé n’est perdu.',
    'Libere espacio en el volumen de datos; nada de lo confirmado se pierde.',
  ],
  'storage-failed': [
    'Send it again in a moment; if it stays, the operator looks at /readyz and at the data volume.',
    'Renvoyez-la dans un instant ; si cela persiste, l’exploitant consulte /readyz et le volume de données.',
    'Envíela de nuevo en un momento; si persiste, el operador mira /readyz y el volumen de datos.',
  ],
  'log-behind': [
    'The operator restores the newest backup; nothing is taken, signed or released until the log holds what its partners witnessed.',
    'L’exploitant rétablit la sauvegarde la plus récente ; rien n’est accepté, signé ni communiqué tant que le journal ne contient pas ce que ses partenaires ont vu.',
    'El operador restaura la copia de seguridad más reciente; nada se acepta, firma ni entrega hasta que el registro contenga lo que sus asociados vieron.',
  ],
  'store-altered': [
    'The operator keeps the data folder as it is, runs "bulla evidence check", and restores the newest backup that fits the log.',
    'L’exploitant garde le dossier de données tel quel, exécute « bulla evidence check » et rétablit la sauvegarde la plus récente qui concorde avec le journal.',
    'El operador conserva la carpeta de datos tal como está, ejecuta «bulla evidence check» y restaura la copia de seguridad más reciente que concuerde con el registro.',
  ],
  'timestamp-failed': [
    'Nothing: checkpoints are stamped later; if it stays, the operator looks at the settings of the authority.',
    'Rien : les points de contrôle sont horodatés plus tard ; si cela persiste, l’exploitant consulte les paramètres de l’autorité.',
    'Nada: los puntos de control se sellan más tarde; si persiste, el operador mira los ajustes de la autoridad.',
  ],
  'clock-stepped': [
    'Send it again later; the operator compares the clock with a time server and puts it right, or restarts the gateway where it is right.',
    'Renvoyez-la plus tard ; l’exploitant compare l’horloge à un serveur de temps et la corrige, ou redémarre la passerelle si elle est juste.',
    'Envíela de nuevo más tarde; el operador compara el reloj con un servidor de hora y lo corrige, o reinicia la pasarela si es correcto.',
  ],
  stopping: [
    'Send it again in a moment or to another node.',
    'Renvoyez-la dans un instant ou à un autre nœud.',
    'Envíela de nuevo en un momento o a otro nodo.',
  ],
  internal: [
    'Send it again; if it stays, give the operator the instance of this answer.',
    'Renvoyez-la ; si cela persiste, donnez à l’exploitant l’instance de cette réponse.',
    'Envíela de nuevo; si persiste, dé al operador la instancia de esta respuesta.',
  ],
}
