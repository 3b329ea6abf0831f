// What an eye does not see in a text: a text that others wrote is what it looks like, or shows that
// it is not.

/**
 * Controls, formats (marks of direction, zero width), private use, line and paragraph separators,
 * what no font draws, and what Unicode has not assigned.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u
const eachUnseen = new RegExp(unseen, 'gu')

/** The first such character, as its code point (`202E`); undefined where there is none. */
export const unseenIn = (text: string): string | undefined => {
  const [found] = unseen.exec(text) ?? []
  return found && (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}

/**
 * The text as a person is shown it, in a terminal, a log or a report: each such character is a
 * question mark.
 */
export const shown = (text: string): string => text.replaceAll(eachUnseen, '?')
