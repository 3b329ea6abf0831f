import type { Rows } from '../language.ts'

/**
 * What accompanies a request and follows an answer: questions, priorities, terms, permissions,
 * feedback, disposal, breach.
 */
export const useFields: Rows = {
  add: ['Also requested', 'Également demandé', 'También solicitado'],
  answer: ['Answer', 'Réponse', 'Respuesta'],
  answerBy: ['Answer asked for by', 'Réponse demandée d’ici au', 'Respuesta pedida antes del'],
  answers: ['Answers', 'Réponses', 'Respuestas'],
  corrected: ['Corrected fields', 'Champs rectifiés', 'Campos corregidos'],
  'corrected.value': ['Says from now on', 'Nouvelle teneur', 'Nuevo contenido'],
  questions: ['Questions', 'Questions', 'Preguntas'],
  remove: ['No longer requested', 'Plus demandé', 'Ya no solicitado'],
  suspended: ['Thread of the suspension', 'Dossier de la suspension', 'Expediente de la suspensión'],
  'supplement.reason': ['Why, in the same matter', 'Motif, pour le même objet', 'Motivo, en el mismo asunto'],

  'capacity.number': ['Number of requests', 'Nombre de demandes', 'Número de solicitudes'],
  'limit.number': ['Number of requests', 'Nombre de demandes', 'Número de solicitudes'],
  'priority.limit': ['Proposed limit', 'Limite proposée', 'Límite propuesto'],
  'priority.order': [
    'Cases, the most urgent first',
    'Dossiers, le plus urgent en premier',
    'Expedientes, primero el más urgente',
  ],
  'priority-agreed.limit': ['Agreed limit', 'Limite convenue', 'Límite convenido'],
  per: ['In which span', 'Par période', 'Por período'],

  given: ['Assurance given', 'Assurance donnée', 'Garantía otorgada'],
  keys: [
    'When the items can be opened',
    'Moment où les pièces peuvent être ouvertes',
    'Cuándo pueden abrirse los documentos',
  ],
  'keys.messages': ['Messages opened', 'Messages ouverts', 'Mensajes abiertos'],
  postponements: ['What is postponed', 'Éléments reportés', 'Elementos aplazados'],
  share: ['Share of the key', 'Part de la clé', 'Parte de la clave'],
  shares: ['Shares of the keys', 'Parts des clés', 'Partes de las claves'],

  decision: ['Decision', 'Décision', 'Decisión'],
  decisions: ['Decisions', 'Décisions', 'Decisiones'],
  effect: ['What happens instead', 'Ce qui se produira à la place', 'Qué ocurrirá en su lugar'],
  'accept-terms.role': ['Function of the officer', 'Fonction de l’agent', 'Cargo del funcionario'],
  terms: ['Digest of the terms', 'Empreinte des conditions', 'Huella de las condiciones'],

  conditions: ['Conditions', 'Conditions', 'Condiciones'],
  disclosure: ['Disclosed to', 'Divulgation à', 'Divulgación a'],
  permission: ['Number of the permission', 'Numéro de l’autorisation', 'Número de la autorización'],
  proceedings: ['Proceedings', 'Procédures', 'Procedimientos'],
  'proceedings.kind': ['Kind of proceeding', 'Type de procédure', 'Tipo de procedimiento'],
  'proceedings.name': ['Proceeding', 'Procédure', 'Procedimiento'],
  recipient: ['Recipient', 'Destinataire', 'Destinatario'],
  target: ['Kind of recipient', 'Type de destinataire', 'Tipo de destinatario'],
  uses: ['Number of uses', 'Nombre d’utilisations', 'Número de utilizaciones'],
  verdict: ['Verdict', 'Décision', 'Decisión'],

  correction: ['What is right instead', 'Rectification', 'Rectificación'],
  on: ['Date', 'Date', 'Fecha'],
  status: ['Accuracy', 'Exactitude', 'Exactitud'],

  actions: ['Actions taken', 'Mesures prises', 'Medidas adoptadas'],
  'items.role': ['Part it played', 'Rôle joué', 'Función que desempeñó'],
  reliedOn: ['What it rests on', 'Éléments sur lesquels elle repose', 'En qué se basa'],

  copiesKnown: ['Copies known and destroyed', 'Copies connues et détruites', 'Copias conocidas y destruidas'],
  exportsOutstanding: ['Copies not accounted for', 'Copies non retrouvées', 'Copias no localizadas'],
  copies: ['Copies that left, one by one', 'Copies sorties, une par une', 'Copias que salieron, una por una'],
  record: ['Number of the release', 'Numéro de la mise à disposition', 'Número de la entrega'],
  'copies.state': ['Where the copy is', 'Où se trouve la copie', 'Dónde está la copia'],
  'copies.with': ['With whom it is', 'Détenteur', 'Quién la tiene'],
  authority: ['Who ordered it', 'Autorité qui l’a ordonnée', 'Autoridad que la ordenó'],
  remindOn: ['Looked at again on', 'Réexamen le', 'Se revisa el'],
  finalOn: ['In no backup from', 'Absent de toute sauvegarde à partir du', 'En ninguna copia de seguridad desde'],
  restsOn: [
    'What the statement rests on',
    'Éléments sur lesquels repose la déclaration',
    'En qué se basa la declaración',
  ],
  'items.hold': ['Legal hold', 'Obligation légale de conservation', 'Obligación legal de conservación'],
  keysDestroyed: ['Keys destroyed', 'Clés détruites', 'Claves destruidas'],

  breach: ['Number of the breach', 'Numéro de la violation', 'Número de la infracción'],
  discoveredAt: ['Discovered at', 'Découverte le', 'Descubierta el'],
  fullReportBy: ['Full report by', 'Rapport complet d’ici au', 'Informe completo antes del'],
  happenedOn: ['Happened on', 'Survenue le', 'Ocurrida el'],
  sawBy: ['Who saw the information', 'Qui a vu les renseignements', 'Quién vio la información'],
  stage: ['Stage', 'Étape', 'Etapa'],
  what: ['What happened', 'Faits', 'Hechos'],

  'measures.final': ['All measures taken', 'Toutes les mesures prises', 'Todas las medidas adoptadas'],
  prevention: ['Prevention', 'Prévention', 'Prevención'],
  'prevention.what': ['Measure', 'Mesure', 'Medida'],
  remedy: ['Remedy', 'Réparation', 'Subsanación'],
  'remedy.what': ['Measure', 'Mesure', 'Medida'],
}
