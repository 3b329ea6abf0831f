import type { Rows } from './language.ts'

/**
 * What each message type is called: by its name, or by profile and name where two profiles use one
 * name.
 */
export const messageRows: Rows = {
  request: ['Request', 'Demande', 'Solicitud'],
  ack: ['Acknowledgement', 'Accusé de réception', 'Acuse de recibo'],
  clarify: ['Clarification', 'Demande d’éclaircissements', 'Solicitud de aclaraciones'],
  'clarify-reply': ['Reply to a clarification', 'Éclaircissements', 'Aclaraciones'],
  supplement: ['Supplement', 'Complément de demande', 'Complemento de la solicitud'],
  withdraw: ['Withdrawal', 'Retrait de la demande', 'Retirada de la solicitud'],
  prioritise: ['Request to prioritise', 'Invitation à établir des priorités', 'Petición de establecer prioridades'],
  priority: ['Order of priority', 'Ordre de priorité', 'Orden de prioridad'],
  'priority-agreed': ['Agreement on a limit', 'Accord sur une limite', 'Acuerdo sobre un límite'],
  'assurance-required': ['Demand for an assurance', 'Exigence d’une assurance', 'Exigencia de una garantía'],
  assurance: ['Assurance', 'Assurance', 'Garantía'],
  postpone: ['Postponement', 'Report', 'Aplazamiento'],
  refuse: ['Refusal', 'Refus', 'Denegación'],
  response: ['Response', 'Réponse', 'Respuesta'],
  'accept-terms': ['Acceptance of terms', 'Acceptation des conditions', 'Aceptación de las condiciones'],
  keys: ['Release of keys', 'Remise des clés', 'Entrega de las claves'],
  'verification-update': ['Verification update', 'Mise à jour de la vérification', 'Actualización de la verificación'],
  'permission-ask': ['Request for permission', 'Demande d’autorisation', 'Solicitud de autorización'],
  permission: ['Permission', 'Autorisation', 'Autorización'],
  'amend-terms': ['Amendment of terms', 'Modification des conditions', 'Modificación de las condiciones'],
  'outcome-ask': [
    'Request for feedback',
    'Demande d’information sur les suites données',
    'Petición de información sobre el resultado',
  ],
  outcome: ['Feedback', 'Suites données', 'Resultado'],
  'use-ask': ['Request for a report of uses', 'Demande de relevé des utilisations', 'Petición de un informe de usos'],
  'use-report': ['Report of uses', 'Relevé des utilisations', 'Informe de usos'],
  disposal: ['Statement of disposal', 'Attestation d’élimination', 'Declaración de eliminación'],
  breach: ['Notice of a breach', 'Notification d’une violation', 'Notificación de una infracción'],
  measures: ['Notice of measures', 'Notification des mesures prises', 'Notificación de las medidas adoptadas'],
  close: ['Closing', 'Clôture', 'Cierre'],
  reopen: ['Reopening', 'Réouverture', 'Reapertura'],

  declare: ['Export declaration', 'Déclaration d’exportation', 'Declaración de exportación'],
  amend: ['Amended export declaration', 'Déclaration d’exportation modifiée', 'Declaración de exportación modificada'],
  cancel: ['Cancellation', 'Annulation', 'Anulación'],
  acknowledge: [
    'Acknowledgement of the declaration',
    'Accusé de réception de la déclaration',
    'Acuse de recibo de la declaración',
  ],
  accept: ['Acceptance of the declaration', 'Acceptation de la déclaration', 'Aceptación de la declaración'],
  reject: ['Rejection of the declaration', 'Rejet de la déclaration', 'Rechazo de la declaración'],
  match: ['Match result', 'Résultat du rapprochement', 'Resultado del cotejo'],

  suspend: ['Suspension', 'Suspension', 'Suspensión'],
  resume: ['Resumption', 'Reprise', 'Reanudación'],
  'agreement-propose': ['Proposal of an agreement', 'Proposition d’accord', 'Propuesta de acuerdo'],
  'agreement-accept': ['Acceptance of an agreement', 'Acceptation de l’accord', 'Aceptación del acuerdo'],
  'agreement-decline': ['Decline of an agreement', 'Rejet de l’accord', 'Rechazo del acuerdo'],
  'agreement-withdraw': [
    'Withdrawal of a proposed agreement',
    'Retrait de la proposition d’accord',
    'Retirada de la propuesta de acuerdo',
  ],
  'agreement-end': ['End of an agreement', 'Fin de l’accord', 'Fin del acuerdo'],
  limit: ['Proposal of a limit', 'Proposition de limite', 'Propuesta de límite'],
  'limit-agree': ['Agreement to a limit', 'Accord sur la limite', 'Acuerdo sobre el límite'],
  'limit-agree-counter': ['Agreement to the other limit', 'Accord sur l’autre limite', 'Acuerdo sobre el otro límite'],
  'limit-decline': ['Decline of a limit', 'Rejet de la limite', 'Rechazo del límite'],
  'limit-end': ['End of a limit', 'Fin de la limite', 'Fin del límite'],

  test: ['Test message', 'Message d’essai', 'Mensaje de prueba'],
}
