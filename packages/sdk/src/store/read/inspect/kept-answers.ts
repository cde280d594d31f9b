import { kept, type Kept } from './reader.ts'

/** So many questions are remembered, the last ones. */
const remembered = 50

/** Answers to the same question are shared for a while, whoever asks. */
export class KeptAnswers<Answer> {
  readonly #milliseconds: number
  readonly #byQuestion = new Map<string, Kept<Answer>>()

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  /** @param question Plain data, which says all that `read` asks. */
  read(question: unknown, read: () => Promise<Answer>): Promise<Answer> {
    const key = JSON.stringify(question)
    const answer = this.#byQuestion.get(key) ?? kept(this.#milliseconds, read)
    this.#byQuestion.delete(key)
    this.#byQuestion.set(key, answer)
    for (const oldest of this.#byQuestion.keys()) {
      if (this.#byQuestion.size <= remembered) break
      this.#byQuestion.delete(oldest)
    }
    return answer.read()
  }
}
