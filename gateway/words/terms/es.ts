// The terms in Spanish, in the words of the Spanish text of Article 12.
import type { Parties, Phrases, Wording } from './wording.ts'

const phrases: Phrases = {
  purposes: {
    VERIFY_VALUE: 'verificación del valor',
    VERIFY_ORIGIN: 'verificación del origen',
    VERIFY_CLASSIFICATION: 'verificación de la clasificación',
    VERIFY_QUANTITY: 'verificación de la cantidad',
    VERIFY_PARTIES: 'verificación de las partes',
    VERIFY_DOCUMENT_AUTHENTICITY: 'verificación de la autenticidad de los documentos',
    VERIFY_OTHER:
      'otra verificación descrita en la solicitud, quedando cada utilización sujeta a la decisión de una persona',
    ANSWER_REQUEST: 'respuesta a la solicitud',
    COMPARE_DECLARATION: 'comparación con la declaración correspondiente',
    KEEP_AGREEMENT: 'ejecución del acuerdo entre los dos Miembros',
  },
  targets: ({ recipient }) => ({
    'other-agency': `otro organismo del Miembro ${recipient}`,
    'third-member': 'un tercer Miembro',
    trader: 'el operador',
    public: 'el público',
  }),
  proceedings: {
    'criminal-investigation': 'investigaciones penales',
    'judicial-proceeding': 'procedimientos judiciales',
    'non-customs-proceeding': 'procedimientos no aduaneros',
  },
  uses: {
    'bulk-matching': 'el cotejo masivo con otros datos',
    profiling: 'la elaboración de perfiles de personas o empresas',
    'model-training': 'el entrenamiento de modelos estadísticos o de aprendizaje automático',
  },
}

const events = {
  'case-closed': 'en que se cierre el expediente',
  'decision-final': 'en que la decisión sea definitiva',
} as const
const modes = {
  view: 'La información solo puede consultarse; ninguna copia puede salir de la pasarela.',
  sealed: 'Solo pueden salir de la pasarela copias cifradas para un lector designado.',
  open: 'Pueden salir de la pasarela copias sin cifrar.',
} as const
const methods = {
  'destroy-keys': 'se destruyen las claves sin las cuales la información no puede leerse',
  'destroy-media': 'se destruyen los soportes que contienen la información',
  return: 'se devuelve la información al Miembro que la facilitó',
} as const

const reports = {
  'at-close': 'al cerrarse el expediente',
  daily: 'al final de cada día en que las haya habido',
  'each-read': 'sin demora después de cada una',
} as const

const months = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ')
function date(day: string): string {
  const [year, month, number] = day.split('-').map(Number) as [number, number, number]
  return `${number} de ${months[month - 1]} de ${year}`
}
const count = (number: number, one: string) => `${number} ${number === 1 ? one : `${one}s`}`
const within = (days: number) => (days === 0 ? 'de inmediato' : `en un plazo de ${count(days, 'día')}`)
const separator = '; '
const list = (words: readonly string[]) => words.join(separator)
const nothing = 'Las presentes condiciones no imponen ninguna obligación específica a este respecto.'

