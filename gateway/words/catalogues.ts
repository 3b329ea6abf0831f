// Each language with its file.

import type { Language } from '../model/client/language.ts'
import type { Catalogue } from './catalogue.ts'
import { en } from './languages/en.ts'
import { es } from './languages/es.ts'
import { fr } from './languages/fr.ts'

export const catalogues: Readonly<Record<Language, Catalogue>> = { en, fr, es }
