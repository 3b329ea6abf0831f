// Every text that people read, in Spanish: this file is the language.

import type { Catalogue } from '../catalogue.ts'
import type { Parties, Phrases, Wording } from '../terms/wording.ts'

// The terms in words. A digest of them is signed: they change with the vocabulary of terms alone.

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

const wording: Wording = {
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

export const es: Catalogue = {
  /** Its own name. */
  name: 'Español',

  /**
   * What message types are called: by name, or by profile and name where two profiles use one name.
   */
  messages: {
    request: 'Solicitud',
    ack: 'Acuse de recibo',
    clarify: 'Solicitud de aclaraciones',
    'clarify-reply': 'Aclaraciones',
    supplement: 'Complemento de la solicitud',
    withdraw: 'Retirada de la solicitud',
    prioritise: 'Petición de establecer prioridades',
    priority: 'Orden de prioridad',
    'priority-agreed': 'Acuerdo sobre un límite',
    'assurance-required': 'Exigencia de una garantía',
    assurance: 'Garantía',
    postpone: 'Aplazamiento',
    refuse: 'Denegación',
    response: 'Respuesta',
    'accept-terms': 'Aceptación de las condiciones',
    keys: 'Entrega de las claves',
    'verification-update': 'Actualización de la verificación',
    'permission-ask': 'Solicitud de autorización',
    permission: 'Autorización',
    'amend-terms': 'Modificación de las condiciones',
    'outcome-ask': 'Petición de información sobre el resultado',
    outcome: 'Resultado',
    'use-ask': 'Petición de un informe de usos',
    'use-report': 'Informe de usos',
    disposal: 'Declaración de eliminación',
    breach: 'Notificación de una infracción',
    measures: 'Notificación de las medidas adoptadas',
    close: 'Cierre',
    reopen: 'Reapertura',
    declare: 'Declaración de exportación',
    amend: 'Declaración de exportación modificada',
    cancel: 'Anulación',
    acknowledge: 'Acuse de recibo de la declaración',
    accept: 'Aceptación de la declaración',
    reject: 'Rechazo de la declaración',
    match: 'Resultado del cotejo',
    suspend: 'Suspensión',
    resume: 'Reanudación',
    'agreement-propose': 'Propuesta de acuerdo',
    'agreement-accept': 'Aceptación del acuerdo',
    'agreement-decline': 'Rechazo del acuerdo',
    'agreement-withdraw': 'Retirada de la propuesta de acuerdo',
    'agreement-end': 'Fin del acuerdo',
    limit: 'Propuesta de límite',
    'limit-agree': 'Acuerdo sobre el límite',
    'limit-agree-counter': 'Acuerdo sobre el otro límite',
    'limit-decline': 'Rechazo del límite',
    'limit-end': 'Fin del límite',
    test: 'Mensaje de prueba',
  },

  /**
   * What fields are called: by name, or by a longer path where the name means something else
   * there.
   */
  fields: {
    // Of a request.
    able: 'En condiciones de atender una solicitud similar',
    address: 'Dirección postal',
    as: 'Información o copia',
    attested: 'Verificación confirmada',
    code: 'Código de la oficina',
    codes: 'Códigos de los fines',
    country: 'País',
    declaration: 'Declaración',
    details: 'Datos, páginas o líneas',
    doneOn: 'Concluida el',
    email: 'Correo electrónico',
    exportDeclaration: 'Declaración de exportación correspondiente',
    groundsOfDoubt: 'Motivos para dudar de la declaración',
    id: 'Número',
    identifier: 'Número de identificación',
    implemented: 'Artículo 12 aplicado',
    importDeclaration: 'Declaración de importación',
    inabilities: 'Disposiciones que no se pueden cumplir',
    item: 'Documento',
    items: 'Documentos',
    kind: 'Clase',
    language: 'Idioma de la solicitud',
    law: 'Disposiciones de la legislación interna',
    lodgedOn: 'Presentada el',
    matter: 'Asunto de que se trata',
    methods: 'Métodos',
    name: 'Nombre',
    note: 'Observaciones',
    number: 'Número de la declaración',
    office: 'Oficina',
    officer: 'Funcionario',
    originatingOffice: 'Oficina de la que procede la solicitud',
    'originatingOffice.name': 'Nombre de la oficina',
    'originatingOffice.officer': 'Funcionario de contacto',
    para: 'Párrafo',
    persons: 'Personas a las que se refiere',
    phone: 'Teléfono',
    proportionality: 'Proporcionalidad',
    purpose: 'Fines',
    reason: 'Motivo',
    reasons: 'Motivos',
    reciprocity: 'Reciprocidad',
    reference: 'Referencia',
    role: 'Función en el envío',
    summary: 'Verificaciones y resultados',
    text: 'Texto',
    'purpose.text': 'Fines, en palabras',
    topic: 'Materia',
    type: 'Tipo de número',
    verification: 'Verificación efectuada',
    wanted: 'Elemento solicitado',
    'request.wanted': 'Información y documentos solicitados',

    // Of answers.
    basis: 'Motivo invocado',
    caseNumber: 'Número de expediente',
    citation: 'Cita de la disposición',
    complete: 'Solicitud completa',
    date: 'Fecha',
    'protection.description': 'Protección y confidencialidad exigidas',
    dueOn: 'Fecha límite',
    equivalent: 'Nivel equivalente',
    expectedOn: 'Previsto para el',
    family: 'Párrafo invocado',
    field: 'Campo',
    final: 'Respuesta definitiva',
    ground: 'Motivo del párrafo 7.1',
    level: 'Nivel de protección',
    limit: 'Limitación del párrafo 10',
    measures: 'Medidas',
    missing: 'Lo que falta',
    outcome: 'Resultado',
    outcomes: 'Resultados',
    protection: 'Protección exigida',
    question: 'Pregunta',
    receivedAt: 'Recibida el',
    'basis.reference': 'Copia de la disposición',
    refusals: 'Elementos denegados',
    sha256: 'SHA-256',
    trueCopies: 'Copias fieles',
    verified: 'Verificado',

    // Of what accompanies a request and follows an answer.
    add: 'También solicitado',
    answer: 'Respuesta',
    answerBy: 'Respuesta pedida antes del',
    answers: 'Respuestas',
    corrected: 'Campos corregidos',
    'corrected.value': 'Nuevo contenido',
    questions: 'Preguntas',
    remove: 'Ya no solicitado',
    suspended: 'Suspensión por la que espera la solicitud',
    'supplement.reason': 'Motivo, en el mismo asunto',
    'capacity.number': 'Número de solicitudes',
    'limit.number': 'Número de solicitudes',
    'priority.limit': 'Límite propuesto',
    'priority.order': 'Expedientes, primero el más urgente',
    'priority-agreed.limit': 'Límite convenido',
    per: 'Por período',
    given: 'Garantía otorgada',
    keys: 'Cuándo pueden abrirse los documentos',
    'keys.messages': 'Mensajes abiertos',
    postponements: 'Elementos aplazados',
    share: 'Parte de la clave',
    shares: 'Partes de las claves',
    decision: 'Decisión',
    decisions: 'Decisiones',
    effect: 'Qué ocurrirá en su lugar',
    'accept-terms.role': 'Cargo del funcionario',
    terms: 'Huella de las condiciones',
    conditions: 'Condiciones',
    disclosure: 'Divulgación a',
    permission: 'Número de la autorización',
    proceedings: 'Procedimientos',
    'proceedings.kind': 'Tipo de procedimiento',
    'proceedings.name': 'Procedimiento',
    recipient: 'Destinatario',
    target: 'Tipo de destinatario',
    uses: 'Número de utilizaciones',
    verdict: 'Decisión',
    correction: 'Rectificación',
    on: 'Fecha',
    status: 'Exactitud',
    actions: 'Medidas adoptadas',
    'items.role': 'Función que desempeñó',
    reliedOn: 'En qué se basa',
    copiesKnown: 'Copias conocidas y destruidas',
    exportsOutstanding: 'Copias no localizadas',
    copies: 'Copias que salieron, una por una',
    record: 'Número de la entrega',
    'copies.state': 'Dónde está la copia',
    'copies.with': 'Quién la tiene',
    authority: 'Autoridad que la ordenó',
    remindOn: 'Se revisa el',
    finalOn: 'En ninguna copia de seguridad desde',
    restsOn: 'En qué se basa la declaración',
    'items.hold': 'Obligación legal de conservación',
    keysDestroyed: 'Claves destruidas',
    'use-report.last': 'Todos hasta ahora',
    previous: 'Huella del uso anterior',
    'uses.content': 'Elemento utilizado',
    said: 'Lo que se hizo',
    act: 'Lo que se intentó',
    archived: 'En un archivo comprimido',
    'said.at': 'Cuándo',
    permissions: 'Autorizaciones utilizadas',
    problem: 'Razón de la denegación',
    'said.proceeding': 'Tipo de procedimiento',
    proceedingSha256: 'Huella del procedimiento',
    reader: 'Lector, con seudónimo',
    roles: 'Funciones del cliente',
    'said.to': 'Destinatario de una divulgación',
    'said.use': 'Uso',
    held: 'Situación actual de cada contenido',
    'held.content': 'Contenido',
    'held.disposed': 'Eliminado',
    'held.copies': 'Copias que salieron',
    'held.heldUntil': 'Último día de una conservación legal',
    'held.outUntil': 'Día en que vuelve la última copia',
    breach: 'Número de la infracción',
    discoveredAt: 'Descubierta el',
    fullReportBy: 'Informe completo antes del',
    happenedOn: 'Ocurrida el',
    sawBy: 'Quién vio la información',
    stage: 'Etapa',
    what: 'Hechos',
    'measures.final': 'Todas las medidas adoptadas',
    prevention: 'Prevención',
    'prevention.what': 'Medida',
    remedy: 'Subsanación',
    'remedy.what': 'Medida',

    // Of a declaration and its comparison.
    amount: 'Importe',
    'quantity.amount': 'Cantidad',
    'match.basis': 'Elementos cotejados',
    commodityCode: 'Código del Sistema Armonizado',
    consignee: 'Consignatario',
    currency: 'Moneda',
    'declare.declaration': 'Declaración de exportación',
    'amend.declaration': 'Declaración de exportación',
    'cancel.number': 'Declaración que la sustituye',
    declared: 'Declarado',
    'lines.description': 'Descripción de las mercancías',
    destination: 'País de destino',
    differences: 'Diferencias',
    'differences.kind': 'Tipo de diferencia',
    documents: 'Documentos justificativos',
    exit: 'Salida',
    exporter: 'Exportador',
    fields: 'Campos con errores',
    grossWeightKg: 'Peso bruto (kg)',
    'reject.ground': 'Motivo del rechazo',
    line: 'Línea',
    lines: 'Líneas de mercancías',
    netWeightKg: 'Peso neto (kg)',
    origin: 'País de origen',
    quantity: 'Cantidad',
    received: 'Recibido',
    'export-declaration.acknowledge.reference': 'Nuestro número',
    'export-declaration.accept.reference': 'Nuestro número',
    unit: 'Unidad',
    value: 'Valor',

    // Of members and what they say to each other.
    breaches: 'Infracciones',
    'breaches.describe': 'En qué consiste la infracción',
    case: 'Expediente',
    contact: 'Persona de contacto',
    knownOn: 'Conocida el',
    learned: 'Cómo se conoció',
    message: 'Mensaje',
    'resume.measures': 'Notificaciones de medidas adoptadas',
    resumes: 'Condiciones para la reanudación',
    'resumes.describe': 'Lo que se espera',
    'resumes.kind': 'Medida',
    agreement: 'Texto del acuerdo',
    'agreement.id': 'Nombre del acuerdo',
    'agreement.terms': 'Condiciones por defecto',
    answerWithinDays: 'Días para responder, según el mensaje que pide',
    breachFirstNoticeHours: 'Horas hasta la primera notificación de una infracción',
    breachFullReportDays: 'Días hasta el informe completo de una infracción',
    deliverWithinDays: 'Días para entregar un mensaje',
    disposeWithinDays: 'Días para eliminar',
    dueDays: 'Días para responder a una solicitud',
    member: 'Miembro',
    standingAcceptance: 'Aceptado de antemano',
    evidenceExcluded: 'Procedimientos excluidos',
    'terms.export': 'Forma de salida de la pasarela',
    'terms.useReports': 'Utilizaciones comunicadas sin petición',
    feedbackWithinDays: 'Días para comunicar decisiones y medidas',
    assuranceUnmet: 'Si el otro Miembro garantiza menos de lo que exigen las condiciones',
    fourEyes: 'Mensajes que aprueba una segunda persona',
    from: 'Primer día',
    languages: 'Idiomas',
    lastDay: 'Último día',
    legalBasis: 'Base jurídica',
    marking: 'Mención obligatoria',
    members: 'Miembros',
    parameters: 'Parámetros',
    profiles: 'Tipos de intercambio',
    replaces: 'Acuerdo al que sustituye',
    replyBy: 'Respuesta deseada antes del',
    retentionDays: 'Días de conservación',
    suite: 'Conjunto criptográfico',
    until: 'Último día',
    v: 'Versión del formulario',
    agreed: 'Límite convenido',
    capacity: 'Capacidad',
    'capacity.perMonth': 'Solicitudes que pueden atenderse al mes',
    cases: 'Expedientes',
    counter: 'Límite propuesto en su lugar',
    counts: 'Número de solicitudes',
    open: 'Pendientes',
    order: 'Orden de tramitación',
    overdue: 'Con retraso',
    perMonth: 'Solicitudes nuevas al mes',
    proposed: 'Límite propuesto',
    receivedLastMonth: 'Recibidas el mes pasado',
    rule: 'Regla',
    'order.text': 'Orden, en palabras',

    // Of the terms: the profile is `terms`, the type the name of the term.
    after: 'Tras un acontecimiento',
    assurance: 'Garantía mínima',
    certificate: 'Certificado exigido',
    days: 'Días',
    derived: 'Datos derivados',
    event: 'Acontecimiento',
    excluded: 'Procedimientos excluidos',
    firstNoticeHours: 'Horas hasta la primera notificación',
    forbidden: 'Prohibido',
    fullReportDays: 'Días hasta el informe completo',
    hold: 'Una obligación legal puede retrasarla',
    method: 'Método',
    mode: 'Máximo permitido',
    noticeDays: 'Días de preaviso',
    offices: 'Oficinas',
    paragraph: 'Párrafo',
    purposes: 'Fines',
    reviewOn: 'En revisión desde el',
    term: 'Condición',
    useReports: 'Utilizaciones comunicadas sin petición',
    unverified: 'Información no verificada',
    withinDays: 'Plazo en días',
  },

  /**
   * What codes mean: by themselves, or as `field.code` where the same code means something else
   * there.
   */
  codes: {
    // Of a request: purposes, kinds, parts, methods, topics of law, grounds and limits.
    VERIFY_VALUE: 'Verificar el valor',
    VERIFY_ORIGIN: 'Verificar el origen',
    VERIFY_CLASSIFICATION: 'Verificar la clasificación',
    VERIFY_QUANTITY: 'Verificar la cantidad',
    VERIFY_PARTIES: 'Verificar las partes',
    VERIFY_DOCUMENT_AUTHENTICITY: 'Verificar la autenticidad de los documentos',
    VERIFY_OTHER: 'Otra verificación',
    ANSWER_REQUEST: 'Responder a la solicitud',
    COMPARE_DECLARATION: 'Comparar con la declaración',
    KEEP_AGREEMENT: 'Ejecutar el acuerdo',
    'declaration-data': 'Datos de la declaración',
    declaration: 'Declaración',
    'commercial-invoice': 'Factura comercial',
    'packing-list': 'Lista de embalaje',
    'certificate-of-origin': 'Certificado de origen',
    'bill-of-lading': 'Conocimiento de embarque',
    information: 'Información',
    copy: 'Copia',
    import: 'Importación',
    'declaration.export': 'Exportación',
    mrn: 'Número de referencia del movimiento',
    national: 'Número nacional',
    other: 'Otro',
    importer: 'Importador',
    exporter: 'Exportador',
    declarant: 'Declarante',
    consignor: 'Expedidor',
    consignee: 'Consignatario',
    carrier: 'Transportista',
    manufacturer: 'Fabricante',
    'document-check': 'Control documental',
    'physical-inspection': 'Inspección física',
    'database-query': 'Consulta de bases de datos',
    'trader-inquiry': 'Consulta al operador',
    laboratory: 'Análisis de laboratorio',
    audit: 'Auditoría',
    collection: 'Recopilación',
    protection: 'Protección',
    use: 'Utilización',
    disclosure: 'Divulgación',
    retention: 'Conservación',
    disposal: 'Eliminación',
    'ground.a': 'a: contrario al interés público',
    'ground.b': 'b: la legislación interna impide la divulgación',
    'ground.c': 'c: impediría la aplicación de la ley o interferiría en un procedimiento',
    'ground.d': 'd: no se ha dado el consentimiento exigido',
    'ground.e': 'e: recibida tras vencer el plazo de conservación',
    'limit.a': 'a: no modificar el formato de las declaraciones ni los procedimientos',
    'limit.b': 'b: no exigir documentos distintos de los presentados',
    'limit.c': 'c: no iniciar investigaciones',
    'limit.d': 'd: no modificar el período de conservación',
    'limit.e': 'e: no introducir documentos en papel donde ya existe el formato electrónico',
    'limit.f': 'f: no traducir la información',
    'limit.g': 'g: no verificar la exactitud',
    'limit.h': 'h: nada que perjudique intereses comerciales legítimos',

    // What became of things: outcomes, what the fold says of a case.
    open: 'Pendiente',
    provided: 'Facilitado',
    partly: 'Facilitado en parte',
    'not-available': 'No disponible',
    'not-required': 'No exigible',
    refused: 'Denegado',
    postponed: 'Aplazado',
    'doubt-removed': 'Duda disipada',
    'doubt-confirmed': 'Duda confirmada',
    'voluntary-disclosure': 'Corregido por el propio operador',
    none: 'Ninguno',
    verified: 'Información verificada',
    unverified: 'Información no verificada',
    'own-findings': 'Constataciones propias',
    corrected: 'Corregido',
    withdrawn: 'Retirado',
    'acceptance.open': 'Sin decidir',
    accepted: 'Aceptado',
    unable: 'Imposible de cumplir',
    applied: 'Aplicado',
    illegal: 'Fuera de lugar',
    crossed: 'Cruzado',
    treaty: 'El tratado',
    agreement: 'El acuerdo',
    target: 'Nuestro propio objetivo',

    // Of the use phase and of what members say to each other.
    returned: 'Devuelta y destruida',
    destroyed: 'Destruida',
    out: 'Aún fuera',
    release: 'Permitido',
    denial: 'Denegado',
    'key.destroyed': 'Claves destruidas',
    'keys-overwritten': 'Claves sobrescritas',
    'part-deleted': 'Texto cifrado eliminado',
    'epoch-ends': 'La clave de su época termina',
    week: 'Una semana',
    month: 'Un mes',
    quarter: 'Un trimestre',
    year: 'Un año',
    immediate: 'De inmediato',
    'after-acceptance': 'Tras la aceptación de las condiciones',
    accept: 'Aceptada',
    granted: 'Concedida',
    'verdict.partly': 'Concedida en parte',
    denied: 'Denegada',
    revoked: 'Revocada',
    asked: 'Solicitada',
    pending: 'Aún sin decisión',
    'value-adjusted': 'Valor ajustado',
    'origin-denied': 'Origen no admitido',
    'duty-recovered': 'Derechos recaudados',
    penalty: 'Sanción',
    'goods-released': 'Mercancías despachadas',
    'goods-seized': 'Mercancías decomisadas',
    deciding: 'Factor decisivo',
    supporting: 'Elemento de apoyo',
    'not-used': 'No utilizado',
    first: 'Primera notificación',
    full: 'Informe completo',
    closing: 'Informe final',
    access: 'Acceso no autorizado',
    loss: 'Pérdida',
    'breach.kind.use': 'Utilización no autorizada',
    'breach.kind.disclosure': 'Divulgación no autorizada',
    told: 'Comunicada por el otro Miembro',
    'own-finding': 'Constatación propia',
    'third-party': 'Conocida por terceros',
    remedy: 'Subsanación de la infracción',
    prevention: 'Prevención de toda infracción futura',
    notice: 'Notificación de las medidas adoptadas',
    'due-date': 'Por fecha límite',
    'request-date': 'Por fecha de solicitud',
    priority: 'Según las prioridades del Miembro solicitante',
    revenue: 'Según los ingresos en juego',
    'suite.A': 'A: Ed25519 y X25519',
    'suite.B': 'B: P-256',

    // Of a declaration and its comparison.
    goods: 'Mercancías',
    declared: 'Declarado',
    removed: 'Suprimido por una modificación',
    matched: 'Concordante',
    differs: 'Distinto',
    'not-received': 'No recibido',
    unreadable: 'Ilegible',
    incomplete: 'Incompleta',
    duplicate: 'Ya enviada',
    'other-destination': 'Otro destino',
    documents: 'Documentos',
    inspection: 'Inspección',
    weighing: 'Pesaje',
    value: 'Valor',
    'gross-weight': 'Peso bruto',
    'net-weight': 'Peso neto',
    quantity: 'Cantidad',
    'commodity-code': 'Código del Sistema Armonizado',
    less: 'Menos que lo declarado',
    more: 'Más que lo declarado',
    'differences.kind.other': 'Distinto de lo declarado',
    missing: 'No recibido',
    extra: 'No declarado',

    // Of the terms.
    E: 'Impuesta por la pasarela',
    D: 'Detectada en un plazo',
    A: 'Confirmada por un responsable designado',
    L: 'Solo obligación jurídica',
    'not-deciding': 'No es el factor decisivo',
    'case-closed': 'Cierre del expediente',
    'decision-final': 'Decisión definitiva',
    'destroy-keys': 'Destruir las claves',
    'destroy-media': 'Destruir los soportes',
    return: 'Devolver',
    inherits: 'Sigue la misma suerte',
    'criminal-investigation': 'Investigaciones penales',
    'judicial-proceeding': 'Procedimientos judiciales',
    'non-customs-proceeding': 'Procedimientos no aduaneros',
    'other-agency': 'Otro organismo',
    'third-member': 'Un tercer Miembro',
    trader: 'El operador',
    public: 'El público',
    'bulk-matching': 'Cotejo masivo',
    profiling: 'Elaboración de perfiles',
    'model-training': 'Entrenamiento de modelos',
    'at-close': 'Al cerrarse el expediente',
    daily: 'Al final de cada día',
    'each-read': 'Tras cada utilización',
    'assuranceUnmet.two-persons': 'Deciden dos personas',
    'assuranceUnmet.refuse': 'No se entrega nada',
    defaults: 'Las condiciones por defecto',
    view: 'Solo consulta',
    sealed: 'Sellado para un lector designado',
    'mode.open': 'En claro',
    'terms.export.open': 'En claro',
  },

  states: {
    none: 'No abierto',
    submitted: 'Presentada',
    clarifying: 'En aclaración',
    accepted: 'En tramitación',
    postponed: 'Aplazada',
    'partly-answered': 'Respuesta parcial',
    answered: 'Respondida',
    refused: 'Denegada',
    closed: 'Cerrada',
    declared: 'Declarada',
    acknowledged: 'Recibida',
    'export-declaration.accepted': 'Aceptada',
    rejected: 'Rechazada',
    cancelled: 'Anulada',
    'partly-matched': 'Parcialmente cotejada',
    matched: 'Concordante',
    differing: 'Discordante',
    suspended: 'Suspendidas',
    resumed: 'Reanudadas',
    proposed: 'Propuesto',
    'agreement.accepted': 'Aceptado',
    'agreement.declined': 'Rechazado',
    withdrawn: 'Retirado',
    'agreement.ended': 'Terminado',
    'workload.proposed': 'Propuesto',
    countered: 'Contrapropuesta',
    agreed: 'Convenido',
    ending: 'Por terminar',
    declined: 'No convenido',
    ended: 'Terminado',
    tested: 'Probada',
  },

  /** Side regions by name, and their states as `region.state`. */
  regions: {
    assurance: 'Garantía',
    'assurance.none': 'No exigida',
    'assurance.required': 'Exigida',
    'assurance.given': 'Otorgada',
    'assurance.declined': 'Rehusada',
    retention: 'Conservación',
    'retention.none': 'Nada facilitado',
    'retention.held': 'Conservada',
    'retention.due': 'Pendiente de eliminación',
    'retention.disposed': 'Eliminada',
    'retention-requested': 'Conservación de la solicitud',
    'retention-requested.none': 'Nada facilitado',
    'retention-requested.held': 'Conservada',
    'retention-requested.due': 'Pendiente de eliminación',
    'retention-requested.disposed': 'Eliminada',
    breach: 'Infracción',
    'breach.none': 'Ninguna',
    'breach.notified': 'Notificada',
    'breach.measures': 'Medidas adoptadas',
    'breach.settled': 'Resuelta',
  },

  /** The two sides of a case, in the words of the treaty. */
  roles: {
    requesting: 'Miembro solicitante',
    requested: 'Miembro al que se dirige la solicitud',
  },

  /** The twelve terms of the vocabulary. */
  terms: {
    recipients: 'Quién puede leerla',
    purpose: 'Fines',
    disclosure: 'Divulgación',
    deciding: 'Factor decisivo',
    retention: 'Conservación',
    disposal: 'Eliminación',
    feedback: 'Decisiones y medidas adoptadas',
    evidence: 'Utilización como prueba',
    analytics: 'Análisis de los datos',
    export: 'Salida de la pasarela',
    breach: 'Infracción',
    protection: 'Protección y confidencialidad',
  },

  /** What went wrong, and what to do next. */
  problems: {
    'authentication-missing': {
      title: 'Esta petición no identifica a nadie',
      fix: 'Envíe con la petición un testigo o un certificado de cliente válido.',
    },
    forbidden: {
      title: 'Quien llama no está autorizado a hacer esto',
      fix: 'Use credenciales cuyo papel lo permita, o pida ese papel al operador.',
    },
    'person-refused': {
      title: 'Este cliente no puede decir por qué persona actúa',
      fix: 'Omita Bulla-Person, o pida al operador que lo permita con «bulla client change <id> --persons yes».',
    },
    'not-implemented': {
      title: 'La puerta no conoce este método o esta codificación',
      fix: 'Use un método del documento OpenAPI y envíe el cuerpo con su Content-Length o en fragmentos simples.',
    },
    'not-found': {
      title: 'Aquí no hay nada para quien llama',
      fix: 'Compruebe el identificador; lo que es de otra oficina se ve igual que lo que no existe.',
    },
    'method-not-allowed': {
      title: 'Este recurso no conoce el método',
      fix: 'Busque la operación en el documento OpenAPI de esta puerta.',
    },
    'not-acceptable': {
      title: 'No puede darse ninguno de los tipos de medio aceptados',
      fix: 'Omita el encabezado Accept o nombre el tipo de medio del documento OpenAPI.',
    },
    'request-timeout': {
      title: 'La petición no llegó a tiempo',
      fix: 'Envíela de nuevo por una línea más rápida o en partes más pequeñas.',
    },
    'request-invalid': {
      title: 'La petición no tiene la forma convenida',
      fix: 'Corrija el campo o el encabezado nombrado como lo describe el documento OpenAPI.',
    },
    'text-unseen': {
      title: 'Un nombre contiene caracteres que nadie ve',
      fix: 'Nombre al lector con letras visibles: lo que entra en las pruebas es lo que parece.',
    },
    'body-invalid': {
      title: 'El contenido infringe una regla de su tipo de mensaje',
      fix: 'Corrija los campos nombrados, cada uno con su párrafo del artículo 12, y envíe de nuevo el mensaje.',
    },
    'request-too-large': {
      title: 'La petición es mayor de lo que aquí se admite',
      fix: 'Envíe los documentos por separado y mantenga el mensaje por debajo del límite.',
    },
    'header-too-large': {
      title: 'Los campos de cabecera son mayores de lo que aquí se admite',
      fix: 'Envíe menos campos de encabezado, o más cortos.',
    },
    'unsupported-media-type': {
      title: 'Aquí no se entiende el tipo de medio',
      fix: 'Envíe el Content-Type que el documento OpenAPI nombra para esta operación.',
    },
    'range-unsatisfiable': {
      title: 'Ninguna parte del contenido está en este intervalo',
      fix: 'Pida octetos por debajo del número que indica Content-Range; si ya están todos, no queda nada que pedir.',
    },
    'cursor-gone': {
      title: 'El flujo no puede continuar desde este número',
      fix: 'Comience de nuevo con after=0 y lea los expedientes (GET /v1/cases) para ver qué ha sido de ellos entretanto.',
    },
    'idempotency-key-reused': {
      title: 'La clave de idempotencia ya designa otra petición',
      fix: 'Use una clave nueva para un mensaje nuevo, o repita la primera petición sin cambios.',
    },
    'case-changed': {
      title: 'El expediente ha cambiado desde que se leyó',
      fix: 'Lea de nuevo el expediente y envíe el mensaje si todavía procede.',
    },
    'message-illegal': {
      title: 'El mensaje no es admisible en el estado actual del expediente',
      fix: 'Lea el expediente; enumera los mensajes posibles, con la razón de cada uno que no lo es.',
    },
    'item-unknown': {
      title: 'No se ha cargado aquí tal documento',
      fix: 'Cargue primero el documento y nómbrelo con el identificador que devolvió la carga.',
    },
    'item-taken': {
      title: 'El documento ya pertenece a otro mensaje',
      fix: 'Cargue de nuevo el documento como uno nuevo para este mensaje.',
    },
    'item-too-large': {
      title: 'El documento es mayor de lo que admite la pasarela',
      fix: 'Pida al operador que eleve el límite con el asociado, o envíe el documento en los volúmenes en que se presentó.',
    },
    'item-disposed': {
      title: 'El contenido se eliminó conforme a sus condiciones',
      fix: 'Solo se conservan los resúmenes y las pruebas; pida de nuevo el documento al Miembro que lo facilitó si el asunto aún lo requiere.',
    },
    'digest-mismatch': {
      title: 'Los octetos no son los que se anunciaron',
      fix: 'Cargue de nuevo el documento y compare el SHA-256 del archivo tal como se presentó.',
    },
    'profile-unknown': {
      title: 'El acuerdo no prevé ese perfil o tipo de mensaje',
      fix: 'Use un perfil y un tipo de mensaje que figuren en el acuerdo con este Miembro.',
    },
    'terms-unknown': {
      title: 'Las condiciones contienen una que esta pasarela no conoce',
      fix: 'Use las condiciones del vocabulario tfa12/terms/2.0; lo que no puede cumplirse no se acepta.',
    },
    'assurance-unmet': {
      title: 'El otro Miembro garantiza menos de lo que exigen las condiciones',
      fix: 'Pida al otro Miembro una tarjeta que declare más, fije condiciones que exijan menos de la condición nombrada, o cambie el acuerdo para que decidan dos personas.',
    },
    'terms-invalid': {
      title: 'Las condiciones no tienen la forma convenida',
      fix: 'Corrija el campo nombrado de las condiciones.',
    },
    'release-denied': {
      title: 'Las condiciones no permiten esta entrega',
      fix: 'Lea las condiciones (GET /v1/cases/{id}/terms): indique un fin, un asunto y un uso que permitan. Para otro fin, otra oficina, otro destinatario o un procedimiento pida una autorización al Miembro que facilitó el contenido («permission-ask»).',
    },
    'release-asks': {
      title: 'Las condiciones dejan esta entrega a la decisión de una segunda persona',
      fix: 'Haga que decida otra persona, cuyo cliente tenga el rol approve, con POST /v1/items/{id}/clearances (o /v1/messages/{id}/clearances), y vuelva a pedirlo.',
    },
    'clearance-needless': {
      title: 'Las condiciones no dejan aquí nada a la decisión de una persona',
      fix: 'Si las condiciones lo deniegan, pida una autorización al Miembro que lo facilitó («permission-ask»); si lo permiten, léalo.',
    },
    'approver-same': {
      title: 'Debe decidir una segunda persona',
      fix: 'Haga que decida otra persona que no lo haya redactado, no lo lea ni haya decidido primero.',
    },
    'person-missing': {
      title: 'Se necesitan dos personas, y no se sabe que sean dos',
      fix: 'Indique la persona en Bulla-Person por ambas partes, desde clientes que puedan hacerlo (bulla client change <id> --persons yes); un borrador de autor desconocido se retira y se hace de nuevo.',
    },
    'function-missing': {
      title: 'Este cliente no tiene ninguna función en la que pudiera firmar, y no indica ninguna',
      fix: 'Pida al operador que la registre: bulla client change <id> --function "Jefe de unidad". La pasarela la pone en el mensaje.',
    },
    'draft-changed': {
      title: 'El borrador ya no es como se leyó',
      fix: 'Lea de nuevo el borrador y decida sobre lo que dice ahora, indicando su revisión.',
    },
    'item-locked': {
      title: 'El documento permanece cerrado hasta que se acepten sus condiciones',
      fix: 'Acepte las condiciones del documento con el mensaje «accept-terms»; su contenido se abre cuando el Miembro que lo facilitó envía su clave.',
    },
    'key-wrong': {
      title: 'La clave no abre el documento',
      fix: 'El documento sigue bloqueado: pida al Miembro que lo facilitó que lo facilite de nuevo en un mensaje nuevo.',
    },
    'onward-disclosure': {
      title: 'El contenido se recibió en condiciones que prohíben transmitirlo',
      fix: 'Retire el documento, o pida al Miembro que lo facilitó una autorización («permission-ask») que nombre la divulgación.',
    },
    'signature-demanded': {
      title: 'Una persona tiene que firmar esto con su propia clave',
      fix: 'Hágalo en la consola, donde la persona lo firma con una clave de acceso; el ajuste SIGNED_ACTS dice qué actos lo exigen.',
    },
    'signature-invalid': {
      title: 'La firma de la persona no es válida',
      fix: 'Firme de nuevo con una clave de acceso registrada aquí; cada firma vale para un acto, una vez, poco después de pedirse.',
    },
    'link-invalid': {
      title: 'Este enlace ya no es válido',
      fix: 'Pida otro a quien opera la pasarela («bulla person link <id>»): un enlace sirve una vez y caduca.',
    },
    'identity-refused': {
      title: 'Lo que dice el proveedor de identidad no permite entrar a esta persona',
      fix: 'Comience de nuevo a iniciar sesión desde la página de esta pasarela; si se rechaza otra vez, pregunte a quien opera la pasarela cuál de sus grupos tiene una función aquí.',
    },
    'provider-failed': {
      title: 'El proveedor de identidad no responde como debería',
      fix: 'Inicie sesión con una clave de acceso, que no necesita proveedor, o inténtelo más tarde; los ajustes OIDC_ISSUER, OIDC_CA_FILE y OIDC_PROXY dicen cómo se llega a él.',
    },
    'partner-unknown': {
      title: 'No se designa a ningún asociado conocido',
      fix: 'Intercambie las fichas con este Miembro y añádalo con «bulla partner add».',
    },
    'partner-suspended': {
      title: 'El intercambio con este Miembro está suspendido',
      fix: 'Si se suspendió aquí, «bulla partner resume» lo restablece; si no, espere a que el Miembro lo restablezca (12.11.2).',
    },
    'pair-suspended': {
      title: 'Las obligaciones entre los dos Miembros están suspendidas',
      fix: 'Espere a la reanudación y envíelo o reenvíelo entonces; lo que espera son las medidas tras una infracción (12.11.1).',
    },
    'card-invalid': {
      title: 'La ficha no es digna de confianza',
      fix: 'Pida al Miembro su ficha actual y compare de viva voz las palabras de la huella.',
    },
    'certificate-refused': {
      title: 'Esta pasarela no confía en el certificado',
      fix: 'Presente un certificado vigente bajo las anclas o huellas de la ficha del Miembro.',
    },
    'revocation-unknown': {
      title: 'No se puede saber si el certificado fue revocado',
      fix: 'Envíe la última lista de certificados revocados de la autoridad del Miembro (POST /v1/crl) o haga reparar su fuente; luego reintente.',
    },
    'crl-invalid': {
      title: 'La lista de certificados revocados no puede aceptarse',
      fix: 'Envíe una lista completa (X.509 versión 2, con su número), firmada por la autoridad de la ficha del Miembro, más reciente que la anterior.',
    },
    'agreement-unknown': {
      title: 'No hay tal acuerdo en vigor entre los dos Miembros',
      fix: 'Nombre un acuerdo que ambos Miembros hayan cargado y que esté en vigor hoy.',
    },
    'agreement-mismatch': {
      title: 'Los dos Miembros tienen textos distintos del acuerdo',
      fix: 'Compare los archivos del acuerdo de ambos Miembros; sus SHA-256 deben ser iguales.',
    },
    'agreement-invalid': {
      title: 'El acuerdo no tiene la forma convenida',
      fix: 'Corrija el campo nombrado del archivo del acuerdo.',
    },
    'envelope-rejected': {
      title: 'No se pudo aceptar el sobre',
      fix: 'Séllelo de nuevo con las claves de la ficha actual; el destinatario guarda la razón exacta en su propio registro.',
    },
    'statement-refused': {
      title: 'No se pudo aceptar la declaración firmada',
      fix: 'Lea el detalle, corrija el mensaje y envíelo como uno nuevo.',
    },
    'protocol-version': {
      title: 'La declaración firmada es de otra versión del protocolo',
      fix: 'Actualice la pasarela del remitente y escriba de nuevo el mensaje: una declaración guardada conserva su versión.',
    },
    'sent-ahead': {
      title: 'La declaración firmada lleva una hora de envío que aún no ha llegado',
      fix: 'Nada: se entrega de nuevo; si persiste, los dos operadores comparan sus relojes.',
    },
    'part-missing': {
      title: 'Falta una parte del envío',
      fix: 'Cargue la parte nombrada y entregue de nuevo el sobre.',
    },
    'part-offset': {
      title: 'La carga no continúa donde termina la parte',
      fix: 'Pida la posición actual y continúe desde allí.',
    },
    'partner-unreachable': {
      title: 'El asociado no responde',
      fix: 'Nada: la pasarela guarda el mensaje y lo intenta de nuevo hasta que venza el envío.',
    },
    'receipt-late': {
      title: 'El asociado está conectado y su recibo se retrasa',
      fix: 'Nada: el envío se repite con un plazo más largo, y un recibo tardío cuenta; si persiste, pregunte al asociado qué le retiene.',
    },
    'partner-refused': {
      title: 'El asociado rechazó el envío',
      fix: 'Lea la razón en el envío, resuélvala con el asociado y reenvíe.',
    },
    'receipt-invalid': {
      title: 'El asociado no dio un recibo válido',
      fix: 'Nada: el envío se repite; si persiste, compare las claves de firma de ambas fichas.',
    },
    'absence-refused': {
      title: 'El aviso de ausencia no se aceptó',
      fix: 'Anuncie una ausencia más corta, firmada ahora, o llame al asociado.',
    },
    'introduction-refused': {
      title: 'La presentación de otro miembro no se aceptó',
      fix: 'Lea el detalle; la ficha debe estar antes en espera allí, y las presentaciones admitirse.',
    },
    'delivery-expired': {
      title: 'El envío no se recibió a tiempo',
      fix: 'Averigüe por qué el asociado estaba ausente y reenvíe con «bulla redeliver».',
    },
    'not-redeliverable': {
      title: 'Solo pueden reenviarse los envíos rechazados, vencidos o en espera',
      fix: 'Enumere los que pueden reenviarse con «bulla deliveries --state refused», «--state expired» o «--state waiting».',
    },
    'line-name': {
      title: 'El nombre del punto de acceso no se puede resolver',
      fix: 'Pregunte por el nombre al servidor de nombres de esta máquina; si otros lo encuentran, repare aquí el servicio de nombres; si no, pida al asociado su ficha con el punto de acceso correcto.',
    },
    'line-refused': {
      title: 'El servidor del asociado responde, y nada escucha en su puerto',
      fix: 'Llame al asociado: su pasarela está parada, o su puerto no lleva a ella; compare el puerto con su ficha.',
    },
    'line-dropped': {
      title: 'Nada vuelve del servidor del asociado',
      fix: 'Haga que los cortafuegos de ambos lados dejen pasar de esta máquina a esa dirección y puerto; después pregunte al asociado si su servidor está en marcha.',
    },
    'line-reset': {
      title: 'La conexión se acepta y se corta antes de completar TLS',
      fix: 'Busque en el camino un cortafuegos o un balanceador que corte conexiones; debe pasar TCP intacto hasta la puerta de los asociados.',
    },
    'line-silent': {
      title: 'La conexión se acepta, y nada se dice en ella',
      fix: 'Busque en el camino un balanceador o un proxy sin nada detrás; pregunte al asociado si su pasarela oye la conexión.',
    },
    'line-half': {
      title: 'Una respuesta empezó y no llegó a su fin',
      fix: 'Inténtelo de nuevo; si persiste, busque en el camino un aparato que corte paquetes largos (MTU) o respuestas lentas, y pida al asociado su registro.',
    },
    'line-no-tls': {
      title: 'Lo que responde no habla nuestro TLS',
      fix: 'Compare el puerto con la ficha del asociado: un servidor HTTP sin cifrar, o sin TLS 1.3, está en el lugar de su puerta de los asociados.',
    },
    'line-intercepted': {
      title: 'Algo en el camino termina TLS en lugar del asociado',
      fix: 'Mire quién emitió el certificado: un proxy de su red que abre TLS debe exceptuar este servidor; si no, el punto de acceso lleva a otro servidor, pregunte al asociado.',
    },
    'line-certificate': {
      title: 'La pasarela que responde muestra un certificado que la ficha del asociado no avala',
      fix: 'Pregunte al punto de contacto del asociado, en un número que ya conocía, si tiene una ficha más nueva, y añádala con «bulla partner add».',
    },
    'line-own-certificate': {
      title: 'El asociado no acepta nuestro certificado',
      fix: 'Pida al asociado la línea tls.refused de su registro, que dice la razón exacta; envíele card.jws si tiene una ficha nuestra más antigua.',
    },
    'line-clock': {
      title: 'Los relojes de las dos pasarelas, o las fechas de un certificado, no concuerdan',
      fix: 'Compare ambos relojes con un servidor de hora; si son correctos, el asociado renueva el certificado nombrado.',
    },
    'line-proxy': {
      title: 'El proxy de salida no llevó al asociado',
      fix: 'Haga que quien opera el proxy permita CONNECT de esta máquina al servidor y puerto nombrados; «bulla partner proxy» dice cuál se usa.',
    },
    'too-many-requests': {
      title: 'Hay demasiadas peticiones a la vez',
      fix: 'Espere lo que diga Retry-After y envíela de nuevo.',
    },
    'storage-full': {
      title: 'La pasarela no puede almacenar más',
      fix: 'Libere espacio en el volumen de datos; nada de lo confirmado se pierde.',
    },
    'storage-failed': {
      title: 'El almacenamiento de la pasarela no responde',
      fix: 'Envíela de nuevo en un momento; si persiste, el operador mira /readyz y el volumen de datos.',
    },
    'log-behind': {
      title: 'Al registro de pruebas le falta lo que los asociados vieron de él',
      fix: 'El operador restaura la copia de seguridad más reciente; nada se acepta, firma ni entrega hasta que el registro contenga lo que sus asociados vieron.',
    },
    restored: {
      title: 'El almacenamiento se restauró de una copia de seguridad, y lo ocurrido desde entonces aún no está aquí',
      fix: 'Espere a que el asociado haya devuelto lo que tiene; si no puede obtenerse, el operador resuelve el expediente con «bulla restored settle».',
    },
    'store-altered': {
      title: 'Lo almacenado no es lo que se registró a su llegada',
      fix: 'El operador conserva la carpeta de datos tal como está, ejecuta «bulla evidence check» y restaura la copia de seguridad más reciente que concuerde con el registro.',
    },
    'timestamp-failed': {
      title: 'La autoridad de sellado de tiempo no responde como debe',
      fix: 'Nada: los puntos de control se sellan más tarde; si persiste, el operador mira los ajustes de la autoridad.',
    },
    'certificate-not-issued': {
      title: 'La autoridad de certificación no emitió ningún certificado',
      fix: 'Nada mientras valga el certificado vigente: se pide de nuevo; el operador lee el motivo en el registro y ejecuta «bulla check».',
    },
    'signing-key-ended': {
      title: 'La clave de firma de la pasarela está fuera de su plazo',
      fix: 'Envíela de nuevo más tarde; el operador ejecuta «bulla check», que indica cómo se renueva el certificado de la clave, y compara el reloj con un servidor de hora.',
    },
    'clock-stepped': {
      title: 'El reloj de la pasarela no es fiable',
      fix: 'Envíela de nuevo más tarde; el operador compara el reloj con un servidor de hora y lo corrige, o reinicia la pasarela si es correcto.',
    },
    stopping: { title: 'La pasarela se está deteniendo', fix: 'Envíela de nuevo en un momento o a otro nodo.' },
    internal: {
      title: 'La pasarela ha fallado',
      fix: 'Envíela de nuevo; si persiste, dé al operador la instancia de esta respuesta.',
    },
  },

  /**
   * What the gateway does about each term, in the order of its table, and what no machine keeps.
   */
  assurance: {
    recipients: {
      does: ['A quien es de otra oficina se le dice lo mismo que de lo que no existe, y el intento queda registrado.'],
      beyond: 'Un funcionario que puede leer puede contar a otra persona lo que leyó.',
    },
    purpose: {
      does: [
        'El contenido solo se entrega por una decisión tomada para una finalidad que nombran las condiciones; cada lectura y cada denegación se registran antes de que nadie lo sepa.',
        'Lecturas y denegaciones forman una cadena cuya cabeza se firma en todo lo que después se dice en el expediente: una lectura hecha por la pasarela no se omite más tarde sin una contradicción que quien facilitó la información puede mostrar. Lo que se lea en una copia de toda la instalación que ya no habla con nadie no se ve.',
      ],
      beyond: 'Por qué lee alguien en realidad no lo ve nadie; la finalidad declarada consta en el registro.',
    },
    disclosure: {
      does: [
        'Los mismos octetos, los archivos dentro de archivos y los campos y líneas enteros no salen hacia otro miembro ni en otra respuesta sin un permiso que los nombre.',
        'Lo que se modificó, se contó con otras palabras o se sacó al margen de la pasarela no se encuentra; los funcionarios responden de ello con su nombre.',
      ],
      beyond: 'Lo que una persona recuerda, fotografía o copia a mano.',
    },
    deciding: {
      does: [
        'Una lectura o una declaración que hace de información no verificada el factor determinante se rechaza aquí, y no tiene efecto si viene de un miembro asociado.',
      ],
      beyond: 'Lo que de verdad decidió en la mente de un funcionario.',
    },
    retention: {
      does: [
        'Después del último día no se entrega nada, según el instante más tardío que han mostrado el reloj, el registro y los miembros asociados.',
      ],
      beyond:
        'Las copias que las condiciones dejan salir viven mientras las guarde quien las tiene; cada una queda registrada.',
    },
    disposal: {
      does: [
        'Las claves y los textos se destruyen antes de que salga la declaración, que dice en qué se basa y desde cuándo ninguna copia de seguridad los abre.',
      ],
      beyond: 'Que nadie guardó una copia del disco o de las claves.',
    },
    feedback: {
      does: [
        'Lo que se pidió y no se dijo a tiempo está vencido en ambos miembros.',
        'Si las condiciones lo piden, la pasarela informa de las utilizaciones sin petición; lo que se firmó y no se dice al día siguiente está vencido en ambos miembros.',
      ],
      beyond: 'Que lo que se dice es lo que se decidió.',
    },
    evidence: {
      does: [
        'Una lectura para un procedimiento excluido se deniega sin un permiso que lo nombre.',
        'Lo que se entregó se usa como dice su lector; las condiciones se dicen con ello.',
      ],
      beyond: 'Lo que se dice de memoria en un procedimiento.',
    },
    analytics: {
      does: ['Nada se entrega en masa; lo que se leyó uno a uno se usa como dice su lector.'],
      beyond: 'Lo que se teclea en otro sistema.',
    },
    export: {
      does: [
        'Donde las condiciones dicen ver, los octetos se muestran en su sitio, para ninguna caché ni archivo; una copia solo sale donde lo abren, con sus condiciones al lado, y queda registrada y contada.',
      ],
      beyond: 'Una fotografía de la pantalla; una copia que salió es tan segura como quien la tiene.',
    },
    breach: {
      does: [
        'Un primer aviso tiene su día, y el informe completo también; lo que tarda está vencido en ambos miembros.',
      ],
      beyond: 'Una violación que nadie notó o que nadie comunica.',
    },
    protection: {
      does: [
        'Lo que está en el disco está cifrado, elemento por elemento, con claves que ninguna copia de seguridad tiene.',
        'Las medidas del edificio, de las personas y del derecho son como dice el miembro.',
      ],
      beyond: 'Si las medidas se mantienen.',
    },
  },
  opponents: {
    'other-office': 'otra oficina o sistema del destinatario',
    'disk-thief': 'un ladrón del disco o de una copia de seguridad',
    'own-operator': 'quien gestiona la pasarela del destinatario',
    partner: 'el otro miembro',
  },

  /** The page that goes with a copy which leaves the gateway. */
  copy: {
    title: 'ESTA COPIA ESTÁ SUJETA A CONDICIONES',
    lines: ({ case: of, content, sha256, reader, purpose, at }) => [
      `Contenido ${content} del expediente ${of}; SHA-256 ${sha256}`,
      `Hecha el ${at} para ${reader}, con el fin ${purpose}.`,
    ],
    observe: 'Quien la tenga debe observar:',
    bound: 'La eliminación debe dar cuenta de esta copia.',
  },

  /** The handling codes of law enforcement. */
  handling: {
    head: 'Códigos de tratamiento (obligan las condiciones que siguen):',
    H1: 'no divulgar en procedimientos judiciales sin la autorización de quien la facilitó',
    H2: 'no difundir sin la autorización de quien la facilitó',
    H3: 'otras restricciones: véanse las condiciones',
  },

  /** Around the terms on the sheet of a case. */
  sheet: {
    title: (id) => `Condiciones en vigor en el expediente ${id}`,
    none: 'No se ha facilitado información en este expediente: no hay condiciones en vigor.',
    held: (provider) => `LO QUE TENEMOS, FACILITADO POR EL MIEMBRO ${provider}`,
    given: (recipient) => `LO QUE TIENE EL MIEMBRO ${recipient}, FACILITADO POR NOSOTROS`,
    terms: 'SHA-256 de las condiciones: ',
    digest: 'SHA-256 del texto que sigue, que firma una aceptación: ',
    readUntil: 'Puede leerse hasta el final del día: ',
    noDay: 'aún no se conoce ningún día',
    assured:
      'Además de estas condiciones, una garantía dada en el expediente excluye la utilización como prueba (6.2): ',
    proceedings: {
      'criminal-investigation': 'investigaciones penales',
      'judicial-proceeding': 'procedimientos judiciales',
      'non-customs-proceeding': 'procedimientos no aduaneros',
    },
    binds: 'Estas condiciones se aplican a:',
    what: { item: 'documento', body: 'mensaje' },
    acceptance: {
      open: 'condiciones aún no aceptadas',
      accepted: 'condiciones aceptadas',
      unable: 'el destinatario no puede cumplirlas',
    },
    locked: 'bloqueado',
    disposed: 'eliminado',
  },

  /** What flows and profiles say, by its English; what is in braces is put in. */
  said: {
    'the release names no reader': 'la solicitud de lectura no nombra a ningún lector',
    'the terms do not name this office': 'las condiciones no nombran esta oficina',
    'the terms name no office that may read': 'las condiciones no nombran ninguna oficina que pueda leer',
    'the terms name no purpose': 'las condiciones no nombran ningún fin',
    'the information was given for another matter': 'la información se facilitó para otro asunto',
    'the information was not given for this purpose': 'la información no se facilitó para este fin',
    'a person decides whether this is the purpose that the request put in words':
      'una persona decide si este es el fin que describió la solicitud',
    'use solely for {purpose} in this matter': 'utilícese solo para: {purpose}, en este asunto',
    'nothing is passed on without a written permission of the provider that names the recipient':
      'nada se transmite sin un permiso escrito del proveedor que nombre al destinatario',
    'do not disclose': 'no divulgar',
    'do not disclose to {codes}': 'no divulgar a: {codes}',
    'a decision comes with its factor statement: what is decided, and what it rests on':
      'una decisión dice qué se decide y en qué se basa',
    'the provider withdrew the information as wrong': 'el proveedor retiró la información por errónea',
    'withdrawn by the provider as wrong: do not rely on it':
      'retirada por el proveedor por errónea: no se base en ella',
    'the provider has not verified it: no decision on it relies on what is verified':
      'el proveedor no la ha verificado: ninguna decisión sobre ella se basa en lo verificado',
    'corrected by the provider: read the correction with it': 'corregida por el proveedor: lea la corrección con ella',
    'the provider has not verified it: it may not be the deciding factor in removing the doubt':
      'el proveedor no la ha verificado: no puede ser el factor decisivo para disipar la duda',
    'unverified information may not be the deciding factor in removing the doubt':
      'la información no verificada no puede ser el factor decisivo para disipar la duda',
    'unverified: this may not be the deciding factor': 'sin verificar: no puede ser el factor decisivo',
    'a legal hold keeps it until {day}: it is neither disposed of nor read':
      'una obligación legal la conserva hasta el {day}: ni se elimina ni se lee',
    'retention ended on {day}': 'la conservación terminó el {day}',
    'retention is under review since {day}; a person decides':
      'la conservación está en revisión desde el {day}; decide una persona',
    'keep no longer than {day}': 'consérvese como máximo hasta el {day}',
    'dispose of copies and derived data within {days} days after retention':
      'elimínense las copias y los datos derivados en los {days} días siguientes a la conservación',
    'be ready to tell decisions and actions on request':
      'esté en condiciones de comunicar, si se piden, las decisiones y medidas',
    'use in proceedings needs a written permission that names the proceeding':
      'el uso en un procedimiento exige un permiso escrito que lo nombre',
    'not as evidence in: {codes}': 'no como prueba en: {codes}',
    'the terms allow no use in analytics': 'las condiciones no admiten ningún análisis',
    'no {codes}': 'prohibido: {codes}',
    'the terms allow no more than the release mode {code}: look at each by itself, with the use view':
      'las condiciones no permiten más que el modo {code}: consulte cada documento por sí mismo',
    'mark with: {text}': 'márquese: {text}',
    'report a breach within {hours} hours': 'comuníquese una infracción en {hours} horas',
    'no level here protects at least the same; a person decides':
      'ningún nivel aquí protege al menos lo mismo; decide una persona',
    'protect as {text}': 'protéjase como: {text}',
    'as the permission {id} allows, and no further': 'como lo permite la autorización {id}, y no más',
    'as a second person decided in {id}, and no further': 'como lo decidió una segunda persona en {id}, y no más',
    'a copy has left the gateway: its terms bind on, and people alone keep them':
      'una copia salió de la pasarela: sus condiciones siguen obligando, y solo las personas las cumplen',
    'its terms cannot be kept here, and its provider has not opened it nevertheless':
      'sus condiciones no pueden cumplirse aquí, y su proveedor no la ha abierto a pesar de ello',
    'its terms could not be kept here, and its provider has not opened it since':
      'sus condiciones no pudieron cumplirse aquí, y su proveedor no la ha abierto desde entonces',
    'the acceptance of its terms is on its way': 'la aceptación de sus condiciones está en camino',
    'its terms are not accepted': 'sus condiciones no están aceptadas',
    'before its terms are accepted it is looked at to answer it, and nothing else is done with it':
      'antes de aceptarse sus condiciones se consulta para responder, y nada más',
    'its key has not come from its provider': 'su clave no ha llegado de su proveedor',
    'the message that brought it counts for nothing': 'el mensaje que la trajo no cuenta para nada',
    'the terms hold what was given in confidence, and lie and travel in clear; say it in words of your own':
      'las condiciones contienen lo que se dio con carácter confidencial, y se conservan y viajan en claro; dígalo con sus propias palabras',
    'the terms deny it: {said}': 'las condiciones lo deniegan: {said}',
    'the terms allow it without': 'las condiciones lo permiten sin ello',
    'item {id} stays closed: {said}': 'el documento {id} sigue cerrado: {said}',
    'message {id} stays closed: {said}': 'el mensaje {id} sigue cerrado: {said}',
    'the content of item {id} was disposed of': 'el contenido del documento {id} fue eliminado',
    'the content of message {id} was disposed of': 'el contenido del mensaje {id} fue eliminado',
    'no item {id} is held for your offices': 'no se conserva ningún documento {id} para sus oficinas',
    'no message {id} is held for your offices': 'no se conserva ningún mensaje {id} para sus oficinas',
    'item {id} holds what another member gave in confidence; passing it on takes the permission of that member':
      'el documento {id} contiene lo que otro miembro confió; transmitirlo exige la autorización de ese miembro',
    'the body or its terms hold what another member gave in confidence; passing it on takes the permission of that member':
      'el texto o sus condiciones contienen lo que otro miembro confió; transmitirlo exige la autorización de ese miembro',
    'the profile {name} has no such message type': 'el perfil {name} no tiene ese tipo de mensaje',
    '{message} is sent by the {role} member': '{message}: lo envía el siguiente miembro: {role}',
    '{member} is the {role} member of this case': '{member} es en este expediente: {role}',
    'the {role} member of this case is {member}': '{role} de este expediente: {member}',
    'no message has opened the case yet': 'ningún mensaje ha abierto aún el expediente',
    'the case is already open': 'el expediente ya está abierto',
    '{message} is legal while the case is {states}; it is {state}':
      '{message}: posible cuando el expediente está en el estado {states}; está en el estado {state}',
    '{message} rests while obligations are suspended (11.2)':
      '{message}: en reposo mientras las obligaciones estén suspendidas (11.2)',
    'nobody has proposed a limit (9.2)': 'nadie ha propuesto un límite (9.2)',
    'a member does not agree to its own proposal; the other one does':
      'un miembro no acepta su propia propuesta; lo hace el otro',
    'nobody has asked for an order of priority (9.2)': 'nadie ha pedido un orden de prioridad (9.2)',
    'no assurance is required': 'no se exige ninguna garantía',
    'an assurance is required already; it was neither given nor declined':
      'ya se exige una garantía; no se ha otorgado ni rehusado',
    'an acknowledgement answers a request or a supplement; the case is {state} and no supplement waits':
      'un acuse de recibo responde a una solicitud o a un complemento; el expediente está en el estado {state} y no espera ningún complemento',
    'nothing was given to the {role} member in this case':
      'no se facilitó nada en este expediente al siguiente miembro: {role}',
    'everything that was given was disposed of': 'todo lo facilitado se eliminó',
    'no permission was asked for': 'no se ha pedido ninguna autorización',
    'nothing with a decision on its terms waits for its key': 'nada con sus condiciones decididas espera su clave',
    'no breach waits for measures': 'ninguna infracción espera medidas',
    'client {id} has the roles {names}; this takes {what}': '{id} tiene las funciones {names}; hace falta {what}',
    'client {id} lacks the role {names}': 'a {id} le falta la función {names}',
    '{id} lacks the role {names}': 'a {id} le falta la función {names}',
    'client {id} does not act for office {office}': '{id} no actúa por la oficina {office}',
    'no case {id} is dealt with by your offices': 'sus oficinas no tramitan ningún expediente {id}',
    'no draft {id} waits in your offices': 'ningún borrador {id} espera en sus oficinas',
    'draft {id} is at revision {a}, not at {b}': 'el borrador {id} está en la revisión {a}, no en la {b}',
    'draft {id} is not at revision {a} any more': 'el borrador {id} ya no está en la revisión {a}',
    'draft {id} is not there any more': 'el borrador {id} ya no está',
    'draft {id} is gone, or not as it was read': 'el borrador {id} ya no está, o no es como se leyó',
    '{id} returned draft {draft}; it is changed before it is approved':
      '{id} devolvió el borrador {draft}; se modifica antes de aprobarse',
    '{id} wrote nothing of draft {draft} and lacks the role approve':
      '{id} no escribió nada del borrador {draft} y no tiene la función approve',
    '{id} cannot clear what it reads itself; another person does':
      '{id} no puede decidir sobre lo que lee por sí misma; lo hace otra persona',
    'item {id} is unknown or already belongs to a message':
      'el documento {id} es desconocido o ya pertenece a un mensaje',
    'item {id} already belongs to a message': 'el documento {id} ya pertenece a un mensaje',
    'the content of item {id} is not there any more; upload it again':
      'el contenido del documento {id} ya no está; cárguelo de nuevo',
    'an item may have {bytes} octets at most': 'un documento tiene como máximo {bytes} octetos',
    'the body has {bytes} octets, at most {most} are taken; send documents as items':
      'el texto tiene {bytes} octetos, se admiten {most} como máximo; envíe los documentos aparte',
    'no agreement {id} is laid down here': 'aquí no hay depositado ningún acuerdo {id}',
    'the case moved on {times} times while this message was prepared':
      'el expediente avanzó {times} veces mientras se preparaba este mensaje',
    'a final answer leaves nothing open; {id} has no final outcome':
      'una respuesta definitiva no deja nada pendiente; {id} no tiene resultado definitivo',
    '{id} is not wanted in this case': '{id} no se pide en este expediente',
    '{id} is postponed to a day that is past': '{id} se aplaza a un día pasado',
    'the gateway proposes it: a person decides on {message}': 'la pasarela lo propone: decide una persona; {message}',
    'two persons decide on {message}': 'deciden dos personas; {message}',
    'a draft leaves once another person approves it': 'un borrador sale cuando otra persona lo aprueba',
    'execution of this request is at our discretion (12.7.2, 12.8): two persons decide on {message}':
      'la ejecución de esta solicitud queda a nuestra discreción (12.7.2, 12.8): deciden dos personas; {message}',
    'nobody is signed in here any more': 'ya no hay nadie conectado aquí',
    'there is no such page': 'no existe esa página',
    'the page was open too long, or was sent twice; load it again':
      'la página estuvo abierta demasiado tiempo, o se envió dos veces; cárguela de nuevo',
    'the page that this form comes from belongs to a session that has ended; load it again':
      'la página de este formulario pertenece a una sesión terminada; cárguela de nuevo',
    'the form names {name} twice': 'el formulario nombra {name} dos veces',
    'the form has more than {most} fields': 'el formulario tiene más de {most} campos',
    'content is shown within a page of the console, and by no other way':
      'el contenido se muestra dentro de una página de la consola, y de ninguna otra manera',
    'there is no partner {member} here': 'aquí no hay ningún miembro asociado {member}',
    'a reason of {a} to {b} characters that are seen is expected':
      'se espera un motivo de {a} a {b} caracteres que se vean',
    'a reason of {a} to {b} characters is expected': 'se espera un motivo de {a} a {b} caracteres',
    'say yes or no': 'diga sí o no',
    'name the id of a case, or the code of a partner':
      'indique el identificador de un expediente o el código de un miembro asociado',
    'there is no delivery {id}': 'no hay ningún envío {id}',
    'delivery {id} is neither refused nor expired nor waiting':
      'el envío {id} no está rechazado, ni vencido, ni en espera',
    '{id} is done here by whoever signs it with a key of their own':
      '{id} lo hace aquí quien lo firma con su propia clave',
    'this was signed before, and a signature is used once': 'esto ya se firmó, y una firma se usa una vez',
    'nobody here has this key': 'nadie aquí tiene esta clave',
    'more than {most} searches in a minute': 'más de {most} búsquedas en un minuto',
    'number has neither a letter nor a digit': 'el número no tiene ni letra ni cifra',
    'the profile {name} {field} {said}': '{said}',
    'is missing': 'falta',
    'is missing: {hint}': 'falta',
    'must have at least {a} characters, found {b}': 'debe tener al menos {a} caracteres',
    'must have at most {a} characters, found {b}': 'debe tener como máximo {a} caracteres',
    'must have at least {a} entries, found {b}': 'debe tener al menos {a} entradas',
    'must have at most {a} entries, found {b}': 'debe tener como máximo {a} entradas',
    'must be at least {a}, found a smaller number': 'debe ser al menos {a}',
    'must be at most {a}, found a larger number': 'debe ser como máximo {a}',
    'must be one of {codes}; found {b}': 'debe ser uno de: {codes}',
    'must be a real {a}, found {b} that is none': 'no tiene la forma pedida ({a})',
    'must be a real {a}, found {b} that is none (such as {c})': 'no tiene la forma pedida ({a}), por ejemplo {c}',
    'must hold more than blanks': 'debe contener algo más que blancos',
    'does not have the form wanted, found {b}': 'no tiene la forma pedida',
    'does not have the form wanted, found {b} (such as {c})': 'no tiene la forma pedida, por ejemplo {c}',
    'must not name anything twice': 'no debe nombrar nada dos veces',
    'must be {a}, found {b}': 'no es de la clase pedida',
    'lies after the day of the request': 'es posterior al día de la solicitud',
    'lies after the day of this message': 'es posterior al día de este mensaje',
    'lies before the day of this message': 'es anterior al día de este mensaje',
    'must be one of the agreed languages: {names}': 'debe ser uno de los idiomas convenidos: {names}',
    'is {a}, before the day of the request, {b}': 'es el {a}, antes del día de la solicitud, el {b}',
    'is {a}, which is to come; today is {b}': 'es el {a}, que está por venir; hoy es el {b}',
    'must be left out where the request is complete': 'debe omitirse cuando la solicitud está completa',
    'must answer something unless the response is final':
      'debe responder a algo, salvo que la respuesta sea definitiva',
    '{id} is answered twice in this message': '{id} se responde dos veces en este mensaje',
    'names the item {id}, which is not attached': 'nombra el documento {id}, que no está adjunto',
    'the item {id} is attached but the body does not say what it answers':
      'el documento {id} está adjunto, pero el texto no dice a qué responde',
    'the item {id} is not confirmed as a true copy': 'el documento {id} no está confirmado como copia fiel',
    'confirms the item {id}, which no outcome provides': 'confirma el documento {id}, que ningún resultado facilita',
    'says nothing of the term {term}: silence is never consent':
      'no dice nada de la condición {term}: el silencio nunca es consentimiento',
    'asks for nothing: name purposes, offices, a disclosure or proceedings':
      'no pide nada: nombre fines, oficinas, una divulgación o procedimientos',
    'the cursor is not one that a page of this list ended with':
      'el cursor no es de los que terminan una página de esta lista',
    'this idempotency key is in use by another request': 'esta clave de idempotencia la usa ya otra petición',
    'no message of this case stands under terms {sha256}':
      'ningún mensaje de este expediente está sujeto a las condiciones {sha256}',
    'the terms of {id} demand the method {code}, found {other}':
      'las condiciones de {id} exigen el método {code}; se indica {other}',
    'the terms of {id} allow no legal hold; ask its provider to permit more':
      'las condiciones de {id} no admiten ninguna conservación por obligación legal; pida a su proveedor que permita más',
    'item {id} was not given under terms {sha256}': 'el documento {id} no se facilitó bajo las condiciones {sha256}',
    'no message of this case has brought item {id}': 'ningún mensaje de este expediente ha traído el documento {id}',
    'item {id} is under terms {now} now, not under {sha256}':
      'el documento {id} está ahora sujeto a las condiciones {now}, no a {sha256}',
    'try again in {ms} ms': 'vuelva a intentarlo dentro de {ms} ms',
    'the browser does not say where this form comes from (Sec-Fetch-Site); use a current one, over https':
      'el navegador no dice de dónde viene este formulario (Sec-Fetch-Site); use uno actual, por https',
    'this form was sent from a page of another site': 'este formulario se envió desde una página de otro sitio',
    'the token of the identity provider has ended': 'el testigo del proveedor de identidad ha caducado',
    'this sign-in was not begun in this browser, was answered already, or took more than ten minutes':
      'esta conexión no se inició en este navegador, ya tuvo su respuesta o tardó más de diez minutos',
    'the identity provider sent nothing, or more than {most} characters':
      'el proveedor de identidad no envió nada, o más de {most} caracteres',
    'the form is not percent-encoded UTF-8': 'el formulario no está en UTF-8 con codificación por ciento',
    'the form is not multipart/form-data as browsers write it':
      'el formulario no está en multipart/form-data tal como lo escriben los navegadores',
    '{message} has no place in this case': '{message}: no tiene lugar en este expediente',
    'no case is opened with {type} under the agreement {id}':
      'ningún expediente se abre con {type} al amparo del acuerdo {id}',
    'the profile {name} has no message {type}': 'el perfil {name} no tiene ningún mensaje {type}',
    'no card {sha256} waits here; it may be decided on, or another card is in use':
      'aquí no espera ninguna ficha {sha256}; quizá ya se decidió sobre ella, u otra ficha está en uso',
    'twelve words have {most} characters at most': 'doce palabras tienen {most} caracteres como máximo',
    'the id of a person is expected': 'se espera el identificador de una persona',
    'the code of a purpose is expected': 'se espera el código de una finalidad',
    'a last day is expected': 'se espera un último día',
    'a number from 1 to 100 is expected': 'se espera un número de 1 a 100',
    'the code of a partner is expected': 'se espera el código de un Miembro',
    'the SHA-256 of a card is expected': 'se espera el SHA-256 de una ficha',
    'the day on which they were met is expected': 'se espera la fecha en que se reunieron',
    'a compact JWS of at most {count} characters is expected':
      'se espera un JWS compacto de {count} caracteres como máximo',
    'a card as "bulla keys rotate --rehearse" writes it is expected':
      'se espera una ficha tal como la escribe «bulla keys rotate --rehearse»',
    'Content-Digest must hold one sha-256 in base64 between colons (RFC 9530)':
      'Content-Digest debe contener un sha-256 en base64 entre dos puntos (RFC 9530)',
    'the content has {bytes} octets, and none of them is in this range':
      'el contenido tiene {bytes} octetos, y ninguno está en este intervalo',
    "Content-Type {type} is that of a form, which tools send by themselves; send the document itself and say what it is, such as curl --upload-file invoice.pdf -X POST -H 'Content-Type: application/pdf'":
      "Content-Type {type} es el de un formulario, que las herramientas envían por sí solas; envíe el documento mismo y diga qué es, por ejemplo curl --upload-file invoice.pdf -X POST -H 'Content-Type: application/pdf'",
    'Content-Type must be the media type of the item, such as application/pdf':
      'Content-Type debe ser el tipo de medio del documento, por ejemplo application/pdf',
    'the gateway is stopping': 'la pasarela se está deteniendo',
    'this idempotency key is that of an upload under way': 'esta clave de idempotencia es la de una carga en curso',
    '{most} uploads of this client are under way': '{most} cargas de este cliente están en curso',
    'the upload is gone: another upload of this client took its place; begin it anew':
      'la carga ya no está: otra de este cliente ocupó su lugar; empiécela de nuevo',
    'the upload is gone: nothing came for {ms} ms; begin it anew':
      'la carga ya no está: no llegó nada durante {ms} ms; empiécela de nuevo',
    'the upload is gone: a piece of it was not the one that was announced; begin it anew':
      'la carga ya no está: uno de sus trozos no era el anunciado; empiécela de nuevo',
    'the upload is gone: it was taken back; begin it anew': 'la carga ya no está: se retiró; empiécela de nuevo',
    'no upload {id} of yours is under way here; begin it anew':
      'aquí no está en curso ninguna carga {id} suya; empiécela de nuevo',
    'another connection goes on with this upload': 'otra conexión continúa esta carga',
    'the piece has another SHA-256 than its Content-Digest says; begin the upload anew':
      'el trozo tiene otro SHA-256 que el que dice su Content-Digest; empiece la carga de nuevo',
    'more came than the {left} octets that are left of the {bytes} announced; send those alone, or begin anew with the length that is right':
      'llegó más que los {left} octetos que quedan de los {bytes} anunciados; envíe solo esos, o empiece de nuevo con la longitud correcta',
    '{offset} of {bytes} octets are here, the piece begins at {asked}':
      'aquí hay {offset} de {bytes} octetos, el trozo empieza en {asked}',
    'the body is declared as {charset}; JSON is UTF-8 (RFC 8259): send its octets as UTF-8, with Content-Type application/json':
      'el cuerpo se declara en {charset}; JSON es UTF-8 (RFC 8259): envíe sus octetos en UTF-8, con Content-Type application/json',
    'the body is empty and must be JSON': 'el cuerpo está vacío y debe ser JSON',
    'the body names a member of an object twice': 'el cuerpo nombra dos veces un miembro de un objeto',
    'the body is not JSON': 'el cuerpo no es JSON',
    'the body is nested more than {most} levels deep': 'el cuerpo está anidado en más de {most} niveles',
    'the body holds half a surrogate pair, which is no Unicode text':
      'el cuerpo contiene medio par subrogado, que no es texto Unicode',
    'the body holds a number too large to be kept exactly; send it as text':
      'el cuerpo contiene un número demasiado grande para guardarse con exactitud; envíelo como texto',
    'no member may be called {name}': 'ningún miembro de un objeto puede llamarse {name}',
    'this is no HTTP/1.1': 'esto no es HTTP/1.1',
    'the header field Expect says something else than 100-continue':
      'el campo de cabecera Expect dice algo distinto de 100-continue',
    'Content-Type is no media type; expected type/subtype, such as application/json for JSON or application/pdf for a document':
      'Content-Type no es un tipo de medio; se espera tipo/subtipo, como application/json para JSON o application/pdf para un documento',
    'the header field host is missing, which HTTP/1.1 demands': 'falta el campo de cabecera host, que HTTP/1.1 exige',
    'the header field {name} is there twice': 'el campo de cabecera {name} está dos veces',
    'a body comes with its Content-Length, or with Transfer-Encoding: chunked alone':
      'un cuerpo viene con su Content-Length, o solo con Transfer-Encoding: chunked',
    'octets are taken as they are, without a Content-Encoding': 'los octetos se admiten tal cual, sin Content-Encoding',
    '{method} takes no body': '{method} no admite cuerpo',
    'there is nothing at this address': 'no hay nada en esta dirección',
    'the method is none that is known here': 'el método no es ninguno de los conocidos aquí',
    'this address takes {media}': 'esta dirección admite {media}',
    'the log has no such tile yet': 'el registro no tiene aún esa tesela',
    'this comes as application/json or as {media}': 'esto se da en application/json o en {media}',
    'client {id} may not say for whom it acts': 'el cliente {id} no puede decir por quién actúa',
    'a token and a client certificate were sent; send exactly one':
      'se enviaron un testigo y un certificado de cliente; envíe uno solo',
    'neither a token nor a client certificate was sent': 'no se envió ni testigo ni certificado de cliente',
    'the credentials are not known here': 'estas credenciales no se conocen aquí',
    '{most} releases to this client are under way': '{most} entregas a este cliente están en curso',
    'events come as application/json or as text/event-stream':
      'los sucesos se dan en application/json o en text/event-stream',
    'the body is empty; it must be the octets of the item': 'el cuerpo está vacío; deben ser los octetos del documento',
    'until is no instant': 'until no es un instante',
    'name a case, or a partner': 'indique un expediente o un miembro asociado',
    'the gateway is stopping, and the body did not get on': 'la pasarela se está deteniendo, y el cuerpo no avanzaba',
    'the body comes too slowly: {bytes} octets are the least in {ms} ms':
      'el cuerpo llega demasiado despacio: {bytes} octetos es lo mínimo en {ms} ms',
    'the body broke off before its end': 'el cuerpo se interrumpió antes de su fin',
    'a body may have {bytes} octets at most': 'un cuerpo tiene como máximo {bytes} octetos',
    'the request could not be read': 'la petición no pudo leerse',
    'the body is not as described in the OpenAPI document': 'el cuerpo no es como lo describe el documento OpenAPI',
    'the query is not as described in the OpenAPI document':
      'los parámetros de la dirección no son como los describe el documento OpenAPI',
    'the path is not as described in the OpenAPI document':
      'la ruta de la dirección no es como la describe el documento OpenAPI',
    'the header is not as described in the OpenAPI document': 'la cabecera no es como la describe el documento OpenAPI',
    'the request is not as described in the OpenAPI document':
      'la petición no es como la describe el documento OpenAPI',
    'the body at {field} {said}': '{field} {said}',
    'the query at {field} {said}': '{field} {said}',
    'the path at {field} {said}': '{field} {said}',
    'the header at {field} {said}': '{field} {said}',
    'the body {said}': 'el cuerpo {said}',
    'the header {said}': 'la cabecera {said}',
    'card {sha256} waits no more': 'la ficha {sha256} ya no espera',
    'somebody else decided on this card at this moment; look at it again':
      'otra persona decidió sobre esta ficha en este momento; mírela de nuevo',
    'expected the twelve words of this card, as {member} reads them by voice: they differ at number {number}; if they differ again, somebody may be between you':
      'se esperan las doce palabras de esta ficha, tal como {member} las lee de viva voz: difieren en la número {number}; si difieren otra vez, puede haber alguien entre ustedes',
    'expected the twelve words of this card, as {member} reads them by voice: {number} were given; if they differ again, somebody may be between you':
      'se esperan las doce palabras de esta ficha, tal como {member} las lee de viva voz: se dieron {number}; si difieren otra vez, puede haber alguien entre ustedes',
    'expected the twelve words of this card, as {member} reads them by voice, or {wanted} introductions, of which {count} count: they differ at number {number}; if they differ again, somebody may be between you':
      'se esperan las doce palabras de esta ficha, tal como {member} las lee de viva voz, o {wanted} presentaciones, de las que cuentan {count}: difieren en la número {number}; si difieren otra vez, puede haber alguien entre ustedes',
    'expected the twelve words of this card, as {member} reads them by voice, or {wanted} introductions, of which {count} count: {number} were given; if they differ again, somebody may be between you':
      'se esperan las doce palabras de esta ficha, tal como {member} las lee de viva voz, o {wanted} presentaciones, de las que cuentan {count}: se dieron {number} palabras; si difieren otra vez, puede haber alguien entre ustedes',
    'somebody else said something of this introduction at this moment; look again':
      'otra persona se pronunció sobre esta presentación en este momento; mire de nuevo',
    'two histories of {member} are known here; settle that':
      'aquí se conocen dos historiales de {member}; resuelva eso',
    '{member} needs nobody to introduce it to itself': '{member} no necesita que nadie lo presente ante sí mismo',
    'card {sha256} of {member} is not in use here, {other} is; introduce that':
      'la ficha {sha256} de {member} no está en uso aquí, lo está {other}; presente esa',
    '{member} is not among our partners; "bulla partner add" begins that':
      '{member} no es de nuestros miembros asociados; eso empieza con «bulla partner add»',
    'the case moved on {times} times while it was handed over':
      'el expediente avanzó {times} veces mientras se traspasaba',
    'office {office} deals with case {id} already': 'la oficina {office} ya tramita el expediente {id}',
    '{office} is none of our offices: neither our card nor a client names it':
      '{office} no es ninguna de nuestras oficinas: no la nombra ni nuestra ficha ni ningún cliente',
    'agreement {id} ended on {day} ({thread}); cases that are open go on, new ones need another agreement':
      'el acuerdo {id} terminó el {day} ({thread}); los expedientes abiertos continúan, los nuevos necesitan otro acuerdo',
    '{by} has suspended its obligations to {to} since {day} ({thread}); a {message} rests until it resumes them. What keeps flowing: {names}':
      '{by} suspendió sus obligaciones con {to} desde el {day} ({thread}); {message}: en reposo hasta que las reanude. Lo que sigue circulando: {names}',
    'the text has the SHA-256 {sha256}, the proposal names another one':
      'el texto tiene el SHA-256 {sha256}, la propuesta nombra otro',
    'the proposal is one between {member} and {other}': 'la propuesta es entre {member} y {other}',
    'another text is laid down as {id}; a new text has an id of its own':
      'con {id} está depositado otro texto; un texto nuevo tiene su propio identificador',
    'nothing stands open since a restore under {id}; "bulla restored" lists what does':
      'no queda nada pendiente en {id} desde una restauración; «bulla restored» enumera lo que lo está',
    'case {id} moved on {times} times while statements came back':
      'el expediente {id} avanzó {times} veces mientras volvían declaraciones',
    'the gateway tells of uses by itself; name the first one only':
      'la pasarela informa por sí misma de los usos; indique solo el primero',
    'nobody may read it to answer it: {said}': 'nadie puede leerlo para responder: {said}',
    'agreement {id} offers {names}, not {name}': 'el acuerdo {id} ofrece {names}, no {name}',
    'there is no profile {name} here': 'aquí no hay ningún perfil {name}',
    'two persons are needed here, and client {id} does not say for which one it acts':
      'aquí hacen falta dos personas, y el cliente {id} no dice por cuál actúa',
    '{id} has confirmed this card; another person has to':
      '{id} confirmó esta ficha; debe hacerlo también otra persona',
    '{id} has said so already; another person has to': '{id} ya lo dijo; debe decirlo también otra persona',
    '{id} has settled this; another person has to': '{id} resolvió esto; debe hacerlo también otra persona',
    '{id} drafted or changed this message; another person approves it':
      '{id} redactó o modificó este mensaje; lo aprueba otra persona',
    '{id} drafted or changed this message; another person returns it':
      '{id} redactó o modificó este mensaje; lo devuelve otra persona',
    'of client {id} no person is known, and of the other one it is; so nobody knows that they are two':
      'del cliente {id} no se conoce ninguna persona, y del otro sí; así que nadie sabe que son dos',
    'the part of item {id} does not open under the terms of its statement':
      'la parte del documento {id} no se abre bajo las condiciones de su declaración',
    'the content of item {id} is not what the statement says':
      'el contenido del documento {id} no es lo que dice la declaración',
    '{id} was received, and stands as one of ours': '{id} se recibió, y figura como uno de los nuestros',
    'what is locked under {id} is not as it was written': 'lo que está cerrado bajo {id} no es como se escribió',
    'a later notice is held': 'se conserva un aviso posterior',
    'one notice may be of {hours} hours': 'un aviso puede ser de {hours} horas como máximo',
    'all of 30 days together may be of {hours} hours':
      'todos los de 30 días juntos pueden ser de {hours} horas como máximo',
    '{member} keeps less by now than this was given under: {unmet}; send it again once its card declares that, or say it anew, which two persons decide':
      '{member} cumple ahora menos que aquello bajo lo que se facilitó esto: {unmet}; vuelva a enviarlo cuando su ficha lo declare, o dígalo de nuevo, lo que deciden dos personas',
    'one before it was not taken': 'uno anterior no se aceptó',
    '{member} rejected the envelope, and took no other': '{member} rechazó el sobre, y no aceptó ningún otro',
    '{member} gave another receipt under the id {id} before':
      '{member} dio antes otro recibo con el identificador {id}',
    'there is no agreement with {member}; add one with "bulla agreement add"':
      'no hay acuerdo con {member}; añada uno con «bulla agreement add»',
    '{member} refused the test message: {code} {said}': '{member} rechazó el mensaje de prueba: {code} {said}',
    'the statement {id} has expired, and its partner would refuse it; send the message anew':
      'la declaración {id} ha vencido, y su miembro asociado la rechazaría; envíe el mensaje de nuevo',
    'no evidence of a message {id} is kept here': 'aquí no se conserva ninguna prueba de un mensaje {id}',
    '{member} does not give {tile} of its log': '{member} no da {tile} de su registro',
    'it says that it was restored from another backup than is noted beside it':
      'dice que se restauró de otra copia de seguridad que la anotada a su lado',
    'the mark of a restore that was settled lies in it again':
      'la marca de una restauración ya resuelta está en él otra vez',
    'rows of a restore lie in it without its mark': 'hay en él filas de una restauración sin su marca',
    'that it was restored is noted beside it, and its mark is gone':
      'a su lado está anotado que se restauró, y su marca ya no está',
    'it says that it was restored from a copy of another time': 'dice que se restauró de una copia de otro momento',
    'what {kind} {id} says is of another restore': 'lo que dice {kind} {id} es de otra restauración',
    'that {kind} {id} is {standing} was not written by this installation':
      'que {kind} {id} esté {standing} no lo escribió esta instalación',
    'case {id} waits for a person by its evidence, and its row is gone':
      'el expediente {id} espera a una persona según sus pruebas, y su fila ya no está',
    'it has another tree of ours under a key that our log had given up':
      'tiene otro árbol nuestro bajo una clave que nuestro registro había abandonado',
    '{member} holds our card {sha256}, which does not lie here, and has seen our log under its key':
      '{member} conserva nuestra ficha {sha256}, que no está aquí, y ha visto nuestro registro bajo su clave',
    'the evidence log does not hold what it must; until its operator has mended that, nothing is taken, signed or released':
      'el registro de pruebas no contiene lo que debe; hasta que su operador lo repare, no se acepta, firma ni entrega nada',
    'the evidence log has {count} entries to take in first':
      'el registro de pruebas tiene antes {count} asientos por tomar',
    'what is stored here is not what was recorded when it came; nothing of it is given out':
      'lo almacenado aquí no es lo que se consignó a su llegada; no se entrega nada de ello',
    'no checkpoint of this log was cosigned here': 'aquí no se ha cofirmado ningún punto de control de este registro',
    '{member} does not cosign our log: {status}': '{member} no cofirma nuestro registro: {status}',
    '{member} answered without a cosignature of its own': '{member} respondió sin una cofirma propia',
    '{member}: its cosignature is dated {instant}, {seconds} s from now':
      '{member}: su cofirma lleva la fecha {instant}, a {seconds} s de ahora',
    'the counter of the key is {number} and was {before}: it may have been copied':
      'el contador de la clave está en {number} y estaba en {before}: puede haberse copiado',
    'no evidence says that {id} registered this key; a new link registers another':
      'ninguna prueba dice que {id} registró esta clave; un enlace nuevo registra otra',
    '{id} has {most} keys, and no more are taken; remove one first':
      '{id} tiene {most} claves, y no se admiten más; quite antes una',
    'this key was registered here before; each is registered once':
      'esta clave ya se registró aquí; cada una se registra una vez',
    '{id} was removed, or took another key, at this moment; the key is not in force':
      '{id} fue retirado, o tomó otra clave, en este momento; la clave no está en vigor',
    'there is no person {id} here any more': 'aquí ya no hay ninguna persona {id}',
    'there is no person {id}': 'no hay ninguna persona {id}',
    'there is no client {id}': 'no hay ningún cliente {id}',
    '{id} does not take itself away; another operator does': '{id} no se retira a sí mismo; lo hace otro operador',
    'this was put before the person at {instant}, expected within ten minutes before now':
      'esto se presentó a la persona el {instant}; debe ser en los últimos diez minutos',
    'this link was used, has ended, or was never given out': 'este enlace se usó, ha vencido o nunca se entregó',
    'what was signed is another {act} than this {other}': 'lo que se firmó es otro acto, {act}, y no este, {other}',
    'permissions were used {times} times while this was decided':
      'se usaron autorizaciones {times} veces mientras se decidía esto',
    'no release {release} of item {id} is yours to go on with':
      'ninguna entrega {release} del documento {id} es suya para continuarla',
    'no release {release} of message {id} is yours to go on with':
      'ninguna entrega {release} del mensaje {id} es suya para continuarla',
    'until must lie between {instant} and {last}': 'until debe situarse entre el {instant} y el {last}',
    'it holds what {member} gave to us, and is read there, under its terms':
      'contiene lo que {member} nos facilitó, y se lee allí, bajo sus condiciones',
    'release {id} was given out {times} times over; ask for another':
      'la entrega {id} se hizo {times} veces; pida otra',
    'the reader is {id}, whom Bulla-Person names; the request says another':
      'el lector es {id}, a quien nombra Bulla-Person; la petición dice otro',
    'the reader {reader} reads as itself, and {id} is another one; leave the reader out, or name somebody who comes in neither as a client nor at the console':
      'el lector {reader} lee en su propio nombre, y {id} es otro; omita al lector, o nombre a alguien que no entre ni como cliente ni por la consola',
    '{field} holds U+{point}, which nobody sees': '{field} contiene U+{point}, que nadie ve',
    '/items/{index} accounts for {told} copies of {id}; the evidence counts {copies} that left the gateway, and nothing is said of the releases {releases}':
      '/items/{index} da cuenta de {told} copias de {id}; las pruebas cuentan {copies} que salieron de la pasarela, y no se dice nada de las entregas {releases}',
    '/on is {on}; {id} was given on {day}': '/on es {on}; {id} se facilitó el {day}',
    'the evidence has no release {release} that let a copy of {id} go':
      'las pruebas no tienen ninguna entrega {release} que dejara salir una copia de {id}',
    'the body of {id} goes with the last of what it speaks of, and {copies} copies of it left the gateway; name it as well, and account for the releases {releases}':
      'el texto de {id} desaparece con lo último de lo que habla, y {copies} copias suyas salieron de la pasarela; indíquelo también, y dé cuenta de las entregas {releases}',
    'the gateway puts the shares in by itself; name the items only':
      'la pasarela pone por sí misma las partes de la clave; indique solo los documentos',
    'the gateway puts in by itself what the statement rests on':
      'la pasarela pone por sí misma aquello en que se basa la declaración',
    'we hold no key of item {id} in this case': 'no conservamos ninguna clave del documento {id} en este expediente',
    'item {id} was not uploaded by client {client}': 'el documento {id} no lo cargó el cliente {client}',
    "item {id} was uploaded under other terms than the message's; upload it under these":
      'el documento {id} se cargó bajo otras condiciones que las del mensaje; cárguelo bajo estas',
    'no terms {sha256} were made here; make them with POST /v1/terms':
      'aquí no se establecieron condiciones {sha256}; establézcalas con POST /v1/terms',
    'the terms are from {provider} to {recipient} in matter {matter}, the message goes from {us} to {partner} in case {id}':
      'las condiciones van de {provider} a {recipient} en el asunto {matter}, el mensaje va de {us} a {partner} en el expediente {id}',
    'client {id} has no function in which it could sign, and says none':
      'el cliente {id} no tiene cargo con el que pueda firmar, y no indica ninguno',
    '/{field} is not the function of client {id}, which is {function}':
      '/{field} no es el cargo del cliente {id}, que es {function}',
    'this idempotency key was used with another request': 'esta clave de idempotencia se usó con otra petición',
    'another request under this idempotency key is under way':
      'está en curso otra petición con esta clave de idempotencia',
    'say which message this is; agreement {id} has {names}': 'diga qué mensaje es; el acuerdo {id} tiene {names}',
    '{type} is sent by the {role} member; in this case we are the {ours} one':
      '{type}: lo envía el siguiente miembro: {role}; en este expediente somos: {ours}',
    'no profile of agreement {id} opens a case with {type}':
      'ningún perfil del acuerdo {id} abre un expediente con {type}',
    'the terms were made for case {id}, which is open already':
      'las condiciones se establecieron para el expediente {id}, que ya está abierto',
    'the case has {count} registrations, at most {most} are taken':
      'el expediente tiene {count} registros, se admiten {most} como máximo',
    'no registration {id} is in case {case}': 'ningún registro {id} está en el expediente {case}',
    'no case {id} under agreement {agreement} is dealt with by your offices':
      'sus oficinas no tramitan ningún expediente {id} al amparo del acuerdo {agreement}',
    'no terms {sha256} were made here': 'aquí no se establecieron condiciones {sha256}',
    '{member} keeps less than the terms demand: {unmet}; the agreement lets nothing be given then':
      '{member} cumple menos de lo que exigen las condiciones: {unmet}; el acuerdo no permite entonces facilitar nada',
    '{bytes} octets arrived with SHA-256 {sha256}, announced was {announced}':
      'llegaron {bytes} octetos con el SHA-256 {sha256}, se anunció {announced}',
    'item {id} is not here any more; upload it under a new key':
      'el documento {id} ya no está aquí; cárguelo con una clave nueva',
    'this idempotency key was used with another document': 'esta clave de idempotencia se usó con otro documento',
    'the name holds U+{point}, which nobody sees or which turns the others round; the partner refuses such a name':
      'el nombre contiene U+{point}, que nadie ve o que invierte los demás; el miembro asociado rechaza tal nombre',
    '{type} is not legal in a case that is {state}': '{type}: no es posible en un expediente en el estado {state}',
    'another card of {member} was taken at this moment': 'en este momento se aceptó otra ficha de {member}',
    'the card kept for {member} is that of {other}': 'la ficha conservada de {member} es la de {other}',
    '{folder} has {count} files, at most {most} are looked at: put several lists into one PEM file':
      '{folder} tiene {count} archivos, se examinan {most} como máximo: ponga varias listas en un archivo PEM',
    'it is between {members}, not ours': 'es entre {members}, no es nuestro',
    'it asks for suite {suite}, our keys are of suite {ours}':
      'pide el conjunto {suite}, nuestras claves son del conjunto {ours}',
    '{member} is not among our partners': '{member} no es de nuestros miembros asociados',
    'the exchange with {member} is suspended': 'el intercambio con {member} está suspendido',
    'agreement {id} is in force from {day} until {last}':
      'el acuerdo {id} está en vigor desde el {day} hasta el {last}',
    'agreement {id} is in force from {day} until further notice':
      'el acuerdo {id} está en vigor desde el {day} hasta nuevo aviso',
    'no encryption key of {member} is valid now; ask for its newer card':
      'ninguna clave de cifrado de {member} es válida ahora; pida su ficha más reciente',
    'agreement {id} is not laid down here any more': 'el acuerdo {id} ya no está depositado aquí',
    '{day} is no day of the calendar': '{day} no es un día del calendario',
    'there is no case {id}': 'no hay ningún expediente {id}',
    '{field} is {found}, which is none of {names}': '{field} es {found}, que no es ninguno de {names}',
    'the last number is {last}, and after is {after}: this store was restored from before it, or is another one':
      'el último número es {last}, y after es {after}: este almacenamiento se restauró de un estado anterior, o es otro',
    'the first number that is still kept is {first}, and after is {after}':
      'el primer número que aún se conserva es {first}, y after es {after}',
    '{member} is none of {names}': '{member} no es ninguno de {names}',
    'the first day is {day}, today is {today}': 'el primer día es el {day}, hoy es el {today}',
    'there is no profile {name}; known are {names}': 'no hay ningún perfil {name}; se conocen {names}',
    'no terms {sha256} are kept here': 'aquí no se conservan condiciones {sha256}',
    'the last use of the case that is known here is {last}, and after is {after}':
      'el último uso del expediente que se conoce aquí es {last}, y after es {after}',
    '{member} is no party to the agreement {id}': '{member} no es parte en el acuerdo {id}',
    'the contact point has no working day: all seven days are its weekend':
      'el punto de contacto no tiene ningún día hábil: los siete días son su fin de semana',
    'a holiday of the contact point is no day of the calendar, expected YYYY-MM-DD':
      'un día festivo del punto de contacto no es un día del calendario, se espera AAAA-MM-DD',
    'no group of {id} has a role here; the setting OIDC_ROLES says which groups have':
      'ningún grupo de {id} tiene una función aquí; el parámetro OIDC_ROLES dice cuáles la tienen',
    'a {delivery} delivery takes no {act}': 'un envío en el estado {delivery} no admite: {act}',
    'the profile {name} has no such message type; it has {names}':
      'el perfil {name} no tiene ese tipo de mensaje; tiene {names}',
    'the terms are not in the vocabulary {vocabulary}': 'las condiciones no están en el vocabulario {vocabulary}',
    '{field} "{name}" is not a term of {vocabulary}; it has {names}':
      '{field} «{name}» no es una condición de {vocabulary}, que tiene {names}',
    '{field} a name of another form is not a term of {vocabulary}; it has {names}':
      '{field}: un nombre de otra forma no es una condición de {vocabulary}, que tiene {names}',
    'the vocabulary {vocabulary} does not have these purposes': 'el vocabulario {vocabulary} no tiene estos fines',
    '{streams} streams of this client are open': 'hay abiertos {streams} flujos de este cliente',
    '{streams} pages of this person are open': 'hay abiertas {streams} páginas de esta persona',
    '{host} does not answer: {found}': '{host} no responde: {found}',
    '{host} answers {status}, and redirects are not followed; OIDC_ISSUER names another address':
      '{host} responde {status}, y las redirecciones no se siguen; OIDC_ISSUER nombra otra dirección',
    '{host} answers with more than {bytes} octets': '{host} responde con más de {bytes} octetos',
    '{host} says that it is {other}; OIDC_ISSUER names the issuer':
      '{host} dice que es {other}; OIDC_ISSUER nombra el emisor',
    'the answer of the identity provider is no address': 'la respuesta del proveedor de identidad no es una dirección',
    'the identity provider gave no token of the person':
      'el proveedor de identidad no dio ningún testigo de la persona',
    'the identity provider answers {found}': 'el proveedor de identidad responde {found}',
    'the identity provider gave an answer that does not hold: {found}':
      'el proveedor de identidad dio una respuesta que no se sostiene: {found}',
    '{member} answered {status}': '{member} respondió {status}',
    '{member} did not say which card it holds now': '{member} no dijo qué ficha conserva ahora',
    '{member} answered with more than {bytes} octets': '{member} respondió con más de {bytes} octetos',
    '{member} broke off its answer': '{member} interrumpió su respuesta',
    '{member} named an upload offset of {offset} for {bytes} octets':
      '{member} indicó una posición de carga de {offset} para {bytes} octetos',
    '{member} is connected and gave no receipt within {seconds} s; one that comes later still counts':
      '{member} está conectado y no dio recibo en {seconds} s; uno que llegue más tarde aún cuenta',
    'there is no space left for parts': 'no queda espacio para las partes',
    '{offset} octets of the part {sha256} are here, the piece begins at {asked} of {bytes}':
      'aquí hay {offset} octetos de la parte {sha256}, el trozo empieza en {asked} de {bytes}',
    'more than the {bytes} octets that were announced have come': 'llegaron más que los {bytes} octetos anunciados',
    'the part is complete with its {bytes} octets': 'la parte está completa con sus {bytes} octetos',
    'the part {sha256} is arriving on another connection': 'la parte {sha256} está llegando por otra conexión',
    'the part {sha256} has come in {pieces} pieces; send it anew, in larger ones':
      'la parte {sha256} llegó en {pieces} trozos; envíela de nuevo, en trozos mayores',
    'the octets that came have SHA-256 {sha256}, announced was {announced}':
      'los octetos que llegaron tienen el SHA-256 {sha256}, se anunció {announced}',
    'the part {sha256} is not here': 'la parte {sha256} no está aquí',
    'the storage of parts does not answer ({found})': 'el almacenamiento de partes no responde ({found})',
    'a piece of the part has gone while it was put together': 'un trozo de la parte desapareció mientras se reunía',
    'the proxy {proxy} did not lead to {target}: it answers {status} and opens nothing':
      'el proxy {proxy} no condujo a {target}: responde {status} y no abre nada',
    'the proxy {proxy} did not lead to {target}: it took more than {ms} ms':
      'el proxy {proxy} no condujo a {target}: tardó más de {ms} ms',
    'the proxy {proxy} did not lead to {target}: it cannot be reached ({found})':
      'el proxy {proxy} no condujo a {target}: no se puede alcanzar ({found})',
    'the proxy {proxy} did not lead to {target}: it answers {status} {found}':
      'el proxy {proxy} no condujo a {target}: responde {status} {found}',
    'the proxy {proxy} did not lead to {target}: what it answers is no sound HTTP ({found})':
      'el proxy {proxy} no condujo a {target}: lo que responde no es HTTP correcto ({found})',
    'no TLS of {host}:{port} came through the proxy {proxy} in time: more than {ms} ms':
      'ningún TLS de {host}:{port} llegó a tiempo por el proxy {proxy}: más de {ms} ms',
    '{folder} is a file; expected a folder with lists in it':
      '{folder} es un archivo; se espera una carpeta con listas',
    '{file} leads nowhere; expected a list, or a link to one':
      '{file} no lleva a ninguna parte; se espera una lista, o un enlace a una',
    '{file} is a folder; expected a list': '{file} es una carpeta; se espera una lista',
    '{file} is no file; expected a list': '{file} no es un archivo; se espera una lista',
    '{file} has {bytes} octets, at most {most}': '{file} tiene {bytes} octetos, {most} como máximo',
    '{what} is not as it was written': '{what} no es como se escribió',
    'PostgreSQL has {setting} at {found}, {wanted} is needed':
      'PostgreSQL tiene {setting} en {found}, hace falta {wanted}',
    'PostgreSQL {version} is too old, {oldest} is the oldest that is used':
      'PostgreSQL {version} es demasiado antiguo, {oldest} es el más antiguo que se usa',
    'the database is a standby, which takes no changes; the address must lead to the primary':
      'la base de datos es una réplica, que no admite cambios; la dirección debe llevar a la principal',
    'the database is read-only (default_transaction_read_only)':
      'la base de datos es de solo lectura (default_transaction_read_only)',
    'the store is closed': 'el almacenamiento está cerrado',
    'the database did not take it within {ms} ms; nothing was changed':
      'la base de datos no lo tomó en {ms} ms; no se cambió nada',
    'the disk of the store is full; nothing new is taken in until there is room':
      'el disco del almacenamiento está lleno; no se acepta nada nuevo hasta que haya espacio',
    'the store failed': 'el almacenamiento falló',
    'the store stopped because its disk or its file failed; mend it, then start the gateway again':
      'el almacenamiento se detuvo porque falló su disco o su archivo; repárelo y vuelva a iniciar la pasarela',
    'the case is not one under this agreement': 'el expediente no está al amparo de este acuerdo',
    '{most} threads of {name} that you opened stand open; end some of them first':
      'siguen abiertos {most} hilos de {name} que ustedes abrieron; terminen antes algunos',
    'an item with the id {id} is known already': 'ya se conoce un documento con el identificador {id}',
    'the letter holds no key for item {id}, and the message does not say that it follows':
      'la carta no contiene clave para el documento {id}, y el mensaje no dice que siga',
    'item {id} has {bytes} octets, at most {most} are taken':
      'el documento {id} tiene {bytes} octetos, se admiten {most} como máximo',
    'the part of item {id} has another size than stated':
      'la parte del documento {id} tiene otro tamaño que el declarado',
    'the part {sha256} of item {id} has not arrived; upload it and deliver again':
      'la parte {sha256} del documento {id} no ha llegado; cárguela y entregue de nuevo',
    'the part of item {id} has {bytes} octets, {stated} were stated':
      'la parte del documento {id} tiene {bytes} octetos, se declararon {stated}',
    'no agreement {id} between {member} and {other} is laid down here':
      'aquí no hay depositado ningún acuerdo {id} entre {member} y {other}',
    'our text of agreement {id} has SHA-256 {sha256}, the statement names {other}':
      'nuestro texto del acuerdo {id} tiene el SHA-256 {sha256}, la declaración nombra {other}',
    'it is sent at {instant} and expires at {last}; the agreement lets a message travel for {days} days':
      'se envía el {instant} y vence el {last}; el acuerdo deja viajar un mensaje {days} días',
    'terms name provider {provider} and recipient {recipient}, the statement goes from {member} to {us}':
      'las condiciones nombran al proveedor {provider} y al destinatario {recipient}, la declaración va de {member} a {us}',
    'terms were made for matter {matter}, the statement stands in case {id}':
      'las condiciones se establecieron para el asunto {matter}, la declaración está en el expediente {id}',
    'the body has {bytes} octets, at most {most} are taken':
      'el texto tiene {bytes} octetos, se admiten {most} como máximo',
    'the facts of the statement are not those of its body': 'los hechos de la declaración no son los de su texto',
    'the body is not an object of form and names': 'el texto no es un objeto de formulario y nombres',
    'the names of the body are not those of its items': 'los nombres del texto no son los de sus documentos',
    'the name of item {id} is no text of {most} characters at most':
      'el nombre del documento {id} no es un texto de {most} caracteres como máximo',
    'the name of item {id} holds U+{point}, which nobody sees':
      'el nombre del documento {id} contiene U+{point}, que nadie ve',
    'a part of {bytes} octets was announced, at most {most} are taken':
      'se anunció una parte de {bytes} octetos, se admiten {most} como máximo',
    '{member} is not among our partners any more': '{member} ya no es de nuestros miembros asociados',
    'the cases of this delivery moved on {times} times while it was stored':
      'los expedientes de este envío avanzaron {times} veces mientras se almacenaba',
    'the envelope could not be accepted': 'el sobre no pudo aceptarse',
    'the peer presented no certificate': 'el otro extremo no presentó ningún certificado',
    'the certificate is vouched for by {member} and {other}': '{member} y {other} responden del certificado',
    'the server showed no certificate': 'el servidor no mostró ningún certificado',
    'the certificate names {count} URIs where exactly one is expected':
      'el certificado nombra {count} URI donde se espera exactamente uno',
    'no partner is called {name}': 'ningún miembro asociado se llama {name}',
    'the certificate has lapsed': 'el certificado ha caducado',
    'the certificate is that of {member}': 'el certificado es el de {member}',
    'whether the certificate was revoked is not known here now': 'aquí no se sabe ahora si el certificado fue revocado',
    '{member} has not said yet what it holds since {instant}, when the copy was made that lies here':
      '{member} aún no ha dicho qué conserva desde el {instant}, cuando se hizo la copia que está aquí',
    'the clock says {instant}, but the store holds an instant of {last}':
      'el reloj dice {instant}, pero el almacenamiento contiene un instante del {last}',
    'our signing key may sign from {ends}, and it is {now}: "bulla check" says how its certificate is made anew':
      'nuestra clave de firma puede firmar de {ends}, y estamos a {now}: «bulla check» indica cómo se renueva su certificado',
    'the clock is {seconds} s ahead of what was reckoned since it was last believed':
      'el reloj adelanta {seconds} s a lo calculado desde que se le dio fe',
    'the clock is {seconds} s behind what was reckoned since it was last believed':
      'el reloj atrasa {seconds} s respecto a lo calculado desde que se le dio fe',
    'the other member keeps less than the terms demand, {unmet}: two persons decide on {message}':
      'el otro miembro cumple menos de lo que exigen las condiciones, {unmet}: deciden dos personas; {message}',
    'the agreement asks for two persons for {message}': 'el acuerdo pide dos personas; {message}',
    'the other member cannot keep the terms: two persons decide on {message}':
      'el otro miembro no puede cumplir las condiciones: deciden dos personas; {message}',
    'a legal hold ends earlier than was said: two persons decide on {message}':
      'una obligación legal de conservación termina antes de lo dicho: deciden dos personas; {message}',
    'authenticator data is for another relying party than {host}':
      'la clave de acceso respondió para otro sitio que {host}',
    'authenticator data has {bytes} octets, expected {least} to {most}':
      'la respuesta de la clave de acceso tiene {bytes} octetos, se esperan de {least} a {most}',
    'authenticator data sets flags that are reserved': 'la respuesta de la clave de acceso pone indicadores reservados',
    'authenticator data says that the key is backed up, and that it cannot be':
      'la clave de acceso dice que está copiada, y que no puede estarlo',
    'authenticator data has {bytes} octets that no flag speaks of':
      'la respuesta de la clave de acceso tiene {bytes} octetos de los que no habla ningún indicador',
    'authenticator data says that nobody was there': 'la clave de acceso dice que no había nadie',
    'authenticator data says that the authenticator did not verify who was there; it needs a PIN, a finger or a face':
      'la clave de acceso dice que no verificó quién estaba; necesita un PIN, un dedo o una cara',
    'authenticator data ends before the id of its key':
      'la respuesta de la clave de acceso termina antes del identificador de su clave',
    'authenticator data has a key with an id of {bytes} octets, expected 1 to {most}':
      'la respuesta tiene una clave con un identificador de {bytes} octetos, se esperan de 1 a {most}',
    'authenticator data ends within the id of its key':
      'la respuesta de la clave de acceso termina dentro del identificador de su clave',
    'authenticator data holds no key': 'la respuesta no contiene ninguna clave',
    'client data has {name} {found}, expected {wanted}': 'el navegador respondió {name} {found}, se espera {wanted}',
    'client data was made within a page of another origin':
      'el navegador respondió dentro de una página de otro origen',
    'client data has {bytes} octets, expected at most {most}':
      'la respuesta del navegador tiene {bytes} octetos, se esperan {most} como máximo',
    'client data is no JSON object': 'la respuesta del navegador no es un objeto JSON',
    'client data is no JSON in UTF-8': 'la respuesta del navegador no es JSON en UTF-8',
    'assertion is by another key': 'la respuesta es de otra clave',
    'assertion holds a new key': 'la respuesta contiene una clave nueva',
    'signature is not by this key, or over something else': 'la firma no es de esta clave, o es sobre otra cosa',
    'attestation object does not hold fmt, attStmt and authData, and nothing else':
      'la atestación no contiene fmt, attStmt y authData, y nada más',
    'attestation is {found}, expected "none"': 'la atestación es {found}, se espera «none»',
    '{name} has {count} letters, expected at most {bytes} octets':
      '{name} tiene {count} letras, se esperan {bytes} octetos como máximo',
    'key has type {type} and algorithm {found}, expected ES256 or EdDSA':
      'la clave es del tipo {type} y del algoritmo {found}, se espera ES256 o EdDSA',
    'key is on curve {found}, expected {wanted}': 'la clave está en la curva {found}, se espera {wanted}',
    'key has {count} members, expected {wanted} in canonical form':
      'la clave tiene {count} miembros, se esperan {wanted} en forma canónica',
    'key is no point of {found}': 'la clave no es un punto de {found}',
    'key is no good point of Ed25519': 'la clave no es un punto correcto de Ed25519',
    'key has a coordinate {name} that is not {bytes} octets':
      'la clave tiene una coordenada {name} que no es de {bytes} octetos',
    'what is kept is no public key': 'lo que se conserva no es una clave pública',
    'what is kept is no key for {found} in its shortest form':
      'lo que se conserva no es una clave para {found} en su forma más corta',
    '{name} is no CBOR of definite, shortest lengths': '{name} no es CBOR de longitudes definidas y mínimas',
    '{name} is no CBOR map': '{name} no es una tabla CBOR',
    '{member} at {host}: {said}': '{member} en {host}: {said}',
    '{member} at {host} does not answer: {said}': '{member} en {host} no responde: {said}',
    'its name is not resolved ({found})': 'su nombre no se resuelve ({found})',
    'its card names no address': 'su ficha no nombra ninguna dirección',
    'nothing listens at that port ({found})': 'nada escucha en ese puerto ({found})',
    'nothing comes back from that host ({found})': 'nada vuelve de ese equipo ({found})',
    'what answers there speaks no TLS, as a plain HTTP server does':
      'lo que responde allí no habla TLS, como un simple servidor HTTP',
    'the server there refuses TLS 1.3 as we speak it ({found})':
      'el servidor rechaza allí TLS 1.3 tal como lo hablamos ({found})',
    '{bytes} octets of TLS came, and then nothing more': 'llegaron {bytes} octetos de TLS, y después nada más',
    'it took the connection and answers nothing in TLS': 'tomó la conexión y no responde nada en TLS',
    'it took the connection and broke it off before TLS was done ({found})':
      'tomó la conexión y la cortó antes de terminar TLS ({found})',
    'it does not take our certificate, as it says in TLS': 'no acepta nuestro certificado, como dice en TLS',
    'TLS stands, and no answer came in time': 'TLS está establecido, y no llegó respuesta a tiempo',
    'it broke off its answer ({found})': 'interrumpió su respuesta ({found})',
    'it closes the connection as soon as it knows our certificate ({found}): it may have refused it':
      'cierra la conexión en cuanto conoce nuestro certificado ({found}): puede haberlo rechazado',
    'is not as described, found {b}': 'no es como se describe',
    'is not a field here, where none is taken': 'no es un campo aquí, donde no se admite ninguno',
    'is not a field here; known are {names}': 'no es un campo aquí; se conocen {names}',
    'is not a field here, did you mean {name}?; known are {names}':
      'no es un campo aquí; ¿quiso decir {name}? Se conocen {names}',
    'must be more than {a}, found no larger number': 'debe ser mayor que {a}',
    'must be less than {a}, found no smaller number': 'debe ser menor que {a}',
    'must have at least {a} members, found {b}': 'debe tener al menos {a} miembros',
    'must have at most {a} members, found {b}': 'debe tener como máximo {a} miembros',
    'does not have the form wanted, found {b}; expected {form}': 'no tiene la forma pedida, se espera {form}',
    'is there twice, expected once': 'está dos veces, se espera una',
    'is not UTF-8; percent-encode the octets of its UTF-8, such as %C3%BA for u with an acute accent':
      'no está en UTF-8; codifique por ciento los octetos de su UTF-8, por ejemplo %C3%BA para una u con acento agudo',
    '{host} does not answer: it took more than {ms} ms': '{host} no responde: tardó más de {ms} ms',
    '{term} ({a} demanded, {b} declared)': '{term} ({a} exigido, {b} declarado)',
    'Choose a document first': 'Elija primero un documento',
    'Say what the document is': 'Indique qué es el documento',
    'Say why, in at most 4000 characters': 'Indique por qué, en 4000 caracteres como máximo',
    '{host} answers {status}': '{host} responde {status}',
    'the identity provider gave an answer that does not hold: {found} ({code})':
      'el proveedor de identidad dio una respuesta que no se sostiene: {found} ({code})',
    '{member} answered {status} {code}': '{member} respondió {status} {code}',
    '{name} must be an id of 1 to 64 letters, digits, dots, hyphens, underscores and @, a letter or digit first':
      '{name} debe ser un identificador de 1 a 64 letras, cifras, puntos, guiones, guiones bajos y @, que empiece por letra o cifra',
    'the claim {claim} of the identity provider holds no id of a person, expected an id of 1 to 64 letters, digits, dots, hyphens, underscores and @, a letter or digit first; the setting OIDC_CLAIM_PERSON names the claim':
      'el atributo {claim} del proveedor de identidad no contiene ningún identificador de persona, se esperan de 1 a 64 letras, cifras, puntos, guiones, guiones bajos y @, que empiece por letra o cifra; el parámetro OIDC_CLAIM_PERSON nombra el atributo',
    'the end of the key before is not recorded yet': 'el fin de la clave anterior no está consignado aún',
    'the key that was certified is not here any more: it was replaced meanwhile':
      'la clave certificada ya no está aquí: se sustituyó entretanto',
    'the name of a part is its SHA-256 in 64 lower-case hexadecimal digits':
      'el nombre de una parte es su SHA-256 en 64 cifras hexadecimales minúsculas',
    'the issuer {kind} revokes nothing; partners learn of it by our card':
      'el emisor {kind} no revoca nada; los miembros asociados lo saben por nuestra ficha',
    'no issuer here has an account': 'aquí ningún emisor tiene cuenta',
    'a piece of a part needs a body of type application/partial-upload':
      'un trozo de una parte necesita un cuerpo del tipo application/partial-upload',
    '{host} answered with status {status} and {found}, expected 200 and a time stamp reply':
      '{host} respondió con el estado {status} y {found}, se esperan 200 y una respuesta de sello de tiempo',
    '{host} answered {status}, expected 200': '{host} respondió {status}, se espera 200',
    '{host} answered {status}, which is not followed, expected 200':
      '{host} respondió {status}, lo que no se sigue, se espera 200',
    'the clock {number} is more than {most} ahead of the case, which is at {count}':
      'el reloj {number} adelanta más de {most} al expediente, que está en {count}',
    'the case has {count} messages of yours, at most {most} are taken':
      'el expediente tiene {count} mensajes suyos, se admiten {most} como máximo',
    'the bodies of your messages in the case have {bytes} octets, at most {most} are taken':
      'los textos de sus mensajes en el expediente tienen {bytes} octetos, se admiten {most} como máximo',
    'the clock {number} lies before that of a message which both members have had for more than {days} days':
      'el reloj {number} es anterior al de un mensaje que ambos miembros tienen desde hace más de {days} días',
    '{member} has cosigned another log of ours': '{member} ha cofirmado otro registro nuestro',
    '{member} has a receipt of ours over another log of ours':
      '{member} tiene un recibo nuestro sobre otro registro nuestro',
    'the terms are from {provider} to {recipient} in matter none, the message goes from {us} to {partner} in case {id}':
      'las condiciones van de {provider} a {recipient} sin asunto, el mensaje va de {us} a {partner} en el expediente {id}',
    'no partner is known on this connection': 'no se conoce ningún miembro asociado en esta conexión',
    'the body is declared as an unknown charset; JSON is UTF-8 (RFC 8259): send its octets as UTF-8, with Content-Type application/json':
      'el cuerpo se declara en un juego de caracteres desconocido; JSON es UTF-8 (RFC 8259): envíe sus octetos en UTF-8, con Content-Type application/json',
    'a certificate of {a}, issued by {b}': 'un certificado de {a}, emitido por {b}',
    'no certificate': 'ningún certificado',
    'it shows {said}, which is none of a gateway; expected {uri}':
      'muestra {said}, que no es de una pasarela; se espera {uri}',
    'it shows {said}, good from {instant} until {last}; here it is {today}':
      'muestra {said}, válido del {instant} al {last}; aquí es {today}',
    'must name another member than the first': 'debe nombrar a otro miembro que el primero',
    'must not lie before the first day': 'no debe ser anterior al primer día',
    'must be one of the two members': 'debe ser uno de los dos miembros',
    'must be another member than the first': 'debe ser otro miembro que el primero',
    '{message} carries no items': '{message}: no lleva documentos',
    '{message} carries at least one item': '{message}: lleva al menos un documento',
    'has other characters than A to Z and 0 to 9 in a movement reference number':
      'tiene otros caracteres que A a Z y 0 a 9 en un número de referencia del movimiento',
    'has other characters than A to Z and 0 to 9 in a movement reference number: write {number}, or say another type':
      'tiene otros caracteres que A a Z y 0 a 9 en un número de referencia del movimiento: escriba {number}, o indique otro tipo',
    'does not look like a movement reference number: two digits, two letters of the country, fourteen letters and digits':
      'no parece un número de referencia del movimiento: dos cifras, dos letras del país, catorce letras y cifras',
    'is no message type of this case; known are {names}':
      'no es un tipo de mensaje de este expediente; se conocen {names}',
    'lies after today, {today}': 'es posterior a hoy, {today}',
    'holds a field that is not known here; known are {names}':
      'contiene un campo que no se conoce aquí; se conocen {names}',
    'must be plain Unicode text without control characters':
      'debe ser texto Unicode sencillo, sin caracteres de control',
    'must be another member than the provider': 'debe ser otro miembro que el proveedor',
    'names neither a last day nor an event and a period': 'no nombra ni un último día, ni un hecho y un plazo',
    '{term} stands twice': '{term} figura dos veces',
    'must stay as it was': 'debe quedar como estaba',
    'must stay as it was: no machine can tell which of two levels is higher':
      'debe quedar como estaba: ninguna máquina puede decir cuál de dos niveles es más alto',
    'leave out {term}, which stood there before': 'omiten {term}, que figuraba antes',
    'lies before the day of the message': 'es anterior al día del mensaje',
    'lies after the day of the message': 'es posterior al día del mensaje',
    'says the same as an entry before it': 'dice lo mismo que una entrada anterior',
    '{id} is used twice; each line has its own id': '{id} se usa dos veces; cada línea tiene su propio identificador',
    'must not be more than the gross weight': 'no debe ser mayor que la masa bruta',
    'the item {id} is attached but the body does not say which document it is':
      'el documento {id} está adjunto, pero el texto no dice qué documento es',
    'is no matter of one line': 'no es asunto de una sola línea',
    'does not go with the kind {code}': 'no corresponde a la clase {code}',
    '{line} is compared twice in this message': '{line} se compara dos veces en este mensaje',
    '{line} is not declared in this case; declared are {names}':
      '{line} no está declarado en este expediente; están declarados {names}',
    'says {code}, but no difference names {line}': 'dice {code}, pero ninguna diferencia nombra {line}',
    '{line} is not among the lines compared': '{line} no está entre las líneas comparadas',
    '{line} is said to match': '{line} se da por coincidente',
    '{id} is not wanted in this case; wanted are {names}': '{id} no se pide en este expediente; se piden {names}',
    'belongs to an assurance that is declined': 'corresponde a una garantía rehusada',
    'what is wanted is changed by a supplement': 'lo que se pide se cambia con un complemento',
    'information is used solely for the purpose stated in the request (5.1 b); another one takes a new request':
      'la información se utiliza solo para el fin indicado en la solicitud (5.1 b); otro exige una solicitud nueva',
    'the verification was attested before the request was made (3)':
      'la verificación se atestiguó antes de hacer la solicitud (3)',
    'stands in the order already': 'ya figura en el orden',
    'belongs to family 7.1, not to {family}': 'corresponde a la familia 7.1, no a {family}',
    'belongs to family 10, not to {family}': 'corresponde a la familia 10, no a {family}',
    'must hold a copy of the relevant, specific reference, as text or as an attached item':
      'debe contener una copia de la referencia concreta pertinente, como texto o como documento adjunto',
    'the export declaration is missing; give it, or declare an inability for {a} with a reason (4.2)':
      'falta la declaración de exportación; indíquela, o declare una imposibilidad para {a} con un motivo (4.2)',
    'the persons concerned is missing; give it, or declare an inability for {a} with a reason (4.2)':
      'faltan las personas interesadas; indíquelas, o declare una imposibilidad para {a} con un motivo (4.2)',
    'the confirmation of the verification is missing; give it, or declare an inability for {a} with a reason (4.2)':
      'falta la confirmación de la verificación; indíquela, o declare una imposibilidad para {a} con un motivo (4.2)',
    'a reference to the law on {codes} is missing; give it, or declare an inability for {a} with a reason (4.2)':
      'falta una referencia a la legislación ({codes}); indíquela, o declare una imposibilidad para {a} con un motivo (4.2)',
    '{what} is declared twice; put both reasons into one': '{what} se declara dos veces; reúna los dos motivos en uno',
    '{id} is used twice; each wanted item has its own id':
      '{id} se usa dos veces; cada elemento pedido tiene su propio identificador',
    'declaration-data is information; for a copy ask for the kind declaration':
      'declaration-data es información; para una copia, pida la clase declaration',
    'does not go with the outcome {code}': 'no corresponde al resultado {code}',
    'nothing is provided that could be verified': 'no se facilita nada que pueda verificarse',
    'must be 10: what is not required is listed there': 'debe ser 10: lo que no se exige se enumera allí',
    'nothing is provided that keys could open': 'no se facilita nada que las claves puedan abrir',
    'must be after-acceptance: the agreement holds no acceptance in advance by the other member':
      'debe ser after-acceptance: el acuerdo no contiene una aceptación anticipada del otro miembro',
    'does not go with {code}': 'no corresponde a {code}',
    'is empty: a full report says who saw the information':
      'está vacío: un informe completo dice quién vio la información',
    'is empty: a full report names the items concerned':
      'está vacío: un informe completo nombra los documentos afectados',
    'belongs to the first notice': 'corresponde a la primera notificación',
    'is empty: a final notice names the measures of both kinds':
      'está vacío: una notificación final nombra las medidas de ambas clases',
    'is empty, and so is the prevention: nothing is told': 'está vacío, y también la prevención: no se dice nada',
    'the release {id} stands twice': 'la entrega {id} figura dos veces',
    'says with whom a copy is that is still out': 'dice con quién está una copia que sigue fuera',
    'is the day, from the disposal on, by which a copy that is out comes back':
      'es el día, desde la eliminación, en que a más tardar vuelve una copia que está fuera',
    'is {days} days ahead at most: then a statement says where it is now':
      'es {days} días después como máximo: entonces una declaración dice dónde está',
    'a copy that is returned or destroyed is with nobody, and until no day':
      'una copia devuelta o destruida no está con nadie, ni hasta ningún día',
    'is at least {count}: so many copies are said to be out':
      'es al menos {count}: se dice que hay tantas copias fuera',
    'is at least {count}: so many copies are said to be returned or destroyed':
      'es al menos {count}: se dice que hay tantas copias devueltas o destruidas',
    'lies before the day of this statement': 'es anterior al día de esta declaración',
    'lies between the day of this statement and the end of the hold':
      'se sitúa entre el día de esta declaración y el fin de la obligación de conservación',
    'is {days} days ahead at most: a hold is looked at once a year':
      'es {days} días después como máximo: una obligación de conservación se revisa una vez al año',
    'a hold keeps it until the end of {day}; a statement with an earlier end lifts it, the day after that':
      'una obligación lo conserva hasta el final del {day}; una declaración con un final anterior la levanta, al día siguiente',
    'a hold on what it speaks of keeps it until the end of {day}; a statement with an earlier end lifts it, the day after that':
      'una obligación sobre aquello de que habla lo conserva hasta el final del {day}; una declaración con un final anterior la levanta, al día siguiente',
    'the body of {id} would go with the last of what it speaks of, and a hold keeps it until the end of {day}':
      'el texto de {id} desaparecería con lo último de lo que habla, y una obligación lo conserva hasta el final del {day}',
    'a held item keeps its keys; it is disposed of when the hold ends':
      'un documento conservado por obligación guarda sus claves; se elimina cuando termina la obligación',
    'must be true unless a legal hold says why the item is kept':
      'debe ser verdadero, salvo que una obligación legal diga por qué se conserva el documento',
    'the id {id} stands twice in this message': 'el identificador {id} figura dos veces en este mensaje',
    'nothing was given under {id} in this case': 'no se facilitó nada con {id} en este expediente',
    '{id} was given by the {role} member itself': '{id} lo facilitó ese mismo miembro: {role}',
    '{id} was disposed of': '{id} fue eliminado',
    'must be the code of the member, such as XC, where the recipient is a third member':
      'debe ser el código del miembro, por ejemplo XC, cuando el destinatario es un tercer miembro',
    'is named only where a part is granted; the rest is as asked':
      'solo se indica cuando se concede una parte; el resto es como se pidió',
    'was not asked for in this case': 'no se pidió en este expediente',
    '{term} is decided twice': '{term} se decide dos veces',
    'the terms have no {term}': 'las condiciones no tienen: {term}',
    'belongs to an inability': 'corresponde a una imposibilidad',
    'is not the digest of a text that says these terms': 'no es la huella de un texto que diga estas condiciones',
    'must hold one share for each item and no other': 'debe contener una parte por cada documento y ninguna otra',
    'stands in the last report alone, which tells of all there is by now':
      'figura solo en el último informe, que da cuenta de todo lo que hay hasta ahora',
    'must tell what was done, or else its digest': 'debe decir lo que se hizo, o si no su huella',
    'two wanted items have the same id': 'dos elementos pedidos tienen el mismo identificador',
    '{id} is wanted already; a new item has an id of its own':
      '{id} ya se pide; un elemento nuevo tiene su propio identificador',
    'a case wants at most {most} items': 'un expediente pide {most} elementos como máximo',
    'an item is removed twice': 'un elemento se quita dos veces',
    '{id} is {code}; only what still waits is removed': '{id}: {code}; solo se quita lo que aún espera',
    'a supplement leaves something wanted; to want nothing more, withdraw the request':
      'un complemento deja algo pedido; para no pedir nada más, retire la solicitud',
    '{id} has two outcomes in one message': '{id} tiene dos resultados en un mismo mensaje',
    'is none of {names}': 'no es ninguno de {names}',
    'names {id} as deciding, which is not verified; unverified information may not be the deciding factor in removing the doubt':
      'nombra {id} como decisivo, que no está verificado; la información no verificada no puede ser el factor decisivo para disipar la duda',
    'rests on verified information, but nothing in this case was verified; unverified information may not be the deciding factor in removing the doubt':
      'se basa en información verificada, pero nada en este expediente se verificó; la información no verificada no puede ser el factor decisivo para disipar la duda',
    'demands {a}; before it was {b}, which is more': 'exige {a}; antes era {b}, que es más',
    'must count at most {days} days from {code}': 'debe contar {days} días como máximo desde: {code}',
    'allows a hold that was not allowed before': 'admite una conservación por obligación que antes no se admitía',
    'is wanted no more': 'ya no se pide',
    'must stay {code} or become destroy-media': 'debe seguir siendo {code} o pasar a destroy-media',
    'must report uses at least as often as {code}': 'debe informar de los usos al menos tan a menudo como: {code}',
    'is missing: needed where the kind is {code}': 'falta: hace falta cuando la clase es {code}',
    'is missing: needed where the outcome is {code}': 'falta: hace falta cuando el resultado es {code}',
    'is missing: needed where a permission is {code}': 'falta: hace falta cuando un permiso es {code}',
    'is missing: whatever is provided says when its keys come':
      'falta: todo lo que se facilita dice cuándo llegan sus claves',
    'is missing: a decision has its day': 'falta: una decisión tiene su día',
    'is missing: say what removed the doubt': 'falta: diga qué disipó la duda',
    'is missing: name the line that differs': 'falta: indique la línea que difiere',
    'adds {code}': 'añade: {code}',
    'leaves out {code}': 'omite: {code}',
    'must be at most {a}, as before': 'debe ser {a} como máximo, como antes',
    'must be {day} or earlier': 'debe ser el {day} o antes',
    'must allow no more than {code}': 'no debe permitir más que: {code}',
    'is missing: each term has its name': 'falta: cada condición tiene su nombre',
    'is missing: a breach that was told names the message that told it':
      'falta: una infracción comunicada nombra el mensaje que la comunicó',
    'is missing: where the rule is other, say the order in words':
      'falta: si la regla es otra, diga el orden con palabras',
    'is missing: say what the request lacks': 'falta: diga qué le falta a la solicitud',
    'is missing: say which law stands in the way': 'falta: diga qué norma lo impide',
    'is missing: family 7.1 names its ground, a to e': 'falta: la familia 7.1 nombra su motivo, a a e',
    'is missing: family 10 names its limit, a to h': 'falta: la familia 10 nombra su límite, a a h',
    'is missing: VERIFY_OTHER says in words what the purpose is':
      'falta: VERIFY_OTHER dice con palabras cuál es el fin',
    'is missing: where reciprocity is lacking the request states that fact':
      'falta: si no hay reciprocidad, la solicitud lo hace constar',
    'is missing: whatever is provided comes with a description of the protection and confidentiality required':
      'falta: todo lo que se facilita va con una descripción de la protección y la confidencialidad exigidas',
    'is missing: a supplement adds or removes something': 'falta: un complemento añade o quita algo',
    'is missing: say why the further effort is worth it': 'falta: diga por qué vale la pena el esfuerzo adicional',
    'is missing: say what is right': 'falta: diga qué es lo correcto',
    'is missing: say which part is granted': 'falta: diga qué parte se concede',
    'is missing: an inability names its law and its effect': 'falta: una imposibilidad nombra su norma y su efecto',
    'is missing: name what is opened': 'falta: indique qué se abre',
    'is missing: keys bring a share for each item': 'falta: las claves traen una parte por cada documento',
    'is missing: a report tells where it begins, what follows what, and each use':
      'falta: un informe dice dónde empieza, qué sigue a qué, y cada uso',
    'an id stands twice in this message': 'un identificador figura dos veces en este mensaje',
    '{id} is not wanted any more': '{id} ya no se pide',
    '{id} is {code}; it cannot become {other}': '{id}: {code}; no puede pasar a {other}',
    'the permission {id} is {code}; it cannot become {other}': 'la autorización {id}: {code}; no puede pasar a {other}',
    '{id} is postponed to that day already; postponing it again takes a new one':
      '{id} ya se aplaza a ese día; aplazarlo de nuevo exige otro día',
    'the local date is no day of the calendar': 'la fecha local no es un día del calendario',
    'crossed a message of the other member: {said}': 'se cruzó con un mensaje del otro miembro: {said}',
    'the facts are not those of {message}': 'los hechos no son los de este mensaje: {message}',
    '{id} stands for something that was given already': '{id} designa algo que ya se facilitó',
    'the {name} of the case is {code}; it cannot become {other}':
      '{name} del expediente: {code}; no puede pasar a {other}',
    'nothing is opened': 'no se abre nada',
    'the terms of {id} were not accepted yet': 'las condiciones de {id} aún no se aceptaron',
    'the key of {id} was sent already': 'la clave de {id} ya se envió',
    'the permission {id} was asked for already': 'la autorización {id} ya se pidió',
    'the permission {id} was not asked for in this case': 'la autorización {id} no se pidió en este expediente',
    'the permission goes beyond what was asked for: {names}': 'la autorización va más allá de lo que se pidió: {names}',
    'the breach {id} was notified already': 'la infracción {id} ya se notificó',
    'no full report of a breach {id} is awaited': 'no se espera ningún informe completo de una infracción {id}',
    'the full report or the measures for the breach {id} are awaited':
      'se esperan el informe completo o las medidas de la infracción {id}',
    'no breach was notified': 'no se ha notificado ninguna infracción',
    'no measures for a breach {id} are awaited': 'no se espera ninguna medida por una infracción {id}',
    'the limit proposed is {number} per {code}; to propose another one is no agreement':
      'el límite propuesto es {number} por {code}; proponer otro no es un acuerdo',
    '{id} is postponed without a day to come': '{id} se aplaza sin un día por venir',
    'the item {id} was given already': 'el documento {id} ya se facilitó',
    'two lines of goods have the same id': 'dos líneas de mercancías tienen el mismo identificador',
    'the limit offered is {number} a month from {day} until {last}':
      'el límite ofrecido es {number} al mes desde el {day} hasta el {last}',
    'what {member} says that it holds is not believed: {said}':
      'no se da crédito a lo que {member} dice que conserva: {said}',
  },

  wording,

  /** Pages for persons. `#` stands for a number. */
  console: {
    product: 'Bulla',
    skip: 'Ir al contenido principal',
    navigation: 'Menú principal',
    menu: 'Menú',
    more: 'Más sobre esta pasarela',
    language: 'Idioma',
    change: 'Cambiar',
    leave: 'Cerrar sesión',
    about: 'Qué promete esta pasarela y qué no puede prometer',
    error: 'Error',
    warning: 'Importante',
    problem: 'Hay un problema',
    code: 'Código',
    way: 'Dónde está',
    back: 'Volver',
    continue: 'Continuar',
    nextPage: 'Página siguiente',
    pages: 'Páginas',
    yes: 'Sí',
    no: 'No',
    none: 'Ninguno',
    all: 'Todos',
    optional: 'opcional',
    never: 'Nunca',
    unknownYet: 'Aún no se conoce',
    today: 'Hoy',
    entries: {
      inbox: 'Bandeja de entrada',
      cases: 'Expedientes',
      search: 'Búsqueda',
      drafts: 'Segunda persona',
      held: 'Lo que conservamos',
      events: 'Lo que ha ocurrido',
      gateway: 'La pasarela',
      partners: 'Miembros asociados',
      keys: 'Claves',
      deliveries: 'Envíos',
      evidence: 'Pruebas',
      dates: 'Panel de fechas',
    },
    enter: {
      title: 'Iniciar sesión',
      lead: 'Se inicia sesión con la llave de acceso que registró en esta pasarela. No hay contraseña.',
      passkey: 'Iniciar sesión con una llave de acceso',
      needsScript: 'Las llaves de acceso necesitan scripts: permítalos para esta dirección.',
      provider: 'Iniciar sesión con la cuenta de su administración',
      refused: 'No se pudo iniciar sesión',
      noPasskeys: 'Este navegador no conoce las llaves de acceso. Use uno actual.',
      cancelled: 'No se usó la llave de acceso. Inténtelo de nuevo cuando esté listo.',
    },
    enrol: {
      title: 'Registrar su llave de acceso',
      lead: 'Este enlace es para una sola persona y sirve una vez. La llave de acceso queda en su poder: la pasarela conserva su mitad pública y anota en sus pruebas que es suya.',
      person: 'Persona',
      offices: 'Oficinas',
      roles: 'Funciones',
      register: 'Registrar una llave de acceso',
      gone: 'Este enlace no es válido',
      goneLead: 'Ya se usó, ha caducado o nunca existió. Pida otro a quien gestiona la pasarela.',
      done: 'Su llave de acceso está registrada',
    },
    promises: {
      title: 'Qué promete esta pasarela y qué no puede prometer',
      lead: 'Las administraciones aduaneras se facilitan información bajo condiciones (artículo 12 del Acuerdo de la OMC sobre Facilitación del Comercio). De cada condición esta página dice qué hace la pasarela de quien la recibe.',
      operator:
        'Nada se impone a quien gestiona la pasarela receptora: quien tiene la máquina puede cambiar el programa. Lo que se leyó antes a través de ella está en sus pruebas.',
      head: {
        term: 'Condición',
        does: 'Qué hace la pasarela',
        class: 'Clase',
        against: 'Contra quién',
        beyond: 'Qué no guarda ninguna máquina',
      },
      classes: { E: 'impuesto', D: 'detectado', A: 'atestiguado', L: 'solo deber legal' },
      log: 'El registro de pruebas',
      logLead:
        'Todo lo que debe poder probarse se consigna en un registro que solo crece. Este es su último punto de control, firmado por la pasarela y por miembros asociados como testigos; puede compararse con uno visto antes.',
    },
    characters: {
      limit: 'Puede escribir hasta %{count} caracteres.',
      count: {
        under: {
          one: 'Le queda %{count} carácter',
          many: 'Le quedan %{count} caracteres',
          other: 'Le quedan %{count} caracteres',
        },
        at: 'No le quedan caracteres',
        over: {
          one: 'Sobra %{count} carácter',
          many: 'Sobran %{count} caracteres',
          other: 'Sobran %{count} caracteres',
        },
      },
    },
    roleNames: {
      submit: 'redactar mensajes',
      read: 'consultar expedientes',
      release: 'leer el contenido',
      approve: 'aprobar como segunda persona',
      operate: 'gestionar la pasarela',
      monitor: 'leer sus cifras',
    },
    show: 'Mostrar',
    case: 'Expediente',
    partner: 'Miembro asociado',
    role: 'Nuestra parte',
    state: 'Estado',
    due: 'Vencimiento',
    overdue: 'vencido',
    noDay: 'No hay día fijado',
    office: 'Oficina',
    what: 'Qué',
    agreement: 'Acuerdo',
    purpose: 'Finalidad',
    openedAt: 'Abierto',
    regions: 'Además',
    discretion: 'Discrecionalidad',
    discretionary: 'El miembro requerido decide si responde (12.7.2, 12.8)',
    next: 'Qué puede hacer ahora',
    nothingNext: 'Ahora no se puede enviar nada en este expediente.',
    notLegal: 'Qué no se puede enviar ahora, y por qué',
    secondPerson: 'lo aprueba una segunda persona',
    by: 'Lo debe',
    source: 'Lo fija',
    owed: 'Qué se debe',
    owedBy: (member: string) => `lo debe ${member}`,
    caseWith: (member: string) => `Expediente con ${member}`,
    duties: {
      answer: 'Respuesta',
      postponed: 'Respuesta aplazada',
      owed: 'Respuesta a un mensaje',
      disposal: 'Eliminación',
      report: 'Informe de utilizaciones',
    },
    wanted: 'Qué pide la solicitud',
    documents: 'Documentos',
    document: 'Documento',
    outcome: 'Resultado',
    withdrawn: 'Ya no se pide',
    expectedOn: (day: string) => `previsto para el ${day}`,
    direction: 'Sentido',
    received: 'recibido',
    sent: 'enviado',
    size: 'Tamaño',
    sizes: { small: 'pequeño', medium: 'mediano', large: 'grande', 'very-large': 'muy grande' },
    verified: 'Exactitud',
    acceptance: 'Condiciones',
    disposed: 'Eliminado',
    locked: 'Su clave aún no ha llegado',
    lockedThere: 'El miembro asociado lo abre cuando ha aceptado las condiciones y hemos entregado la clave',
    permissions: 'Permisos',
    permission: 'Permiso',
    verdict: 'Decisión',
    usesLeft: 'Usos restantes',
    unlimited: 'sin límite',
    until: 'Hasta',
    timeline: 'Qué ocurrió',
    print: 'Imprimir este expediente',
    deliveryStates: {
      queued: 'en cola',
      waiting: 'en espera',
      sending: 'en camino',
      delivered: 'acuse de recibo recibido',
      refused: 'rechazado por el miembro asociado',
      expired: 'no se pudo entregar',
      cancelled: 'anulado',
    },
    channels: { paper: 'Carta', 'e-mail': 'Correo electrónico', telephone: 'Llamada telefónica', other: 'Otro' },
    conditions: {
      label: 'Condiciones de uso',
      none: 'Todavía no se ha facilitado información en este expediente.',
      oursAlone: 'No conservamos nada del miembro asociado en este expediente.',
      all: 'Todas las condiciones',
      from: 'Facilitado por',
      purpose: 'Solo para',
      offices: 'Pueden leerlo',
      until: 'Legible hasta',
      permission: 'Necesita un permiso escrito',
      excluded: 'Nunca en',
      unverified: 'Una parte no está verificada: ninguna decisión puede basarse solo en ella (12.5.1 d).',
    },
    terms: {
      title: 'Condiciones completas',
      none: 'Nada está sujeto a condiciones en este expediente.',
      held: (member: string) => `Lo que conservamos de ${member}`,
      given: (member: string) => `Lo que facilitamos a ${member}`,
    },
    inbox: {
      nothing: 'No hay nada pendiente.',
      nothingSoon: (until: string) => `No hay nada pendiente hasta el ${until}.`,
      later: (until: string) => `También lo que vence después del ${until}`,
      here: { one: '# entrada en esta página.', other: '# entradas en esta página.' },
      overdue: { one: '# está vencida.', other: '# están vencidas.' },
      caption: 'Qué está pendiente, lo más próximo primero',
      sides: 'Respuestas de quién',
      by: { us: 'Lo debemos nosotros', partner: 'Lo deben los miembros asociados' },
    },
    cases: {
      nothing: 'No hay expedientes así.',
      caption: 'Expedientes de sus oficinas',
      sides: 'Qué expedientes',
      whose: { all: 'De mis oficinas', mine: 'Los míos' },
      partnerHint: 'Código del miembro, como XB; vacío para todos',
    },
    read: {
      noRole: 'No tiene la función de leer contenido: lo hace alguien de su oficina que la tenga.',
      column: 'Contenido',
      link: 'Leer',
      recorded:
        'Quién lee, con qué finalidad y cuándo se anota en las pruebas antes de mostrar nada, también cuando se deniega.',
      purpose: '¿Con qué finalidad lo lee?',
      use: '¿Qué hace con ello?',
      uses: { view: 'Verlo', print: 'Imprimirlo', export: 'Sacar una copia' },
      useHints: {
        view: 'Se muestra aquí y no se guarda.',
        print:
          'Sale de la pasarela un archivo comprimido: los octetos tal como se dieron, y TERMS.txt, que dice para quién y con qué finalidad se hizo la copia, cuándo, de qué (SHA-256) y bajo qué condiciones. La eliminación da cuenta de ella.',
        export: 'El mismo archivo comprimido, para guardarlo en otro lugar. La eliminación da cuenta de él también.',
      },
      documents: '¿Qué documentos lo acompañan?',
      withDocuments: 'Los de este mensaje, cada uno bajo sus propias condiciones',
      withDocumentsHint:
        'Para una copia. Lo que sus condiciones retienen aquí se queda aquí, y el archivo dice por qué.',
      onlyShown:
        'Se muestra aquí para verlo. El marco no ejecuta scripts ni abre nada más, esta página no guarda ni imprime nada, y se pide al navegador que no conserve nada.',
      onlyShownPdf:
        'Un PDF lo muestra el visor de su navegador. Ninguna página puede quitarle sus propios botones para guardar e imprimir: no use ninguno. Lo que hacen es una copia sin condiciones, que nadie cuenta. Una fotografía de la pantalla también lo es.',
      onlyShownOther:
        'Lo que ninguna página puede impedir es una fotografía de la pantalla: es una copia sin condiciones, que nadie cuenta.',
      button: 'Leerlo',
      observe: 'Qué debe observar',
    },
    clear: {
      link: 'Decidir que otra persona puede leerlo',
      title: '¿Puede leerlo otra persona?',
      lead: 'Para cuando las condiciones lo dejan a una persona, como entonces lo dice la lectura. Vale para un lector, una finalidad y un uso, y queda escrito en las pruebas. Nadie lo decide para sí, y no quita ninguna denegación.',
      noRole: 'No tiene un papel para esto: decide una persona con el papel «aprobar».',
      hand: 'Decide una segunda persona de su oficina con el papel «aprobar». Le espera en «Segunda persona»; esta dirección lleva directamente allí.',
      asks: 'Quién espera poder leer',
      noAsks: 'Nadie espera una decisión para poder leer.',
      kinds: { item: 'Un documento', body: 'Lo que dice un mensaje' },
      own: 'es suyo: decide otra persona',
      reader: '¿Quién puede leer?',
      readerHint: 'El identificador de una persona de su administración',
      purpose: '¿Para qué finalidad?',
      use: '¿Qué puede hacer con ello?',
      until: '¿Hasta qué día?',
      untilHint: 'Como máximo 90 días a partir de hoy',
      uses: '¿Cuántas veces?',
      reason: '¿Por qué?',
      reasonHint: 'Se guarda cifrado',
      button: 'Decidir',
      done: 'Está decidido',
      cleared: (reader: string, until: string, uses: number) =>
        `${reader} puede leerlo hasta el ${until}; número de veces: ${uses}.`,
    },
    belonging: {
      title: 'Quién se ocupa',
      person: 'Persona',
      personHint: 'Un identificador de su administración; vacío para nadie',
      assign: 'Asignar',
      office: 'Otra de nuestras oficinas',
      officeHint: 'Lo que se nos facilitó solo puede leerse allí si las condiciones nombran esa oficina.',
      hand: 'Traspasar',
    },
    me: {
      another: 'Añadir otra llave de acceso',
      newLead: 'Su llave de acceso mostró que es usted. Registre ahora la nueva.',
      title: 'Usted',
      function: 'Su cargo',
      keys: 'Sus llaves de acceso',
      lead: 'Con ellas se inicia sesión y se firma. Quien gestiona la pasarela retira una llave perdida.',
    },
    sign: {
      title: 'Firmar con su llave de acceso',
      lead: 'Lo que figura aquí es lo que firma. Se conserva con su firma en las pruebas.',
      act: 'Qué hace',
      subject: 'Con qué',
      acts: {
        release: 'Leer contenido',
        clear: 'Decidir que otra persona puede leer',
        approve: 'Aprobar un borrador',
        permit: 'Dar un permiso',
        'accept-terms': 'Aceptar condiciones',
        dispose: 'Eliminar contenido',
        'accept-partner': 'Aceptar la ficha de un miembro asociado',
      },
      button: 'Firmar',
      says: 'Qué dice',
      exactly: 'Exactamente lo que se firma',
      noKey: 'Aún no tiene llave de acceso: registre una primero.',
    },

    // What is written, rehearsed and approved.
    form: {
      day: 'año-mes-día, por ejemplo 2026-03-02',
      instant: 'día y hora en tiempo universal (UTC)',
      such: (example) => `por ejemplo ${example}`,
      most: (characters) => `${characters} caracteres como máximo`,
      choose: 'Elija',
      notSaid: 'Sin indicar',
      give: 'Añadir',
      another: 'Añadir otro elemento',
      remove: 'Quitar',
      name: 'Nombre',
      value: 'Valor',
    },
    compose: {
      open: 'Abrir un expediente',
      noAgreement: 'No hay aquí ningún acuerdo en virtud del cual se pueda abrir un expediente.',
      to: (member) => `A ${member}`,
      recipient: 'A',
      newOne: 'Uno nuevo',
      rehearse: 'Continuar: todavía no se envía nada',
      kind: 'Qué es el documento',
      as: 'Cómo se presentó',
      filed: { electronic: 'Electrónico', paper: 'En papel, escaneado' },
      file: 'Documento',
      fileHint: (mebibytes) =>
        `Puede soltar documentos aquí. Si el navegador ejecuta scripts, se envían por partes y siguen tras un corte de la línea; sin scripts, un formulario admite ${mebibytes} MiB como máximo. El documento se cifra bajo sus condiciones según llega.`,
      upload: 'Cargar',
      progress: 'Parte ya enviada',
      uploadFailed: 'La línea se cortó y el documento no llegó. No se ha perdido nada: elija Cargar otra vez.',
      leaveOut: 'Quitar el documento',
      name: 'Nombre',
    },
    rehearsal: {
      title: 'Antes del envío',
      lead: 'No se ha enviado nada. Esto es lo que sale cuando usted lo envía.',
      message: 'Mensaje',
      opens: 'Quién puede abrirlo',
      whoOpens: (member, offices, purposes) => `En ${member}: ${offices}, y solo para: ${purposes}`,
      second: 'Segunda persona',
      secondYes: 'Una segunda persona tiene que aprobarlo antes del envío.',
      secondNo: 'Por lo que se sabe ahora, sale de inmediato.',
      unmet: {
        'two-persons':
          'El miembro asociado cumple menos de lo que exigen estas condiciones: dos personas deciden si se facilitan documentos.',
        refuse:
          'El miembro asociado cumple menos de lo que exigen estas condiciones: según el acuerdo, no se facilitan documentos.',
      },
      says: 'Lo que dice',
      terms: 'Bajo qué condiciones',
      kept: (member) => `Lo que ${member} declara cumplir, y cómo`,
      term: 'Condición',
      demanded: 'Exigido',
      declared: 'Declarado por el miembro asociado',
      less: 'menos de lo exigido',
      send: 'Enviar',
      keep: 'Guardar el borrador modificado',
      back: 'Modificarlo',
    },
    done: {
      title: 'El mensaje está en camino',
      lead: 'Está guardado aquí y se entregará al miembro asociado sin que usted haga nada más.',
      waits: 'El mensaje espera a una segunda persona',
      toDraft: 'Ver el borrador',
      toCase: 'Ver el expediente',
      alike: 'Ya hay expedientes sobre la misma declaración:',
    },
    drafts: {
      nothing: 'Nada espera a una segunda persona.',
      caption: 'Mensajes que esperan a una segunda persona, primero los más antiguos',
      message: 'Mensaje',
      by: 'Escrito por',
      since: 'Desde',
      opens: 'Abre un expediente',
      waits: 'en espera',
      own: 'propio',
      returned: 'devuelto',
      returnedBy: (person, reason) => `Devuelto por ${person}: ${reason}`,
      revision: 'Revisión',
      changedSince:
        'Se ha modificado o devuelto desde que se escribió; lo que aquí consta es la revisión más reciente, sobre la que usted decide.',
      decide: 'Su decisión',
      notOwn: 'Usted ha escrito en este mensaje. Lo aprueba otra persona que no haya escrito nada en él.',
      changeFirst: 'Se ha devuelto. Hay que modificarlo antes de que se pueda aprobar.',
      approve: 'Aprobar y enviar',
      reason: '¿Por qué lo devuelve?',
      giveBack: 'Devolver',
      change: 'Modificarlo; desde entonces es suyo y lo aprueba otra persona',
      withdraw: 'Retirarlo: no saldrá nunca',
      changes: 'Lo que usted ha modificado',
      noChanges: 'No se ha modificado nada.',
      field: 'Campo',
      before: 'Antes',
      after: 'Ahora',
    },

    // What is registered, found, held, used and printed.
    register: {
      link: 'Registrar una carta o una llamada',
      byHand: 'registrado a mano',
      lead: 'Lo que le llegó o salió fuera de la pasarela pasa a formar parte del expediente. Su estado no cambia, y al miembro asociado no se le comunica.',
      fields: {
        direction: 'Recibido o enviado',
        channel: 'Por qué vía',
        type: 'A qué mensaje equivale',
        on: 'En qué día',
        summary: 'Lo que dice, en pocas palabras',
        reference: 'Dónde se vuelve a encontrar',
      },
      button: 'Registrar',
    },
    search: {
      lead: 'Lo que se nos ha facilitado se encuentra solo mientras su oficina pueda leerlo. La búsqueda queda anotada: quién la hizo, cuándo y por qué clase de número. El número mismo no figura en ninguna dirección, registro ni anotación.',
      by: 'De qué es el número',
      of: {
        declaration: 'Una declaración',
        trader: 'Un operador',
        file: 'Un expediente nuestro o del miembro asociado',
      },
      number: 'Número',
      hint: 'Los espacios, guiones, barras y minúsculas no importan.',
      noNumber: 'Escriba un número con letras o cifras, de 200 caracteres como máximo',
      found: 'Expedientes encontrados',
      nothing: 'El número no figura en ningún expediente que usted pueda ver.',
      more: 'Hay más expedientes de los que se muestran: precise el número.',
    },
    held: {
      nothing: 'No tenemos nada que haya facilitado un miembro asociado.',
      caption: 'Lo que tenemos, primero lo vencido',
      disposeBy: 'Eliminar antes de',
      ends: 'Fin de la conservación',
      method: 'Cómo',
      still: 'Todavía fuera, o conservado',
      next: 'Qué hacer',
      what: { item: 'Documento', body: 'Lo que dice un mensaje' },
      copies: { one: '# copia', other: '# copias' },
      outUntil: (day) => `fuera hasta el ${day}`,
      holdUntil: (day) => `conservado por orden hasta el ${day}`,
    },
    uses: {
      link: 'Cómo se utiliza la información',
      theirs: (member) => `Lo que hizo ${member} con lo que facilitamos`,
      ours: 'Lo que hicimos con lo que se nos facilitó',
      unsigned: 'El miembro asociado todavía no ha firmado ningún uso.',
      signed: (count, attested) =>
        `El miembro asociado ha firmado ${count} usos; todos hasta el número ${attested} están comunicados y concuerdan.`,
      untold: {
        one: '# uso está firmado y todavía no comunicado.',
        other: '# usos están firmados y todavía no comunicados.',
      },
      nothing: 'Ninguno.',
      differs: 'El miembro asociado ha firmado algo que contradice lo demás que ha firmado.',
      findings: {
        forked: 'se firmaron dos cadenas',
        'went-back': 'se firman menos usos que antes',
        differs: 'se comunicó otro uso que el que se firmó',
        'left-out': 'el informe termina antes de tiempo',
        withheld: 'el informe se reserva algo',
        holding: 'lo que dice conservar no es lo que dejan sus declaraciones de eliminación',
      },
      odd: 'no concuerda',
      use: 'Uso',
      at: 'Cuándo',
      reader: 'Lector',
      content: 'Contenido',
      notTold: 'todavía no comunicado',
      kinds: { release: 'leído', denial: 'denegado', 'key.destroyed': 'claves destruidas' },
      does: {
        view: 'para consultarlo',
        print: 'para imprimirlo',
        export: 'para sacar una copia',
        compare: 'para compararlo',
        annotate: 'para anotarlo',
        extract: 'para extraer una parte',
        decide: 'para decidir',
        disclose: 'para revelarlo',
        evidence: 'como prueba',
        analytics: 'para análisis',
      },
      holds: (member) => `Lo que ${member} conserva por ahora, según su último informe`,
      byNow: 'Por ahora',
      held: 'conservado',
      disposed: 'eliminado',
      copies: 'Copias que salieron',
      outUntil: 'Última copia de vuelta el',
      heldUntil: 'Conservación legal hasta',
    },
    printed: {
      at: (instant) => `Impreso el ${instant}.`,
      lead: 'Lo que facilitó el miembro asociado no figura en él.',
    },

    // For whoever runs the gateway.
    operator: {
      done: 'Hecho',
      next: 'Qué hacer ahora',
      because: 'Por qué',
      whyHint: 'Diga por qué, y a quién llamó. Queda como prueba.',
      onCommandLine: 'En la línea de órdenes',
      commandHint: 'Ninguna página lo hace: ejecute la orden donde está instalada la pasarela.',
      seconds: { one: '# segundo', other: '# segundos' },
      minutes: { one: '# minuto', other: '# minutos' },
      hours: { one: '# hora', other: '# horas' },
      days: { one: '# día', other: '# días' },
      member: 'Miembro',
      found: 'Lo que se encontró',
      since: 'Desde',
      use: 'Uso',
      ends: 'Termina',
      left: 'Queda',
      ended: 'terminado',
      ours: 'nuestro',
      gateway: {
        title: 'Estado de la pasarela',
        ready: 'La pasarela acepta solicitudes.',
        notReady: 'La pasarela no acepta solicitudes ahora.',
        well: 'No hay nada que examinar.',
        reasons: 'Lo que hay que examinar',
        version: 'Versión',
        card: 'Número de nuestra ficha',
        unstamped: 'Puntos de control sin sello de tiempo',
        waiting: 'Lo que espera',
        nothingWaits: 'Nada espera.',
        deliveries: 'Envíos',
        oldest: 'El más antiguo',
        away: 'Mantenimiento',
        awayLead:
          'Los asociados saben hasta cuándo estamos ausentes: guardan lo que es para nosotros y no dan la alarma. La pasarela sigue hasta que usted la detenga.',
        awayFor: '¿Por cuánto tiempo?',
        tell: 'Anunciar nuestra ausencia a los asociados',
        tellBack: 'Anunciar nuestro regreso a los asociados',
        told: 'Lo que se dijo a los asociados',
        outcomes: {
          told: 'lo sabe',
          away: 'no se le puede alcanzar, y lo sabrá más tarde',
          cannot: 'no recibe tales avisos',
        },
      },
      restored: {
        title: 'Lo que falta desde una restauración',
        nothing: 'Aquí no se restauró nada, o todo está resuelto.',
        since: 'Copia hecha el',
        from: 'Qué copia',
        partners: 'Lo que dijeron los asociados',
        cases: 'Casos de los que algo no se puede obtener',
        closed: 'cerrado',
        open: 'abierto',
        settleLead:
          'Un caso se abre tal como está aquí: puede contener lo que se eliminó desde entonces. Quién lo hizo, y por qué, es prueba.',
        which: 'Cuál',
        whichHint: 'El identificador de un caso; o el código de un asociado, para todos los casos con él.',
        settle: 'Resolver',
      },
      partners: {
        caption: 'Los asociados y las líneas hacia ellos',
        nothing: 'Todavía no hay asociados.',
        name: 'Nombre',
        states: { active: 'activo', suspended: 'suspendido' },
        circuit: 'Línea',
        circuits: { closed: 'en uso', open: 'no se envía nada', 'half-open': 'se prueba de nuevo' },
        card: 'Su ficha',
        holdsOurs: 'Nuestra ficha que tiene',
        endpoint: 'Puerta de los asociados',
        awayUntil: 'Ausente hasta',
        notAway: 'Está presente',
        inFlight: 'En camino',
        contact: 'Punto de contacto',
        office: 'Oficina',
        hours: 'Horario',
        zone: 'Zona horaria',
        languages: 'Idiomas',
        phone: 'Teléfono',
        email: 'Correo electrónico',
        profiles: 'Clases de intercambio',
        assurance: 'Cómo cumple cada condición',
        classes: {
          E: 'impuesta',
          D: 'detectada por un plazo',
          A: 'atestiguada por una función nombrada',
          L: 'dejada al derecho',
        },
        keys: 'Sus claves y certificados',
        test: 'Probar la línea',
        testLead:
          'Un mensaje de prueba hace todo el camino hasta el asociado y de vuelta, y no llega a ningún sistema nacional.',
        tested: 'Lo que encontró la prueba',
        step: 'Paso',
        answered: 'Respondió en # ms; la línea está lista.',
        failed: 'La línea falló',
        add: 'Un nuevo asociado se añade en la línea de órdenes, donde se preguntan tres de sus doce palabras:',
      },
      suspension: {
        link: 'Lo que hay que saber antes de una suspensión',
        title: 'Antes de una suspensión',
        lead: 'Lo que se dio a este asociado, lo que está abierto con él y lo que sigue circulando. Esta página no suspende nada: lo hace una persona.',
        notWhole: 'Solo se muestran los casos de sus oficinas. Quien opera la pasarela ve los de todas.',
        exchange: 'El intercambio',
        ours: 'Nuestras obligaciones con él',
        theirs: 'Sus obligaciones con nosotros',
        hold: 'están en vigor',
        rest: (day) => `están suspendidas desde el ${day}`,
        caption: 'Casos con él',
        nothing: 'Aquí no hay casos con él.',
        given: 'Dado por nosotros',
        there: 'Todavía allí',
        held: 'Conservado aquí',
        theyOwe: 'Debe',
        weOwe: 'Debemos',
        breach: 'Infracción, contradicciones',
        late: { one: '# vencida', other: '# vencidas' },
        contradicts: { one: '# contradicción', other: '# contradicciones' },
        once: 'Una vez suspendidas nuestras obligaciones',
        flows: 'Sigue circulando',
        rests: 'Queda en suspenso',
        obligations:
          'Las obligaciones pueden suspenderse después de una infracción (12.11.2): el asociado sabe cuál, y qué las reanuda. Lo que nos debe por lo que tiene, lo sigue debiendo y puede decirlo.',
        write: 'Escribir la suspensión',
        wholly:
          'O termina todo el intercambio, hasta que alguien lo retome: no se envía ni se recibe nada, tampoco lo debido. Lo que cada parte debe, lo sigue debiendo.',
      },
      cards: {
        title: 'Fichas nuevas sobre las que deciden dos personas',
        nothing: 'Ninguna ficha nueva de un asociado espera.',
        states: { waiting: 'espera', confirmed: 'se está tomando', refused: 'rechazada' },
        whys: {
          chain: 'ninguna clave siguiente la firmó',
          moved: 'su nombre o su servidor es otro',
          fork: 'otra ficha sigue a la misma',
        },
        inUse: 'Ficha en uso',
        thisCard: 'Esta ficha',
        call: 'A quién llamar',
        until: 'Espera hasta',
        decided: 'Lo que se dijo de ella',
        yes: 'sí',
        no: 'no',
        decide: 'Decidir',
        one: 'Decidir sobre una ficha nueva',
        lead: 'Llame al punto de contacto a un número que conocía antes de que llegara esta ficha, y haga que le lean sus doce palabras. Aquí no se muestran en ningún lugar: se oyen. Una segunda persona hace lo mismo.',
        decision: '¿Qué dice usted?',
        confirm: 'Sí: oí las palabras de esta ficha',
        refuse: 'No: la ficha en uso se queda',
        words: 'Las doce palabras, tal como se las leyeron',
        wordsHint: 'En su orden, separadas por un espacio. Un no no necesita ninguna.',
        button: 'Decirlo',
        introduced: 'Lo que otros asociados dicen de esta ficha',
        introducedByNobody: 'Ningún asociado la ha presentado.',
        seen: 'Los vio el',
        counts: 'Cuenta',
        uncounted: {
          unknown: 'no: ya no es asociado',
          suspended: 'no: el intercambio con él está suspendido',
          forked: 'no: tiene dos historias',
          'not-valid': 'no: su plazo o su clave terminó, o dice otra cosa',
          'same-anchor': 'no: puede ser uno con otro que cuenta, con el propio miembro o con nosotros',
        },
        enough: (counting: string, wanted: string) =>
          `Cuentan ${counting} de las ${wanted} presentaciones que se piden.`,
        wordsStillNeeded: 'Se necesitan las doce palabras.',
        noWordsNeeded: 'No se necesitan palabras. Si conoce allí una voz, llame de todos modos.',
        confirmIntroduced: 'Sí: oí las palabras de esta ficha, o me fío de estas presentaciones',
        wordsHintIntroduced:
          'En su orden, separadas por un espacio. Déjelo vacío para fiarse de las presentaciones; lo que escriba se compara.',
        outcomes: {
          waiting: 'Anotado. Una segunda persona confirma también esta ficha.',
          taken: 'La ficha está ahora en uso.',
          refused: 'Rechazada. La ficha en uso se queda.',
        },
      },
      introductions: {
        title: 'Presentaciones',
        lead: 'A un miembro que lo perdió todo, con todas sus claves, no lo conoce nadie. Asociados que han vuelto a ver a su gente dicen a otros que su ficha nueva es la suya. Dos personas dicen lo mismo antes de que salga; vale 30 días, y solo para ese asociado.',
        made: 'Lo que decimos de otros',
        nothing: 'No presentamos a nadie.',
        about: 'De quién',
        to: 'A qué asociado',
        seen: 'Los vimos el',
        seenHint: 'El día en que gente nuestra vio a gente suya y comparó las doce palabras.',
        until: 'Hasta',
        states: { asked: 'se pide a una segunda persona', made: 'el asociado todavía no la ha tomado', sent: 'tomada' },
        introduce: 'Presentar este miembro a un asociado',
        introduceLead:
          'Solo si lo perdió todo, y gente nuestra ha visto a gente suya desde entonces. Se presenta la ficha que está en uso aquí. La segunda persona viene a esta página y dice el mismo día.',
        introduceButton: 'Afirmarlo',
        toNobody: 'No hay otro asociado activo.',
        reasonHint: 'Diga por qué, y quién vio a quién. Queda como prueba.',
        outcomes: {
          asked: 'Anotado. Una segunda persona dice lo mismo.',
          made: 'Hecha. El asociado todavía no la ha tomado; se envía de nuevo cada hora.',
          sent: 'El asociado la ha tomado.',
        },
        offer: 'Una ficha nueva que llegó como archivo',
        offerLead:
          'De un asociado que lo perdió todo y ya no llega hasta nosotros. Dos personas deciden; hasta entonces se queda la ficha en uso.',
        offerButton: 'Hacer que decidan dos personas',
        card: 'La ficha, tal como la dio el asociado',
        hear: 'Una presentación que llegó como archivo',
        hearLead: 'Lo que un asociado dice de una ficha que espera aquí. Se cuenta junto a la ficha.',
        hearButton: 'Tomarla en cuenta',
        introduction: 'La presentación, tal como la dio el asociado',
      },
      keys: {
        validities: 'Lo que termina, lo más próximo primero',
        lives: 'Las claves, y en qué punto está cada una',
        holders: 'Quién tiene qué ficha',
        lists: 'Listas de certificados revocados',
        nothing: 'No hay ninguna.',
        id: 'Identificador',
        uses: {
          tls: 'puerta de los asociados (TLS)',
          national: 'puerta nacional (TLS)',
          signing: 'firma',
          encryption: 'cifrado',
          log: 'registro de pruebas',
          card: 'ficha siguiente',
          ca: 'autoridad de certificación',
          crl: 'lista de certificados revocados',
        },
        standings: {
          holds: 'vale',
          ending: 'termina pronto',
          ended: 'ha terminado',
          early: 'todavía no',
          replaced: 'sustituido',
        },
        states: {
          next: 'siguiente',
          announced: 'anunciada',
          active: 'en uso',
          retiring: 'para lo que está en camino',
          revoked: 'revocada',
          gone: 'desaparecida',
        },
        theirs: 'Lo renueva su punto de contacto',
        authority: 'Autoridad',
        number: 'Número',
        source: 'Dada por',
        commands: 'Lo que solo hace la línea de órdenes',
        plan: 'Cuándo hay que cambiar cada una de nuestras claves',
        rehearse: 'Un cambio de ensayo, del que no se guarda nada',
        rotate: 'Claves nuevas junto a las antiguas',
        finish: 'Las claves antiguas se van, cuando todos los asociados tienen nuestra ficha',
        revoke: 'Robaron una clave',
        rehearsal: 'Ensayar nuestra próxima ficha',
        rehearsalLead: 'Los asociados dicen si tomarían una ficha que viene. No guardan nada de ella.',
        rehearsalCard: 'La ficha, tal como la escribió la orden',
        ask: 'Preguntar a los asociados',
        said: 'Lo que dicen los asociados',
        outcomes: {
          takes: 'la toma',
          refuses: 'la rechaza',
          cannot: 'no puede decirlo',
          away: 'no se le puede alcanzar',
        },
        today: 'Envíos de hoy',
        within: 'La tendría en',
      },
      deliveries: {
        caption: 'Los envíos, el más reciente primero',
        nothing: 'No hay tales envíos.',
        delivery: 'Envío',
        attempts: 'Intentos',
        hop: 'Tramo que falló',
        dueAt: 'Próximo intento',
        expiresAt: 'Se intenta hasta',
        changedAt: 'Cambiado',
        receipt: 'Recibo',
        again: 'Enviar de nuevo',
        queued: 'Está de nuevo en espera.',
        dead: 'No se pudieron entregar',
        show: 'Estado',
      },
      evidence: {
        caption: 'Lo que ocurrió y se puede probar, en su orden',
        nothing: 'Aquí no hay pruebas.',
        number: 'Número',
        when: 'Cuándo',
        kind: 'Qué',
        subject: 'Acerca de',
        data: 'Lo que se prueba',
        leaf: 'Hoja del registro',
        after: 'Después del número',
        caseHint: 'Identificador de un caso; vacío para todos',
        check: 'Comparar la base con el registro',
        checkLead: 'Una parte cada vez. No cambia nada.',
        checked: { one: 'Se comprobó # fila.', other: 'Se comprobaron # filas.' },
        upTo: (last: string, size: string) => `Hasta la fila ${last}; el registro tiene ${size} entradas.`,
        sound: 'Todo concuerda.',
        faults: 'Lo que no concuerda',
        further: 'Comprobar la parte siguiente',
        whole: 'Era lo último de la base.',
        proof: 'Probar un mensaje',
        proofLead:
          'Quien tenga nuestra clave del registro puede comprobar que el mensaje está en nuestro registro de pruebas.',
        message: 'Identificador del mensaje',
        prove: 'Hacer la prueba',
        index: 'Lugar de su hoja',
        asText: 'La prueba (C2SP tlog-proof)',
        witnesses: 'Testigos',
        witnessesLead:
          'Los asociados cofirman lo que publicamos de nuestro registro, y nosotros el suyo: nadie puede cambiar un registro después sin que otros lo vean. Quien está ausente cofirma a su vuelta.',
        published: 'Publicado por última vez',
        entries: 'Asientos',
        stamped: 'Sello de tiempo',
        notStamped: 'todavía no',
        unpublished: 'Todavía no se ha publicado nada de nuestro registro.',
        witnessesCaption: 'Quién cofirmó qué, y cuándo por última vez',
        cosigned: 'Cofirmado del nuestro',
        owedSince: 'Debe una desde',
        owesNone: 'no debe ninguna',
        notAsked: 'no se le pide',
        ofTheirs: 'Del suyo cofirmamos',
        noWitness: 'No hay asociados: nadie responde de nuestro registro.',
        proofCommand: 'El asiento y la sal, sin los que nadie puede calcular la hoja, los da la línea de órdenes:',
      },
      dates: {
        title: 'Tablero de fechas',
        caption: 'Lo que termina o vence, por día, lo más próximo primero',
        nothing: 'Nada termina, y nada vence.',
        past: 'pasado',
        kinds: {
          key: 'Clave o certificado',
          crl: 'Lista de certificados revocados',
          card: 'Ficha sobre la que deciden dos personas',
          absence: 'Fin de una ausencia',
          delivery: 'Envío que se intenta',
          clock: 'Respuesta',
          retention: 'Eliminación',
          hold: 'Fin de una conservación legal',
          copies: 'Copias que están fuera',
        },
        more: 'Hay más de lo que se muestra aquí.',
        parts: 'Los plazos de los casos y la conservación se muestran a quienes leen los casos.',
      },
    },

    // Who may come in, what is set and what happened.
    installation: {
      access: {
        title: 'Quién puede entrar',
        lead: 'Las personas en este escritorio y los sistemas que usan la API, tal como los conoce ahora la pasarela.',
        persons: 'Personas',
        clients: 'Sistemas',
        person: 'Persona',
        client: 'Cliente',
        inFunction: 'En qué función',
        keys: 'Llaves de acceso',
        link: 'Enlace hasta',
        actsFor: 'Actúa por personas',
        until: 'Secreto hasta',
        former: 'Secreto anterior, hasta',
        nobody: 'Nadie',
        act: 'Qué hacer',
        remove: 'Retirar',
        whom: 'Quién',
        removeLead:
          'Desde ahora no entra más; si es una persona con sesión iniciada, se cierra al instante. Lo que hizo y firmó permanece. Solo la línea de comandos vuelve a dejar entrar.',
        removeNow: 'Retirar ahora',
        notItself: 'Nadie se retira a sí mismo: lo hace otro operador.',
        allOffices: 'Todas las oficinas',
      },
      settings: {
        title: 'Ajustes',
        lead: 'Tal como están en vigor. Se cambian en bulla.json o en el entorno, donde está instalada la pasarela; entre ellos no hay ningún secreto.',
        name: 'Ajuste',
        value: 'En vigor',
        means: 'Qué hace',
        usual: 'valor habitual',
        unset: 'sin definir',
        running: 'Un cambio se adopta sin reiniciar.',
      },
      events: {
        title: 'Lo que ha ocurrido',
        lead: 'Lo más reciente primero. La página se renueva sola.',
        when: 'Cuándo',
        what: 'Qué',
        nothing: 'Todavía no ha ocurrido nada que le concierna.',
        kinds: {
          'message.received': 'Llegó un mensaje.',
          'message.submitted': 'Un mensaje nuestro está en camino.',
          'message.delivered': 'El miembro asociado dio su acuse de recibo.',
          'message.refused': 'El miembro asociado rechazó un mensaje nuestro.',
          'message.expired': 'Un mensaje nuestro no pudo entregarse a tiempo.',
          'case.reminder': 'Una respuesta vence pronto.',
          'case.overdue': 'Una respuesta está atrasada.',
          'case.handed': 'Un expediente pasó a otra oficina.',
          'case.assigned': 'Cambió la asignación de un expediente.',
          'release.asked': 'Un lector espera la decisión de una segunda persona.',
          'case.alike': 'Un segundo expediente trata de la misma declaración.',
          'uses.differ': 'Lo que el miembro asociado dice de sus lecturas contradice lo que firmó.',
          'draft.made': 'Un mensaje espera a una segunda persona.',
          'draft.changed': 'Se modificó un borrador.',
          'draft.returned': 'Se devolvió un borrador.',
          'draft.withdrawn': 'Se retiró un borrador.',
          'draft.expired': 'Un borrador esperó demasiado.',
          'agreement.laid-down': 'Un acuerdo está en vigor.',
          'delivery.refused': 'Un envío terminó: el miembro asociado lo rechaza.',
          'delivery.expired': 'Un envío terminó: se agotó su plazo.',
          'circuit.open': 'El miembro asociado no responde.',
          'circuit.closed': 'El miembro asociado responde de nuevo.',
          'partner.away': 'El miembro asociado está ausente por mantenimiento.',
          'partner.back': 'El miembro asociado ha vuelto.',
          'assurance.lowered': 'Una ficha más reciente del miembro asociado promete menos.',
          'validity.ending': 'Una clave, un certificado o una lista termina pronto.',
          'validity.ended': 'Una clave, un certificado o una lista ha terminado.',
          'validity.early': 'Una clave, un certificado o una lista aún no vale.',
          'detected.many-reads-item': 'Una misma persona o un mismo cliente leyó muy a menudo un documento o mensaje.',
          'detected.many-reads-item-all':
            'Un documento o mensaje se leyó muy a menudo, entre todas las personas y todos los clientes.',
          'detected.many-reads-member':
            'Una misma persona o un mismo cliente leyó gran parte de lo que dio un miembro.',
          'detected.many-reads-member-all':
            'Se leyó gran parte de lo que dio un miembro, entre todas las personas y todos los clientes.',
          'detected.denied-disclosure': 'Alguien intentó una y otra vez transmitir lo que debe quedar aquí.',
          'detected.denied-disclosure-all':
            'Varias personas o clientes intentaron una y otra vez transmitir lo que debe quedar aquí.',
          'detected.denied-export': 'Alguien intentó una y otra vez hacer copias no permitidas.',
          'detected.denied-export-all':
            'Varias personas o clientes intentaron una y otra vez hacer copias no permitidas.',
          'detected.past-retention': 'Alguien intentó leer lo que debería eliminarse.',
          'detected.outside-hours': 'Alguien leyó fuera del horario de oficina.',
          'detected.outside-hours-all':
            'Se leyó muy a menudo fuera del horario de oficina, entre todas las personas y todos los clientes.',
        },
      },
    },
  },
}
