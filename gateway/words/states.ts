import type { Role } from '../model/role.ts'
import type { Row, Rows } from './language.ts'

/** The two sides of a case, in the words of the treaty. */
export const roleRows: Readonly<Record<Role, Row>> = {
  requesting: ['Requesting member', 'Membre demandeur', 'Miembro solicitante'],
  requested: ['Requested member', 'Membre auquel la demande est adressée', 'Miembro al que se dirige la solicitud'],
}

export const stateRows: Rows = {
  none: ['Not opened', 'Non ouvert', 'No abierto'],
  submitted: ['Submitted', 'Présentée', 'Presentada'],
  clarifying: ['Being clarified', 'Éclaircissements demandés', 'En aclaración'],
  accepted: ['Taken up', 'Prise en charge', 'En tramitación'],
  postponed: ['Postponed', 'Reportée', 'Aplazada'],
  'partly-answered': ['Partly answered', 'Réponse partielle', 'Respuesta parcial'],
  answered: ['Answered', 'Réponse donnée', 'Respondida'],
  refused: ['Refused', 'Refusée', 'Denegada'],
  closed: ['Closed', 'Close', 'Cerrada'],

  declared: ['Declared', 'Déclarée', 'Declarada'],
  acknowledged: ['Taken in', 'Reçue', 'Recibida'],
  'export-declaration.accepted': ['Accepted', 'Acceptée', 'Aceptada'],
  rejected: ['Rejected', 'Rejetée', 'Rechazada'],
  cancelled: ['Cancelled', 'Annulée', 'Anulada'],
  'partly-matched': ['Partly compared', 'Partiellement rapprochée', 'Parcialmente cotejada'],
  matched: ['Matched', 'Concordante', 'Concordante'],
  differing: ['Differing', 'Discordante', 'Discordante'],

  suspended: ['Suspended', 'Suspendues', 'Suspendidas'],
  resumed: ['Resumed', 'Reprises', 'Reanudadas'],

  proposed: ['Proposed', 'Proposé', 'Propuesto'],
  'agreement.accepted': ['Accepted', 'Accepté', 'Aceptado'],
  'agreement.declined': ['Declined', 'Rejeté', 'Rechazado'],
  withdrawn: ['Withdrawn', 'Retiré', 'Retirado'],
  'agreement.ended': ['Ended', 'Terminé', 'Terminado'],

  'workload.proposed': ['Proposed', 'Proposée', 'Propuesto'],
  countered: ['Another one offered', 'Contre-proposition', 'Contrapropuesta'],
  agreed: ['Agreed', 'Convenue', 'Convenido'],
  ending: ['Ending', 'Prend fin', 'Por terminar'],
  declined: ['Not agreed', 'Non convenue', 'No convenido'],
  ended: ['Ended', 'Terminée', 'Terminado'],

  tested: ['Tested', 'Testée', 'Probada'],
}

/** Side regions by name, and their states as `region.state`. */
export const regionRows: Rows = {
  assurance: ['Assurance', 'Assurance', 'Garantía'],
  'assurance.none': ['Not required', 'Non exigée', 'No exigida'],
  'assurance.required': ['Required', 'Exigée', 'Exigida'],
  'assurance.given': ['Given', 'Donnée', 'Otorgada'],
  'assurance.declined': ['Declined', 'Refusée', 'Rehusada'],
  retention: ['Retention', 'Conservation', 'Conservación'],
  'retention.none': ['Nothing given', 'Rien n’a été fourni', 'Nada facilitado'],
  'retention.held': ['Held', 'Conservé', 'Conservada'],
  'retention.due': ['Due for disposal', 'À éliminer', 'Pendiente de eliminación'],
  'retention.disposed': ['Disposed of', 'Éliminé', 'Eliminada'],
  'retention-requested': ['Retention of the request', 'Conservation de la demande', 'Conservación de la solicitud'],
  'retention-requested.none': ['Nothing given', 'Rien n’a été fourni', 'Nada facilitado'],
  'retention-requested.held': ['Held', 'Conservée', 'Conservada'],
  'retention-requested.due': ['Due for disposal', 'À éliminer', 'Pendiente de eliminación'],
  'retention-requested.disposed': ['Disposed of', 'Éliminée', 'Eliminada'],
  breach: ['Breach', 'Violation', 'Infracción'],
  'breach.none': ['None', 'Aucune', 'Ninguna'],
  'breach.notified': ['Notified', 'Notifiée', 'Notificada'],
  'breach.measures': ['Measures taken', 'Mesures prises', 'Medidas adoptadas'],
  'breach.settled': ['Settled', 'Réglée', 'Resuelta'],
}
