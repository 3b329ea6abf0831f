// Introductions of both kinds, those that we make and those that we hear, as doors, people's
// decisions and rounds use them.
import type { IntroductionView } from '../../../answers/directory-answers.ts'
import type { Client } from '../../../ports/doors/national.ts'
import type { WaitingCardRow } from '../../../ports/keeping.ts'
import type { Partner } from '../../trust/load-partners.ts'
import { type Hearing, hearFromFile, hearOnLine, type Introduced, rely, reviewHeard, standing } from './heard.ts'
import { type Introducing, introduce, introductionsMade, type Making, reviewMade } from './made.ts'

export interface Introductions {
  /** Of a card that waits. */
  standing(partner: Partner, row: WaitingCardRow): Promise<Introduced>
  /** It was taken on the word of these. */
  rely(row: WaitingCardRow, members: readonly string[]): Promise<void>
  hearOnLine(partner: Partner, jws: string): Promise<void>
  hearFromFile(client: Client, jws: string): Promise<void>
  introduce(client: Client, said: Introducing): Promise<IntroductionView>
  made(): Promise<readonly IntroductionView[]>
  /** To be called again and again. */
  look(): Promise<void>
}

export const introducing = (deps: Hearing & Making): Introductions => ({
  standing: (partner, row) => standing(deps, partner, row),
  rely: (row, members) => rely(deps, row, members),
  hearOnLine: (partner, jws) => hearOnLine(deps, partner, jws),
  hearFromFile: (client, jws) => hearFromFile(deps, client, jws),
  introduce: (client, said) => introduce(deps, client, said),
  made: () => introductionsMade(deps),
  async look() {
    await reviewHeard(deps)
    await reviewMade(deps)
  },
})
