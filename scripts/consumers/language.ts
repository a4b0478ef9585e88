/** A language in which the packages are used, as a new user would: an empty folder, the built packages, the documents' examples. */
export interface Language {
  readonly name: string;
  /** Name in the packaging, and of the folder under examples. */
  readonly target: 'js' | 'python' | 'java';
  /** Commands that must be there, each with arguments with which it ends with 0. */
  readonly tools: readonly (readonly string[])[];

  /** The ten lines of README, or of docs/languages.md, with the library alone: the pack and cdk-nag are not installed. Gives the cloud assembly. */
  readme(work: string): Promise<string>;
  /** What of the package can be imported, and what can't. */
  doors?(work: string): Promise<void>;
  /** The example under `examples`. Gives the cloud assembly. */
  example(work: string): Promise<string>;
  /** What developers of the language expect. */
  idioms?(work: string): Promise<void>;
  /** Runs an app of test/consumers/apps, after `example`. */
  app(work: string, app: TestApp, cdkVersion: string, args: readonly string[]): Promise<Ended>;
  /** The claims in a test of a user. */
  tests?(work: string): Promise<void>;
}

/** An app with findings of the pack, and one with the proofs. */
export type TestApp = 'careless' | 'proofs';

export interface Ended { readonly status: number; readonly assembly: string }

/** Fails where a package that must not be there is. */
export function mustBeAbsent(what: string, present: boolean): void {
  if (present) { throw new Error(`${what} is installed, and should not be: the library alone must work without it`); }
}
