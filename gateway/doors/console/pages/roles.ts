// Roles of a person as they are told.
import type { ClientRole } from '../../../model/client/roles.ts'
import type { ConsoleWords } from '../../../words/console-words.ts'

export const rolesInWords = (say: ConsoleWords, roles: readonly ClientRole[]): string[] =>
  roles.map((role) => say.roleNames[role])
