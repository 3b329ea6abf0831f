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

/**
 * What no name of a file needs: controls, breaks of lines and paragraphs, marks that turn the
 * direction of writing, what has no width and joins nothing. Joiners belong to the writing of some
 * languages and to emoji, so they stay between letters that are not ASCII. By ranges and not by
 * properties that may change: two gateways of different age must agree. What is no character never
 * becomes one.
 */
const misleading =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}]|\u034f|\u17b4|\u17b5|\u180b|\u180c|\u180d|(?:^|[ -~])[\u200c\u200d]|[\u200c\u200d](?=[ -~]|$)/u

/**
 * Of the name of a file the first such character, as its code point; undefined where there is none.
 */
export function misleadingIn(name: string): string | undefined {
  const [found = ''] = misleading.exec(name) ?? []
  const last = [...found].at(-1)
  return last && (last.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
