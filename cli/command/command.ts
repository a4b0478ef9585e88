/** An option as the help shows it and as the arguments are read. */
export interface Option {
  readonly name: string;
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly text: string;
}

export interface Values {
  readonly [option: string]: string | boolean | readonly string[] | undefined;
}

export interface Arguments {
  readonly values: Values;
  readonly positionals: readonly string[];
}

/** Ends with the exit code. */
export type Run = (given: Arguments) => number;

/** A command as data: what the help, the documentation and the reader of arguments need, without what does the work. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly text: readonly string[];
  readonly options: readonly Option[];
  /** The most arguments beside options. */
  readonly arguments: number;
  readonly exitCodes: readonly (readonly [code: number, meaning: string])[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Loads what does the work: help must not wait for it. */
  readonly load: () => Run;
}

export const HELP: Option = { name: 'help', type: 'boolean', text: 'Show this help.' };
