declare const mistake: unique symbol

/** Makes the compiler print a sentence where no plain type can say what is wrong. No value has this type. */
export interface TypeMistake<Message extends string> {
  readonly [mistake]: Message
}
