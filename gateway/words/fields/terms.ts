import type { Rows } from '../language.ts'

/**
 * What the terms say: vocabulary tfa12/terms/2.0. The profile is `terms`, the type the name of the
 * term.
 */
export const termFields: Rows = {
  after: ['After an event', 'Après un événement', 'Tras un acontecimiento'],
  assurance: ['Least assurance', 'Assurance minimale', 'Garantía mínima'],
  certificate: ['Certificate wanted', 'Attestation demandée', 'Certificado exigido'],
  days: ['Days', 'Jours', 'Días'],
  derived: ['Derived data', 'Données dérivées', 'Datos derivados'],
  event: ['Event', 'Événement', 'Acontecimiento'],
  excluded: ['Excluded proceedings', 'Procédures exclues', 'Procedimientos excluidos'],
  firstNoticeHours: [
    'Hours to the first notice',
    'Heures jusqu’à la première notification',
    'Horas hasta la primera notificación',
  ],
  forbidden: ['Forbidden', 'Interdit', 'Prohibido'],
  fullReportDays: ['Days to the full report', 'Jours jusqu’au rapport complet', 'Días hasta el informe completo'],
  hold: ['Legal hold may delay it', 'Une obligation légale peut la retarder', 'Una obligación legal puede retrasarla'],
  method: ['Method', 'Méthode', 'Método'],
  mode: ['The most that is allowed', 'Maximum autorisé', 'Máximo permitido'],
  noticeDays: ['Days of notice', 'Jours de préavis', 'Días de preaviso'],
  offices: ['Offices', 'Bureaux', 'Oficinas'],
  paragraph: ['Paragraph', 'Paragraphe', 'Párrafo'],
  purposes: ['Purposes', 'Fins', 'Fines'],
  reviewOn: ['Under review from', 'À réexaminer à partir du', 'En revisión desde el'],
  term: ['Term', 'Condition', 'Condición'],
  useReports: [
    'Uses reported unasked',
    'Utilisations signalées sans demande',
    'Utilizaciones comunicadas sin petición',
  ],
  unverified: ['Unverified information', 'Renseignements non vérifiés', 'Información no verificada'],
  withinDays: ['Within days', 'Délai en jours', 'Plazo en días'],
}
