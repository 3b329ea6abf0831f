// What the gateway does about each term, for those who read French or Spanish; the English is that
// of the table itself.
import { behindTerms, opponents } from '../model/terms/assurance-classes.ts'
import type { AssuranceClass, TermName } from '../model/terms/vocabulary.ts'
import { type Language, languages, type Row } from './language.ts'

type Others = readonly [fr: string, es: string]
/**
 * A sentence for each row of the table, in its order, and the last one for what no machine keeps.
 */
type Told = readonly [Others, ...Others[]]

const told: Readonly<Record<TermName, Told>> = {
  recipients: [
    [
      'Une personne d’un autre bureau reçoit la même réponse que pour ce qui n’existe pas, et sa tentative est consignée.',
      'A quien es de otra oficina se le dice lo mismo que de lo que no existe, y el intento queda registrado.',
    ],
    [
      'Un agent qui peut lire peut raconter à une autre personne ce qu’il a lu.',
      'Un funcionario que puede leer puede contar a otra persona lo que leyó.',
    ],
  ],
  purpose: [
    [
      'Le contenu n’est communiqué que par une décision prise pour une finalité que les conditions nomment ; chaque lecture et chaque refus sont consignés avant que quiconque l’apprenne.',
      'El contenido solo se entrega por una decisión tomada para una finalidad que nombran las condiciones; cada lectura y cada denegación se registran antes de que nadie lo sepa.',
    ],
    [
      'Lectures et refus forment une chaîne dont la tête est signée dans tout ce qui est dit ensuite dans l’affaire : une lecture faite par la passerelle ne peut être omise plus tard sans une contradiction que le fournisseur peut montrer. Ce qui est lu dans une copie de toute l’installation qui ne parle plus à personne n’apparaît pas.',
      'Lecturas y denegaciones forman una cadena cuya cabeza se firma en todo lo que después se dice en el expediente: una lectura hecha por la pasarela no se omite más tarde sin una contradicción que quien facilitó la información puede mostrar. Lo que se lea en una copia de toda la instalación que ya no habla con nadie no se ve.',
    ],
    [
      'Pourquoi quelqu’un lit réellement, personne ne le voit ; la finalité indiquée figure dans la consignation.',
      'Por qué lee alguien en realidad no lo ve nadie; la finalidad declarada consta en el registro.',
    ],
  ],
  disclosure: [
    [
      'Les mêmes octets, les fichiers contenus dans des fichiers, les champs et lignes entiers ne partent pas vers un autre membre ni dans une autre réponse sans une autorisation qui les nomme.',
      'Los mismos octetos, los archivos dentro de archivos y los campos y líneas enteros no salen hacia otro miembro ni en otra respuesta sin un permiso que los nombre.',
    ],
    [
      'Ce qui a été modifié, redit autrement ou emporté à côté de la passerelle n’est pas trouvé ; les agents en répondent nommément.',
      'Lo que se modificó, se contó con otras palabras o se sacó al margen de la pasarela no se encuentra; los funcionarios responden de ello con su nombre.',
    ],
    [
      'Ce qu’une personne retient, photographie ou copie à la main.',
      'Lo que una persona recuerda, fotografía o copia a mano.',
    ],
  ],
  deciding: [
    [
      'Une lecture ou une déclaration qui fait de renseignements non vérifiés l’élément déterminant est refusée ici, et reste sans effet si elle vient d’un partenaire.',
      'Una lectura o una declaración que hace de información no verificada el factor determinante se rechaza aquí, y no tiene efecto si viene de un miembro asociado.',
    ],
    ['Ce qui a réellement décidé dans l’esprit d’un agent.', 'Lo que de verdad decidió en la mente de un funcionario.'],
  ],
  retention: [
    [
      'Après le dernier jour, rien n’est plus communiqué, d’après l’instant le plus tardif que l’horloge, le journal et les partenaires ont montré.',
      'Después del último día no se entrega nada, según el instante más tardío que han mostrado el reloj, el registro y los miembros asociados.',
    ],
    [
      'Les copies que les conditions laissent partir vivent aussi longtemps que leur détenteur les garde ; chacune est consignée.',
      'Las copias que las condiciones dejan salir viven mientras las guarde quien las tiene; cada una queda registrada.',
    ],
  ],
  disposal: [
    [
      'Clés et textes sont détruits avant l’envoi de la déclaration, qui dit sur quoi elle repose et à partir de quand aucune sauvegarde ne les ouvre plus.',
      'Las claves y los textos se destruyen antes de que salga la declaración, que dice en qué se basa y desde cuándo ninguna copia de seguridad los abre.',
    ],
    ['Que personne n’a gardé de copie du disque ou des clés.', 'Que nadie guardó una copia del disco o de las claves.'],
  ],
  feedback: [
    [
      'Ce qui a été demandé et n’est pas dit à temps est en retard chez les deux membres.',
      'Lo que se pidió y no se dijo a tiempo está vencido en ambos miembros.',
    ],
    [
      'Si les conditions le demandent, la passerelle rend compte des utilisations sans demande ; ce qui a été signé et n’est pas dit le lendemain est en retard chez les deux membres.',
      'Si las condiciones lo piden, la pasarela informa de las utilizaciones sin petición; lo que se firmó y no se dice al día siguiente está vencido en ambos miembros.',
    ],
    ['Que ce qui est dit est ce qui a été décidé.', 'Que lo que se dice es lo que se decidió.'],
  ],
  evidence: [
    [
      'Une lecture pour une procédure exclue est refusée sans une autorisation qui la nomme.',
      'Una lectura para un procedimiento excluido se deniega sin un permiso que lo nombre.',
    ],
    [
      'Ce qui a été communiqué est utilisé comme son lecteur le dit ; les conditions sont dites avec.',
      'Lo que se entregó se usa como dice su lector; las condiciones se dicen con ello.',
    ],
    ['Ce qui est dit de mémoire dans une procédure.', 'Lo que se dice de memoria en un procedimiento.'],
  ],
  analytics: [
    [
      'Rien n’est communiqué en masse ; ce qui a été lu un à un est utilisé comme son lecteur le dit.',
      'Nada se entrega en masa; lo que se leyó uno a uno se usa como dice su lector.',
    ],
    ['Ce qui est saisi dans un autre système.', 'Lo que se teclea en otro sistema.'],
  ],
  export: [
    [
      'Là où les conditions disent consulter, les octets sont montrés sur place, pour aucun cache ni archive ; une copie ne part que là où elles l’ouvrent, avec ses conditions à côté, et elle est consignée et comptée.',
      'Donde las condiciones dicen ver, los octetos se muestran en su sitio, para ninguna caché ni archivo; una copia solo sale donde lo abren, con sus condiciones al lado, y queda registrada y contada.',
    ],
    [
      'Une photographie de l’écran ; une copie partie est aussi sûre que son détenteur.',
      'Una fotografía de la pantalla; una copia que salió es tan segura como quien la tiene.',
    ],
  ],
  breach: [
    [
      'Un premier avis a son jour, et le rapport complet aussi ; ce qui tarde est en retard chez les deux membres.',
      'Un primer aviso tiene su día, y el informe completo también; lo que tarda está vencido en ambos miembros.',
    ],
    [
      'Une violation que personne n’a remarquée ou que personne ne signale.',
      'Una violación que nadie notó o que nadie comunica.',
    ],
  ],
  protection: [
    [
      'Ce qui se trouve sur le disque est chiffré, élément par élément, sous des clés qu’aucune sauvegarde ne contient.',
      'Lo que está en el disco está cifrado, elemento por elemento, con claves que ninguna copia de seguridad tiene.',
    ],
    [
      'Les mesures relatives au bâtiment, aux personnes et au droit sont telles que le membre le dit.',
      'Las medidas del edificio, de las personas y del derecho son como dice el miembro.',
    ],
    ['Si les mesures sont tenues.', 'Si las medidas se mantienen.'],
  ],
}

