// What is wrong with this gateway itself.
import type { ProblemRow } from './problem-row.ts'

export const gatewayProblems = {
  'too-many-requests': {
    status: 429,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'There are too many requests at once',
      fr: 'Il y a trop de requêtes à la fois',
      es: 'Hay demasiadas peticiones a la vez',
    },
    fix: {
      en: 'Wait as long as Retry-After says and send it again.',
      fr: 'Attendez aussi longtemps que le dit Retry-After et renvoyez-la.',
      es: 'Espere lo que diga Retry-After y envíela de nuevo.',
    },
  },
  'storage-full': {
    status: 507,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The gateway cannot store any more',
      fr: 'La passerelle ne peut plus rien enregistrer',
      es: 'La pasarela no puede almacenar más',
    },
    fix: {
      en: 'Free space on the data volume; nothing that was acknowledged is lost.',
      fr: 'Libérez de l’espace sur le volume de données ; rien de ce qui a été confirmé n’est perdu.',
      es: 'Libere espacio en el volumen de datos; nada de lo confirmado se pierde.',
    },
  },
  'storage-failed': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The store of the gateway does not answer',
      fr: 'Le stockage de la passerelle ne répond pas',
      es: 'El almacenamiento de la pasarela no responde',
    },
    fix: {
      en: 'Send it again in a moment; if it stays, the operator looks at /readyz and at the data volume.',
      fr: 'Renvoyez-la dans un instant ; si cela persiste, l’exploitant consulte /readyz et le volume de données.',
      es: 'Envíela de nuevo en un momento; si persiste, el operador mira /readyz y el volumen de datos.',
    },
  },
  'log-behind': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The evidence log lacks what partners have seen of it',
      fr: 'Il manque au journal des preuves ce que les partenaires en ont vu',
      es: 'Al registro de pruebas le falta lo que los asociados vieron de él',
    },
    fix: {
      en: 'The operator restores the newest backup; nothing is taken, signed or released until the log holds what its partners witnessed.',
      fr: 'L’exploitant rétablit la sauvegarde la plus récente ; rien n’est accepté, signé ni communiqué tant que le journal ne contient pas ce que ses partenaires ont vu.',
      es: 'El operador restaura la copia de seguridad más reciente; nada se acepta, firma ni entrega hasta que el registro contenga lo que sus asociados vieron.',
    },
  },
  restored: {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The store was restored from a backup, and what happened since is not here yet',
      fr: 'Le stockage a été rétabli à partir d’une sauvegarde, et ce qui s’est passé depuis n’y est pas encore',
      es: 'El almacenamiento se restauró de una copia de seguridad, y lo ocurrido desde entonces aún no está aquí',
    },
    fix: {
      en: 'Wait until the partner has given back what it holds; where that cannot be had, the operator settles the case with "bulla restored settle".',
      fr: 'Attendez que le partenaire ait rendu ce qu’il détient ; si cela ne peut être obtenu, l’exploitant règle le dossier avec « bulla restored settle ».',
      es: 'Espere a que el asociado haya devuelto lo que tiene; si no puede obtenerse, el operador resuelve el expediente con «bulla restored settle».',
    },
  },
  'store-altered': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'What is stored is not what was recorded when it came',
      fr: 'Ce qui est enregistré n’est pas ce qui fut consigné à son arrivée',
      es: 'Lo almacenado no es lo que se registró a su llegada',
    },
    fix: {
      en: 'The operator keeps the data folder as it is, runs "bulla evidence check", and restores the newest backup that fits the log.',
      fr: 'L’exploitant garde le dossier de données tel quel, exécute « bulla evidence check » et rétablit la sauvegarde la plus récente qui concorde avec le journal.',
      es: 'El operador conserva la carpeta de datos tal como está, ejecuta «bulla evidence check» y restaura la copia de seguridad más reciente que concuerde con el registro.',
    },
  },
  'timestamp-failed': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The time stamping authority does not answer as it must',
      fr: 'L’autorité d’horodatage ne répond pas comme elle le doit',
      es: 'La autoridad de sellado de tiempo no responde como debe',
    },
    fix: {
      en: 'Nothing: checkpoints are stamped later; if it stays, the operator looks at the settings of the authority.',
      fr: 'Rien : les points de contrôle sont horodatés plus tard ; si cela persiste, l’exploitant consulte les paramètres de l’autorité.',
      es: 'Nada: los puntos de control se sellan más tarde; si persiste, el operador mira los ajustes de la autoridad.',
    },
  },
  'certificate-not-issued': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The certification authority issued no certificate',
      fr: 'L’autorité de certification n’a émis aucun certificat',
      es: 'La autoridad de certificación no emitió ningún certificado',
    },
    fix: {
      en: 'Nothing while the certificate in force holds: it is asked for again; the operator reads the reason in the log and runs "bulla check".',
      fr: 'Rien tant que le certificat en vigueur est valable : la demande est répétée ; l’exploitant lit le motif dans le journal et exécute « bulla check ».',
      es: 'Nada mientras valga el certificado vigente: se pide de nuevo; el operador lee el motivo en el registro y ejecuta «bulla check».',
    },
  },
  'clock-stepped': {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The clock of the gateway cannot be believed',
      fr: 'L’horloge de la passerelle n’est pas digne de foi',
      es: 'El reloj de la pasarela no es fiable',
    },
    fix: {
      en: 'Send it again later; the operator compares the clock with a time server and puts it right, or restarts the gateway where it is right.',
      fr: 'Renvoyez-la plus tard ; l’exploitant compare l’horloge à un serveur de temps et la corrige, ou redémarre la passerelle si elle est juste.',
      es: 'Envíela de nuevo más tarde; el operador compara el reloj con un servidor de hora y lo corrige, o reinicia la pasarela si es correcto.',
    },
  },
  stopping: {
    status: 503,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The gateway is stopping',
      fr: 'La passerelle s’arrête',
      es: 'La pasarela se está deteniendo',
    },
    fix: {
      en: 'Send it again in a moment or to another node.',
      fr: 'Renvoyez-la dans un instant ou à un autre nœud.',
      es: 'Envíela de nuevo en un momento o a otro nodo.',
    },
  },
  internal: {
    status: 500,
    retry: true,
    verdict: 'passing',
    title: {
      en: 'The gateway failed',
      fr: 'La passerelle a échoué',
      es: 'La pasarela ha fallado',
    },
    fix: {
      en: 'Send it again; if it stays, give the operator the instance of this answer.',
      fr: 'Renvoyez-la ; si cela persiste, donnez à l’exploitant l’instance de cette réponse.',
      es: 'Envíela de nuevo; si persiste, dé al operador la instancia de esta respuesta.',
    },
  },
} as const satisfies Record<string, ProblemRow>
