/** What the user can put right: a wrong argument, or input that can't be read. It is told in a sentence and ends with 2. */
export class UserError extends Error {}