const opponentRows: Readonly<Record<keyof typeof opponents, Row>> = {
  'other-office': [
    opponents['other-office'],
    'un autre bureau ou système du destinataire',
    'otra oficina o sistema del destinatario',
  ],
  'disk-thief': [
    opponents['disk-thief'],
    'un voleur du disque ou d’une sauvegarde',
    'un ladrón del disco o de una copia de seguridad',
  ],
  'own-operator': [
    opponents['own-operator'],
    'la personne qui gère la passerelle du destinataire',
    'quien gestiona la pasarela del destinatario',
  ],
  partner: [opponents.partner, 'l’autre membre', 'el otro miembro'],
}

interface KeptInWords {
  readonly does: string
  readonly as: AssuranceClass
  readonly against: readonly string[]
}

/**
 * Of one term: what is done about it, how far it goes and against whom, and what no machine keeps.
 */
export function keptInWords(term: TermName, language: Language): { kept: readonly KeptInWords[]; beyond: string } {
  const { kept, beyond } = behindTerms[term]
  const at = languages.indexOf(language)
  const say = (english: string, row: Others | undefined) => (at === 0 ? english : (row?.[at - 1] ?? english))
  const rows = told[term]
  return {
    kept: kept.map(({ does, as, against }, index) => ({
      does: say(does, rows[index]),
      as,
      against: against.map((each) => opponentRows[each][at] ?? each),
    })),
    beyond: say(beyond, rows.at(-1)),
  }
}
