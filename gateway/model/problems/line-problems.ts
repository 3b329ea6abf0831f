// What a test of a line found on its way to a partner, by the hop that failed. None is a fault of
// this gateway.
import type { ProblemRow } from './problem-row.ts'

const broken = { status: 502, retry: true, verdict: 'passing', theirs: true } as const

export const lineProblems = {
  'line-name': {
    ...broken,
    title: {
      en: 'The name of the endpoint cannot be resolved',
      fr: 'Le nom du point d’accès ne peut pas être résolu',
      es: 'El nombre del punto de acceso no se puede resolver',
    },
    fix: {
      en: 'Ask the name server of this machine for the name; if others find it, mend the name service here, else ask the partner for its card with the right endpoint.',
      fr: 'Demandez ce nom au serveur de noms de cette machine ; si d’autres le trouvent, réparez le service de noms ici, sinon demandez au partenaire sa fiche avec le bon point d’accès.',
      es: 'Pregunte por el nombre al servidor de nombres de esta máquina; si otros lo encuentran, repare aquí el servicio de nombres; si no, pida al asociado su ficha con el punto de acceso correcto.',
    },
  },
  'line-refused': {
    ...broken,
    title: {
      en: 'The host of the partner answers, and nothing listens at its port',
      fr: 'L’hôte du partenaire répond, et rien n’écoute à son port',
      es: 'El servidor del asociado responde, y nada escucha en su puerto',
    },
    fix: {
      en: 'Call the partner: its gateway is stopped, or its port is not led on to it; compare the port with its card.',
      fr: 'Appelez le partenaire : sa passerelle est arrêtée, ou son port n’y mène pas ; comparez le port avec sa fiche.',
      es: 'Llame al asociado: su pasarela está parada, o su puerto no lleva a ella; compare el puerto con su ficha.',
    },
  },
  'line-dropped': {
    ...broken,
    title: {
      en: 'Nothing comes back from the host of the partner',
      fr: 'Rien ne revient de l’hôte du partenaire',
      es: 'Nada vuelve del servidor del asociado',
    },
    fix: {
      en: 'Have the firewalls on both sides let this machine out to that address and port, and in from it; then ask the partner whether its host is up.',
      fr: 'Faites ouvrir les pare-feu des deux côtés de cette machine vers cette adresse et ce port ; demandez ensuite au partenaire si son hôte est en marche.',
      es: 'Haga que los cortafuegos de ambos lados dejen pasar de esta máquina a esa dirección y puerto; después pregunte al asociado si su servidor está en marcha.',
    },
  },
  'line-reset': {
    ...broken,
    title: {
      en: 'The connection is taken and broken off before TLS is done',
      fr: 'La connexion est acceptée et rompue avant la fin de TLS',
      es: 'La conexión se acepta y se corta antes de completar TLS',
    },
    fix: {
      en: 'Look for a firewall or a balancer on the way that ends connections; it must pass TCP on untouched to the partner door.',
      fr: 'Cherchez en chemin un pare-feu ou un répartiteur qui coupe les connexions ; il doit passer TCP sans y toucher jusqu’à la porte des partenaires.',
      es: 'Busque en el camino un cortafuegos o un balanceador que corte conexiones; debe pasar TCP intacto hasta la puerta de los asociados.',
    },
  },
  'line-silent': {
    ...broken,
    title: {
      en: 'The connection is taken, and nothing is said on it',
      fr: 'La connexion est acceptée, et rien n’y est dit',
      es: 'La conexión se acepta, y nada se dice en ella',
    },
    fix: {
      en: 'Look for a balancer or a proxy on the way with nothing behind it; ask the partner whether its gateway hears the connection.',
      fr: 'Cherchez en chemin un répartiteur ou un mandataire sans rien derrière ; demandez au partenaire si sa passerelle entend la connexion.',
      es: 'Busque en el camino un balanceador o un proxy sin nada detrás; pregunte al asociado si su pasarela oye la conexión.',
    },
  },
  'line-half': {
    ...broken,
    title: {
      en: 'An answer began and did not come to its end',
      fr: 'Une réponse a commencé et n’est pas allée à son terme',
      es: 'Una respuesta empezó y no llegó a su fin',
    },
    fix: {
      en: 'Try again; if it stays, look for a device on the way that cuts long packets (MTU) or slow answers, and ask the partner for its log.',
      fr: 'Réessayez ; si cela dure, cherchez en chemin un appareil qui coupe les longs paquets (MTU) ou les réponses lentes, et demandez son journal au partenaire.',
      es: 'Inténtelo de nuevo; si persiste, busque en el camino un aparato que corte paquetes largos (MTU) o respuestas lentas, y pida al asociado su registro.',
    },
  },
  'line-no-tls': {
    ...broken,
    title: {
      en: 'What answers does not speak our TLS',
      fr: 'Ce qui répond ne parle pas notre TLS',
      es: 'Lo que responde no habla nuestro TLS',
    },
    fix: {
      en: 'Compare the port with the card of the partner: a plain HTTP server, or one without TLS 1.3, stands in the place of its partner door.',
      fr: 'Comparez le port avec la fiche du partenaire : un serveur HTTP sans chiffrement, ou sans TLS 1.3, est à la place de sa porte des partenaires.',
      es: 'Compare el puerto con la ficha del asociado: un servidor HTTP sin cifrar, o sin TLS 1.3, está en el lugar de su puerta de los asociados.',
    },
  },
  'line-intercepted': {
    ...broken,
    title: {
      en: 'Something on the way ends TLS in the place of the partner',
      fr: 'Quelque chose en chemin termine TLS à la place du partenaire',
      es: 'Algo en el camino termina TLS en lugar del asociado',
    },
    fix: {
      en: 'Look at who issued the certificate: a proxy of your own network that opens TLS must leave this host out; else the endpoint leads to another server, so ask the partner.',
      fr: 'Regardez qui a émis le certificat : un mandataire de votre réseau qui ouvre TLS doit excepter cet hôte ; sinon le point d’accès mène à un autre serveur, demandez au partenaire.',
      es: 'Mire quién emitió el certificado: un proxy de su red que abre TLS debe exceptuar este servidor; si no, el punto de acceso lleva a otro servidor, pregunte al asociado.',
    },
  },
  'line-certificate': {
    ...broken,
    title: {
      en: 'The gateway that answers shows a certificate that the card of the partner does not vouch for',
      fr: 'La passerelle qui répond montre un certificat dont la fiche du partenaire ne répond pas',
      es: 'La pasarela que responde muestra un certificado que la ficha del asociado no avala',
    },
    fix: {
      en: 'Ask the contact point of the partner, on a number that you knew before, whether it has a newer card, and add that one with "bulla partner add".',
      fr: 'Demandez au point de contact du partenaire, à un numéro connu d’avance, s’il a une fiche plus récente, et ajoutez-la par « bulla partner add ».',
      es: 'Pregunte al punto de contacto del asociado, en un número que ya conocía, si tiene una ficha más nueva, y añádala con «bulla partner add».',
    },
  },
  'line-own-certificate': {
    ...broken,
    title: {
      en: 'The partner does not take our certificate',
      fr: 'Le partenaire n’accepte pas notre certificat',
      es: 'El asociado no acepta nuestro certificado',
    },
    fix: {
      en: 'Ask the partner for the line tls.refused of its log, which has the exact reason; send it card.jws if it holds an older card of ours.',
      fr: 'Demandez au partenaire la ligne tls.refused de son journal, qui dit la raison exacte ; envoyez-lui card.jws s’il a une fiche plus ancienne.',
      es: 'Pida al asociado la línea tls.refused de su registro, que dice la razón exacta; envíele card.jws si tiene una ficha nuestra más antigua.',
    },
  },
  'line-clock': {
    ...broken,
    title: {
      en: 'The clocks of the two gateways, or the dates of a certificate, do not fit',
      fr: 'Les horloges des deux passerelles, ou les dates d’un certificat, ne concordent pas',
      es: 'Los relojes de las dos pasarelas, o las fechas de un certificado, no concuerdan',
    },
    fix: {
      en: 'Compare both clocks with a time server; where they are right, the partner renews the certificate that is named.',
      fr: 'Comparez les deux horloges avec un serveur de temps ; si elles sont justes, le partenaire renouvelle le certificat nommé.',
      es: 'Compare ambos relojes con un servidor de hora; si son correctos, el asociado renueva el certificado nombrado.',
    },
  },
  'line-proxy': {
    ...broken,
    title: {
      en: 'The outbound proxy did not lead to the partner',
      fr: 'Le mandataire sortant n’a pas mené au partenaire',
      es: 'El proxy de salida no llevó al asociado',
    },
    fix: {
      en: 'Have whoever runs the proxy allow CONNECT from this machine to the host and port that are named; "bulla partner proxy" says which one is used.',
      fr: 'Faites autoriser par l’exploitant du mandataire CONNECT de cette machine vers l’hôte et le port nommés ; « bulla partner proxy » dit lequel sert.',
      es: 'Haga que quien opera el proxy permita CONNECT de esta máquina al servidor y puerto nombrados; «bulla partner proxy» dice cuál se usa.',
    },
  },
} as const satisfies Record<string, ProblemRow>