const terms: Wording['terms'] = {
  recipients: {
    title: 'Quién puede leer la información',
    says: (term, { provider, recipient }) => [
      term
        ? `Solo pueden leer la información las siguientes oficinas del Miembro ${recipient}: ${list(term.offices)}.`
        : `Las presentes condiciones no designan ninguna oficina: nadie puede leer la información sin la autorización escrita del Miembro ${provider}.`,
    ],
  },
  purpose: {
    title: 'Para qué fines',
    says: (term) =>
      term
        ? [
            `La información puede utilizarse únicamente para los siguientes fines: ${list(term.purposes.map((each) => phrases.purposes[each]))}.`,
            `Puede utilizarse únicamente en el asunto tramitado en el expediente ${term.matter}.`,
          ]
        : ['Las presentes condiciones no indican ningún fin: la información no puede utilizarse.'],
  },
  retention: {
    title: 'Hasta cuándo',
    says: (term, { recipient }) => {
      if (!term) return ['Las presentes condiciones no fijan un último día de conservación.']
      const { until, after, reviewOn, noticeDays, hold } = term
      return [
        ...(until === undefined
          ? []
          : [
              `La información puede conservarse y leerse hasta el ${date(until)} inclusive, según el calendario del Miembro ${recipient}.`,
            ]),
        ...(after === undefined
          ? []
          : [
              after.days === 0
                ? `La información puede conservarse y leerse solo hasta el final del día ${events[after.event]}.`
                : `La información puede conservarse y leerse durante ${count(after.days, 'día')} a partir del día siguiente a aquel ${events[after.event]}.`,
            ]),
        ...(until === undefined || after === undefined ? [] : ['Se aplica la primera de las dos fechas.']),
        ...(reviewOn === undefined
          ? []
          : [`A partir del ${date(reviewOn)}, una persona decide sobre cada nueva utilización.`]),
        ...(noticeDays === undefined
          ? []
          : [
              noticeDays === 0
                ? 'Se da aviso el último día de la conservación.'
                : `Se da aviso ${count(noticeDays, 'día')} antes del final de la conservación.`,
            ]),
        ...(hold === undefined
          ? []
          : [
              `Una obligación legal de conservación prevista en el derecho del Miembro ${recipient} ${hold ? 'puede' : 'no puede'} aplazar la eliminación.`,
            ]),
      ]
    },
  },
  disclosure: {
    title: 'Divulgación a otros',
    says: (term, parties) => [
      `La información no puede revelarse a nadie sin la autorización escrita expresa del Miembro ${parties.provider}.`,
      ...(term === undefined || term.forbidden.length === 0
        ? []
        : [`Esto se aplica en particular a: ${list(term.forbidden.map((each) => phrases.targets(parties)[each]))}.`]),
    ],
  },
  evidence: {
    title: 'Utilización como prueba',
    says: (term, { provider }) => [
      term === undefined
        ? `Sin la autorización escrita expresa del Miembro ${provider}, la información no puede utilizarse como prueba en ningún procedimiento.`
        : term.excluded.length === 0
          ? 'Las presentes condiciones no excluyen ningún tipo de procedimiento.'
          : `Sin la autorización escrita expresa del Miembro ${provider}, la información no puede utilizarse como prueba en: ${list(term.excluded.map((each) => phrases.proceedings[each]))}.`,
    ],
  },
  protection: {
    title: 'Protección y confidencialidad',
    says: (_, { provider, recipient }) => [
      `El Miembro ${recipient} trata la información de manera estrictamente confidencial y le otorga al menos el nivel de protección y confidencialidad previsto en el derecho del Miembro ${provider}. El Miembro ${provider} describe ese nivel como sigue.`,
    ],
  },
  deciding: {
    title: 'Información no verificada',
    says: () => [
      'La información que no esté verificada no puede utilizarse como factor decisivo para disipar la duda.',
    ],
  },
  analytics: {
    title: 'Análisis de datos',
    says: (term) => [
      term === undefined
        ? 'La información no puede utilizarse para el análisis de datos.'
        : term.forbidden.length === 0
          ? 'Las presentes condiciones no excluyen el análisis de datos para los fines indicados más arriba.'
          : `La información no puede utilizarse para: ${list(term.forbidden.map((each) => phrases.uses[each]))}.`,
    ],
  },
  export: { title: 'Copias', says: (term) => [modes[term?.mode ?? 'view']] },
  disposal: {
    title: 'Eliminación al final de la conservación',
    says: (term, { recipient, provider }) =>
      term
        ? [
            `${term.withinDays === 0 ? 'Inmediatamente después del' : `En un plazo de ${count(term.withinDays, 'día')} desde el`} final de la conservación, ${methods[term.method]}.`,
            'Todo lo que se haya derivado de la información se elimina con ella.',
            term.certificate
              ? `El Miembro ${recipient} entrega al Miembro ${provider} una constancia firmada de la eliminación.`
              : 'No se exige constancia de la eliminación.',
          ]
        : [nothing],
  },
  feedback: {
    title: 'Decisiones y medidas adoptadas',
    says: (term, { provider, recipient }) =>
      term
        ? [
            `A petición del Miembro ${provider}, el Miembro ${recipient} le informa ${within(term.withinDays)} de las decisiones y medidas adoptadas como resultado de la información.`,
            ...(term.useReports === undefined
              ? []
              : [
                  `Sin que se le pida, la pasarela del Miembro ${recipient} informa al Miembro ${provider} de las utilizaciones de la información, y de los intentos, ${reports[term.useReports]}.`,
                ]),
          ]
        : [nothing],
  },
  breach: {
    title: 'Utilización o divulgación no autorizadas',
    says: (term, { provider, recipient }) => [
      term
        ? `En caso de utilización o divulgación no autorizadas, el Miembro ${recipient} lo notifica al Miembro ${provider} en un plazo de ${count(term.firstNoticeHours, 'hora')} y le presenta un informe completo ${within(term.fullReportDays)}.`
        : nothing,
    ],
  },
}

