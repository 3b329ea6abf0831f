// What the gateway promises, in the languages of those to whom it promises.
import t from 'tap'
import { languages } from '../../../gateway/model/client/language.ts'
import { behindTerms } from '../../../gateway/model/terms/assurance-classes.ts'
import { termNames } from '../../../gateway/model/terms/vocabulary.ts'
import { keptInWords } from '../../../gateway/words/assurance.ts'

t.test('each row about each term stands in three languages, and none for another', async (t) => {
  for (const term of termNames) {
    const all = languages.map((language) => keptInWords(term, language))
    const [english] = all
    t.same(
      english?.kept.map(({ does, as }) => [does, as]),
      behindTerms[term].kept.map(({ does, as }) => [does, as]),
    )
    const sentences = all.map(({ kept, beyond }) => [...kept.map(({ does }) => does), beyond])
    t.equal(new Set(sentences.flat()).size, sentences.flat().length, `${term}: no sentence is left in another language`)
  }
})
