/** Which checks a change needs. Pure, so that it is tested without a repository. */

/** Seconds of the suites that take more than `USUAL_SECONDS`, on a quiet machine. */
export const LONG: { readonly [suite: string]: number } = {
  'test/claims/mutations.test.ts': 25,
  'test/elevation/elevated-access.test.ts': 8,
  'test/elevation/grants/kinds.test.ts': 30,
  'test/elevation/workflows/ends.test.ts': 60,
  'test/elevation/workflows/grants.test.ts': 30,
  'test/elevation/workflows/histories.test.ts': 10,
  'test/elevation/workflows/reads.test.ts': 20,
  'test/elevation/workflows/reconciler.test.ts': 25,
  'test/elevation/workflows/reference-engine.test.ts': 15,
  'test/elevation/workflows/requests.test.ts': 30,
  'test/examples/logical-ids.test.ts': 6,
  'test/examples/reference-org.test.ts': 6,
  'test/lint/cfn-lint.test.ts': 14,
  'test/lint/elevation.test.ts': 8,
  'test/lint/every-policy.test.ts': 9,
  'test/release/api-gate.test.ts': 9,
  'test/release/licences.test.ts': 9,
  'test/release/sbom.test.ts': 10,
  'test/scripts/verify-live/emulator.test.ts': 15,
  'test/scripts/verify-live/api.test.ts': 5,
};
const USUAL_SECONDS = 1.5;

/** Suites on the embedded AWS, the most telling first, with the part that stands for each: a file of cases. */
export const PARTS: { readonly [suite: string]: string } = {
  'test/elevation/workflows/requests.test.ts': 'workflows/submit',
  'test/elevation/workflows/grants.test.ts': 'workflows/life',
  'test/elevation/workflows/reconciler.test.ts': 'workflows/reconcile',
  'test/elevation/workflows/ends.test.ts': 'workflows/clock-skew',
  'test/elevation/workflows/reads.test.ts': 'workflows/read',
  'test/elevation/grants/kinds.test.ts': 'grants/activation-window',
};
/** Parts that run at most, those of the changed files first. */
const MOST_PARTS = 3;

/** Seconds of the two jest workers together. */
export const BUDGET_SECONDS = 90;

/** Suites on the embedded AWS load their cases by a computed path, so jest doesn't know what they import. */
const ON_EMBEDDED_AWS = /^test\/elevation\/(workflows\/(ends|grants|reads|reconciler|requests)|grants\/kinds)\.test\.ts$/;

