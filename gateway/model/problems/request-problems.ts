// What is wrong with what a caller sent.
import type { ProblemRow } from './problem-row.ts'

export const requestProblems = {
  'authentication-missing': {
    status: 401,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'Nobody is named by this request',
      fr: 'Cette requête ne désigne personne',
      es: 'Esta petición no identifica a nadie',
    },
    fix: {
      en: 'Send a valid token or client certificate with the request.',
      fr: 'Envoyez un jeton ou un certificat de client valable avec la requête.',
      es: 'Envíe con la petición un testigo o un certificado de cliente válido.',
    },
  },
  forbidden: {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'The caller may not do this',
      fr: 'L’appelant n’est pas autorisé à faire cela',
      es: 'Quien llama no está autorizado a hacer esto',
    },
    fix: {
      en: 'Use credentials whose role allows it, or ask the operator for that role.',
      fr: 'Utilisez des identifiants dont le rôle le permet, ou demandez ce rôle à l’exploitant.',
      es: 'Use credenciales cuyo papel lo permita, o pida ese papel al operador.',
    },
  },
  'person-refused': {
    status: 403,
    retry: false,
    verdict: 'passing',
    title: {
      en: 'This client may not say for which person it acts',
      fr: 'Ce client ne peut pas dire pour quelle personne il agit',
      es: 'Este cliente no puede decir por qué persona actúa',
    },
    fix: {
      en: 'Leave Bulla-Person out, or have the operator allow it with "bulla client change <id> --persons yes".',
      fr: 'Omettez Bulla-Person, ou faites-le permettre par l’exploitant avec « bulla client change <id> --persons yes ».',
      es: 'Omita Bulla-Person, o pida al operador que lo permita con «bulla client change <id> --persons yes».',
    },
  },
  'not-implemented': {
    status: 501,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The door does not know this method or coding',
      fr: 'La porte ne connaît pas cette méthode ou ce codage',
      es: 'La puerta no conoce este método o esta codificación',
    },
    fix: {
      en: 'Use a method of the OpenAPI document, and send a body with its Content-Length or in plain chunks.',
      fr: 'Utilisez une méthode du document OpenAPI et envoyez le corps avec son Content-Length ou en simples fragments.',
      es: 'Use un método del documento OpenAPI y envíe el cuerpo con su Content-Length o en fragmentos simples.',
    },
  },
  'not-found': {
    status: 404,
    retry: false,
    verdict: 'final',
    title: {
      en: 'There is nothing here for this caller',
      fr: 'Il n’y a rien ici pour cet appelant',
      es: 'Aquí no hay nada para quien llama',
    },
    fix: {
      en: 'Check the identifier; what belongs to another office looks the same as what does not exist.',
      fr: 'Vérifiez l’identifiant ; ce qui relève d’un autre bureau ressemble à ce qui n’existe pas.',
      es: 'Compruebe el identificador; lo que es de otra oficina se ve igual que lo que no existe.',
    },
  },
  'method-not-allowed': {
    status: 405,
    retry: false,
    verdict: 'final',
    title: {
      en: 'This resource does not know the method',
      fr: 'Cette ressource ne connaît pas la méthode',
      es: 'Este recurso no conoce el método',
    },
    fix: {
      en: 'Look the operation up in the OpenAPI document of this door.',
      fr: 'Cherchez l’opération dans le document OpenAPI de cette porte.',
      es: 'Busque la operación en el documento OpenAPI de esta puerta.',
    },
  },
  'not-acceptable': {
    status: 406,
    retry: false,
    verdict: 'final',
    title: {
      en: 'No accepted media type can be given',
      fr: 'Aucun des types de média acceptés ne peut être fourni',
      es: 'No puede darse ninguno de los tipos de medio aceptados',
    },
    fix: {
      en: 'Leave the Accept header out or name the media type of the OpenAPI document.',
      fr: 'Omettez l’en-tête Accept ou nommez le type de média du document OpenAPI.',
      es: 'Omita el encabezado Accept o nombre el tipo de medio del documento OpenAPI.',
    },
  },
  'request-timeout': {
    status: 408,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The request did not arrive in time',
      fr: 'La requête n’est pas arrivée à temps',
      es: 'La petición no llegó a tiempo',
    },
    fix: {
      en: 'Send it again over a faster line or in smaller pieces.',
      fr: 'Renvoyez-la par une ligne plus rapide ou en morceaux plus petits.',
      es: 'Envíela de nuevo por una línea más rápida o en partes más pequeñas.',
    },
  },
  'request-invalid': {
    status: 400,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The request does not have the agreed form',
      fr: 'La requête n’a pas la forme convenue',
      es: 'La petición no tiene la forma convenida',
    },
    fix: {
      en: 'Correct the named field or header as the OpenAPI document describes it.',
      fr: 'Corrigez le champ ou l’en-tête nommé comme le décrit le document OpenAPI.',
      es: 'Corrija el campo o el encabezado nombrado como lo describe el documento OpenAPI.',
    },
  },
  'text-unseen': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'A name holds characters that nobody sees',
      fr: 'Un nom contient des caractères que personne ne voit',
      es: 'Un nombre contiene caracteres que nadie ve',
    },
    fix: {
      en: 'Name the reader in letters that can be seen: what is written into the evidence is what it looks like.',
      fr: 'Nommez le lecteur en lettres visibles: ce qui entre dans les preuves est ce qu’on y lit.',
      es: 'Nombre al lector con letras visibles: lo que entra en las pruebas es lo que parece.',
    },
  },
  'body-invalid': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The body breaks a rule of its message type',
      fr: 'Le contenu enfreint une règle de son type de message',
      es: 'El contenido infringe una regla de su tipo de mensaje',
    },
    fix: {
      en: 'Correct the named fields, each with its paragraph of Article 12, and send the message again.',
      fr: 'Corrigez les champs nommés, chacun avec son paragraphe de l’article 12, et renvoyez le message.',
      es: 'Corrija los campos nombrados, cada uno con su párrafo del artículo 12, y envíe de nuevo el mensaje.',
    },
  },
  'request-too-large': {
    status: 413,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The request is larger than this door takes',
      fr: 'La requête est plus grande que ce qui est accepté ici',
      es: 'La petición es mayor de lo que aquí se admite',
    },
    fix: {
      en: 'Send documents as items and keep the message itself below the limit.',
      fr: 'Envoyez les documents comme pièces et gardez le message lui-même sous la limite.',
      es: 'Envíe los documentos por separado y mantenga el mensaje por debajo del límite.',
    },
  },
  'header-too-large': {
    status: 431,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The header fields are larger than this door takes',
      fr: 'Les champs d’en-tête sont plus grands que ce qui est accepté ici',
      es: 'Los campos de cabecera son mayores de lo que aquí se admite',
    },
    fix: {
      en: 'Send fewer or shorter header fields.',
      fr: 'Envoyez moins de champs d’en-tête, ou de plus courts.',
      es: 'Envíe menos campos de encabezado, o más cortos.',
    },
  },
  'unsupported-media-type': {
    status: 415,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The media type is not understood here',
      fr: 'Le type de média n’est pas compris ici',
      es: 'Aquí no se entiende el tipo de medio',
    },
    fix: {
      en: 'Send the Content-Type that the OpenAPI document names for this operation.',
      fr: 'Envoyez le Content-Type que le document OpenAPI nomme pour cette opération.',
      es: 'Envíe el Content-Type que el documento OpenAPI nombra para esta operación.',
    },
  },
  'range-unsatisfiable': {
    status: 416,
    retry: false,
    verdict: 'final',
    title: {
      en: 'None of the content is in this range',
      fr: 'Aucune partie du contenu ne se trouve dans cette plage',
      es: 'Ninguna parte del contenido está en este intervalo',
    },
    fix: {
      en: 'Ask for octets below the number that Content-Range names; with all of them there, nothing is left to ask for.',
      fr: 'Demandez des octets en deçà du nombre indiqué par Content-Range ; s’ils sont tous là, il ne reste rien à demander.',
      es: 'Pida octetos por debajo del número que indica Content-Range; si ya están todos, no queda nada que pedir.',
    },
  },
  'cursor-gone': {
    status: 410,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The feed cannot go on from this number',
      fr: 'Le flux ne peut pas reprendre à partir de ce numéro',
      es: 'El flujo no puede continuar desde este número',
    },
    fix: {
      en: 'Begin anew with after=0, and read the cases (GET /v1/cases) to see what has become of them meanwhile.',
      fr: 'Recommencez avec after=0, et lisez les dossiers (GET /v1/cases) pour voir ce qu’ils sont devenus entre-temps.',
      es: 'Comience de nuevo con after=0 y lea los expedientes (GET /v1/cases) para ver qué ha sido de ellos entretanto.',
    },
  },
  'idempotency-key-reused': {
    status: 422,
    retry: false,
    verdict: 'final',
    title: {
      en: 'The idempotency key already stands for another request',
      fr: 'La clé d’idempotence désigne déjà une autre requête',
      es: 'La clave de idempotencia ya designa otra petición',
    },
    fix: {
      en: 'Use a fresh key for a new message, or repeat the first request unchanged.',
      fr: 'Utilisez une nouvelle clé pour un nouveau message, ou répétez la première requête telle quelle.',
      es: 'Use una clave nueva para un mensaje nuevo, o repita la primera petición sin cambios.',
    },
  },
} as const satisfies Record<string, ProblemRow>