const preamble = ({ provider, recipient }: Parties) => [
  `El Miembro ${provider} facilita información al Miembro ${recipient} en las condiciones que se exponen a continuación. Por «información» se entienden los documentos y mensajes facilitados en estas condiciones y todo lo que se derive de ellos. La «pasarela» es el sistema seguro en el que el Miembro ${recipient} recibe y conserva la información.`,
  'Las condiciones se conservan en una forma que los programas pueden leer. El presente texto las expone en palabras; en caso de discrepancia, prevalece esa forma.',
]

export const spanish: Wording = {
  title: 'CONDICIONES DE UTILIZACIÓN',
  preamble,
  legalBasis: 'Base jurídica: ',
  separator,
  rules: [
    'Lo que no permitan ni las presentes condiciones ni una autorización conforme a la parte II está prohibido: toda otra utilización y toda divulgación a otros.',
    'El párrafo indicado después de cada título es la disposición del artículo 12 del Acuerdo sobre Facilitación del Comercio de la OMC a la que corresponde la condición.',
  ],
  parts: {
    reading: () => 'I. QUIÉN PUEDE LEER LA INFORMACIÓN, PARA QUÉ FINES Y HASTA CUÁNDO',
    permission: ({ provider }) => `II. LO QUE EXIGE LA AUTORIZACIÓN ESCRITA DEL MIEMBRO ${provider}`,
    handling: () => 'III. CÓMO DEBE TRATARSE LA INFORMACIÓN',
    duties: ({ recipient, provider }) => `IV. LO QUE EL MIEMBRO ${recipient} DEBE AL MIEMBRO ${provider}`,
    assurance: () => 'V. CÓMO SE ASEGURA EL CUMPLIMIENTO',
  },
  permissions: ({ provider }) =>
    `Una autorización del Miembro ${provider} solo es válida por escrito y para lo que abarque expresamente. Solo con tal autorización puede otra oficina leer la información y puede esta utilizarse para otros fines. Ninguna autorización prolonga la conservación.`,
  paragraph: (paragraph) => `(párrafo ${paragraph})`,
  terms,
  fields: {
    level: 'Nivel: ',
    equivalent: 'Nivel del destinatario que es al menos el mismo: ',
    demands: 'Lo que exige: ',
    measure: 'Medida exigida: ',
    attests: ({ recipient }) => `Medida que declara aplicar el Miembro ${recipient}: `,
    marking: 'Toda copia que sale de la pasarela lleva la marca: ',
    law: (topic) => `Disposición sobre ${topic}: `,
    lawDigest: (sha256) => `(SHA-256 del texto de esa disposición: ${sha256})`,
  },
  topics: {
    collection: 'la recopilación',
    protection: 'la protección',
    use: 'la utilización',
    disclosure: 'la divulgación',
    retention: 'la conservación',
    disposal: 'la eliminación',
  },
  assurance: ({ provider }) =>
    `El Miembro ${provider} exige, como mínimo, que el cumplimiento de las condiciones se asegure como sigue.`,
  classes: {
    E: ({ recipient }) =>
      `Condiciones impuestas (la pasarela del Miembro ${recipient} rechaza todo lo que la condición no permite): `,
    D: () => 'Condiciones controladas (una omisión se hace patente al vencer un plazo): ',
    A: ({ recipient }) =>
      `Condiciones solo declaradas (un responsable del Miembro ${recipient} declara que la condición se respeta; ningún medio técnico obliga a ello): `,
    L: () => 'Obligaciones solo jurídicas (ningún medio técnico las impone y no se da ninguna declaración): ',
  },
  unread:
    'Las presentes condiciones no pueden exponerse aquí en palabras. Obligan tal como figuran en la forma que los programas leen.',
}
