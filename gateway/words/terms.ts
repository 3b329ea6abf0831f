import type { TermName } from '../model/terms/vocabulary.ts'
import type { Row } from './language.ts'

/** The twelve terms of the vocabulary. */
export const termTitles: Readonly<Record<TermName, Row>> = {
  recipients: ['Who may read it', 'Qui peut en prendre connaissance', 'Quién puede leerla'],
  purpose: ['Purpose', 'Fins', 'Fines'],
  disclosure: ['Disclosure', 'Divulgation', 'Divulgación'],
  deciding: ['Deciding factor', 'Facteur décisif', 'Factor decisivo'],
  retention: ['Retention', 'Conservation', 'Conservación'],
  disposal: ['Disposal', 'Élimination', 'Eliminación'],
  feedback: ['Decisions and actions', 'Décisions et mesures prises', 'Decisiones y medidas adoptadas'],
  evidence: ['Use as evidence', 'Utilisation comme élément de preuve', 'Utilización como prueba'],
  analytics: ['Analysis of the data', 'Analyse des données', 'Análisis de los datos'],
  export: ['Leaving the gateway', 'Sortie de la passerelle', 'Salida de la pasarela'],
  breach: ['Breach', 'Violation', 'Infracción'],
  protection: ['Protection and confidentiality', 'Protection et confidentialité', 'Protección y confidencialidad'],
}