/** What imports don't show: suites that read other files, by the files that they read. */
const READERS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(src|checks|cli|demo|emulator|examples\/reference-org)\/.*\.ts$/, /^test\/lint\/rooms\./],
  [/^(docs\/|README\.md|CONTRIBUTING\.md|SECURITY\.md|checks\/README\.md)/, /^test\/(docs\/|consumers\/)/],
  [/^examples\/(python|java)\//, /^test\/consumers\//],
  [/^test\/consumers\/apps\//, /^test\/consumers\//],
  [/^src\/(?!claims\/|analysis\/|internal\.).*\.ts$|^emulator\/|^test\/elevation\/(support\/.*|.*\.cases)\.ts$/, ON_EMBEDDED_AWS],
  [/^integ\//, /^test\/examples\/logical-ids\./],
  [/^test\/examples\/logical-ids\.txt$/, /^test\/examples\/logical-ids\./],
  // These load their cases by name, which no import shows.
  [/^src\/elevation\/.*\.ts$/, /^test\/elevation\/(workflows|grants)\//],
  [/^emulator\/.*\.py$|^scripts\/(requirements\.txt|python-env\.sh)$/, /^test\/(emulator\/|elevation\/workflows\/|elevation\/grants\/|scripts\/verify-live\/)/],
  [/^test\/support\/judges\/event-ruler-java\//, /^test\/support\/judges\//],
  [/^src\/claims\/|^checks\/src\/rules\//, /^test\/docs\//],
  [/^\.github\//, /^test\/release\/workflow\./],
  [/^CHANGELOG\.md$/, /^test\/release\/changelog\./],
  [/^api\//, /^test\/release\/api-gate\./],
  [/^(package\.json|package-lock\.json|(checks|cli)\/package\.json|\.npmignore|\.projenrc\.ts)$/, /^test\/release\/(pack|stage)\./],
  [/^scripts\/release\/.*\.py$/, /^test\/release\/sbom\./],
];

export interface Change {
  /** Changed files, from the root of the repository; those that are gone too. */
  readonly changed: readonly string[];
  /** Files that are gone. */
  readonly gone?: readonly string[];
  /** Suites that reach a changed file by their imports. */
  readonly related: readonly string[];
  /** Of these, the suites that import a changed file themselves. */
  readonly direct?: readonly string[];
  /** Names of the files of cases that each suite loads, as in `workflows/submit`. */
  readonly cases?: { readonly [suite: string]: readonly string[] };
  /** Every suite there is. */
  readonly suites: readonly string[];
}

/** A file of cases in a suite on the embedded AWS. */
export interface Part {
  readonly suite: string;
  readonly cases: string;
}

export interface Selection {
  /** Whether the packages are compiled. */
  readonly compile: boolean;
  /** Whether the types of everything are checked. */
  readonly types: boolean;
  /** Files for eslint. */
  readonly lint: readonly string[];
  readonly suites: readonly string[];
  readonly parts: readonly Part[];
  /** Suites that the change could concern and that don't run, or only in part. */
  readonly left: readonly string[];
}

export function select({ changed, gone = [], related, direct = [], cases = {}, suites }: Change): Selection {
  const typescript = changed.filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts') && !file.includes('.snapshot/'));
  const concerned = suites.filter((suite) => related.includes(suite) || changed.includes(suite) || isReader(suite, changed));
  const parts = partsOf(concerned, changed, cases);
  const chosen = withinBudget(concerned.filter((suite) => !(suite in PARTS)), changed, direct);
  return {
    compile: changed.some((file) => /^((checks\/)?src|cli)\//.test(file)),
    types: typescript.length > 0 || changed.some((file) => /tsconfig.*\.json$|^package-lock\.json$/.test(file)),
    lint: typescript.filter((file) => !gone.includes(file)),
    suites: chosen,
    parts,
    left: concerned.filter((suite) => !chosen.includes(suite)),
  };
}

function isReader(suite: string, changed: readonly string[]): boolean {
  return READERS.some(([file, reader]) => reader.test(suite) && changed.some((path) => file.test(path)));
}

/** Files of cases that changed, or that mirror a changed source, run whole; other suites on the embedded AWS are represented by a part. */
function partsOf(concerned: readonly string[], changed: readonly string[], cases: NonNullable<Change['cases']>): Part[] {
  const mirrored = changed.flatMap((file) => /^(?:src|test)\/elevation\/(.+?)(?:\.cases)?\.ts$/.exec(file)?.[1] ?? []);
  const own = mirrored.flatMap((name) => Object.keys(cases).filter((suite) => cases[suite].includes(name)).map((suite) => ({ suite, cases: name })));
  if (own.length > 0) { return own; }
  const byDefault = Object.entries(PARTS).filter(([suite]) => concerned.includes(suite)).map(([suite, part]) => ({ suite, cases: part }));
  return byDefault.sort((left, right) => nearness(right.suite, changed) - nearness(left.suite, changed)).slice(0, MOST_PARTS);
}

/** Names of the files of cases that a suite loads by `together`. */
export function casesIn(text: string): string[] {
  const [, list = ''] = /together\(([^)]*)\)/.exec(text) ?? [];
  return [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name);
}

/**
 * The nearest first, until the time is used up. Of those as near, one of each folder and then the next of each, so that no room is left
 * out because of its name. A changed suite always runs.
 */
function withinBudget(concerned: readonly string[], changed: readonly string[], direct: readonly string[]): string[] {
  const near = new Map(concerned.map((suite) => [suite, direct.includes(suite) ? Math.max(2, nearness(suite, changed)) : nearness(suite, changed)]));
  const turn = new Map<string, number>();
  const turns = new Map([...concerned].sort((left, right) => seconds(left) - seconds(right) || (left < right ? -1 : 1)).map((suite) => {
    const key = `${near.get(suite)} ${folderOf(suite)}`;
    turn.set(key, (turn.get(key) ?? 0) + 1);
    return [suite, turn.get(key)!];
  }));
  const ordered = [...concerned].sort().sort((left, right) => near.get(right)! - near.get(left)! || turns.get(left)! - turns.get(right)!);
  let used = 0;
  return ordered.filter((suite) => {
    const fits = changed.includes(suite) || used + seconds(suite) <= BUDGET_SECONDS;
    if (fits) { used += seconds(suite); }
    return fits;
  });
}

export const seconds = (suite: string) => LONG[suite] ?? USUAL_SECONDS;

/** 3: changed itself. 2: the suite of a changed file's own name. 1: of its folder. 0: anything else. */
function nearness(suite: string, changed: readonly string[]): number {
  const mirrors = changed.map(mirrorOf);
  if (changed.includes(suite)) { return 3; }
  if (mirrors.some((mirror) => suite === `${mirror}.test.ts`)) { return 2; }
  return mirrors.some((mirror) => suite.startsWith(`${folderOf(mirror)}/`)) ? 1 : 0;
}

/** Where the tests of a file are: `test` mirrors the source. */
const mirrorOf = (file: string) => `test/${file.replace(/^(test|src)\//, '').replace(/^checks\/src\//, 'checks/').replace(/(\.test|\.cases)?\.\w+$/, '')}`;
const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'));
