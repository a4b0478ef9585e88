/** The steps of a release, from the commits to the files; each says in a line what it found, or throws. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import { allowedBreaks, gate } from './api-gate';
import { artifacts, build, checksums, filesBelow, tarball, unpacked } from './artifacts';
import { entries, mustTell, notes } from './changelog';
import { Commit, commitsSince, lastTag } from './commits';
import { copyleftIn, refusedLicences, undeclaredModules } from './licences';
import { findings, packed, sizes } from './pack';
import { output, ReleasedPackage, ROOT } from './packages';
import { sbomOf, validate } from './sbom';
import { commitCopy } from './stage';
import { nextVersion, noteworthy } from './version';

export const RELEASE = join(ROOT, 'build', 'release');

const status = () => output('git', ['status', '--porcelain']);
export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Fails with all that was found. */
function none(found: readonly string[], ok: string): string {
  if (found.length > 0) { throw new Error(found.join('\n')); }
  return ok;
}

export class Release {
  public readonly changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
  public readonly before = status();
  public readonly last = lastTag();
  public readonly commits: readonly Commit[] = commitsSince(this.last);
  public version = '';
  public packages: readonly ReleasedPackage[] = [];
  private readonly work = mkdtempSync(join(tmpdir(), 'break-glass-release-'));

  public constructor(private readonly tag?: string) {
    rmSync(RELEASE, { recursive: true, force: true });
    mkdirSync(RELEASE, { recursive: true });
  }

  public decideVersion(): string {
    const version = nextVersion(this.last, this.commits);
    if (version === undefined) { throw new Error(`nothing to release: no feature, fix or breaking change since ${this.last ?? 'the beginning'}`); }
    if (this.tag !== undefined && this.tag !== `v${version}`) {
      throw new Error(`the tag is '${this.tag}', but the commits since ${this.last ?? 'the beginning'} make it 'v${version}'`);
    }
    this.version = version;
    return `${version} after ${this.last ?? 'no release'}: ${plural(this.commits.length, 'commit')}, ${noteworthy(this.commits).length} of them felt by users`;
  }

  public tell(): string {
    mustTell(this.changelog, this.version, this.commits);
    if (this.tag !== undefined && !new RegExp(`^## ${this.version.replace(/\./g, '\\.')} `, 'm').test(this.changelog)) {
      throw new Error(`CHANGELOG.md has no section for ${this.version}; run 'npm run release:prepare' before tagging`);
    }
    writeFileSync(join(RELEASE, 'NOTES.md'), notes(this.changelog, this.version, this.commits));
    return plural(entries(this.changelog, this.version).split('\n').filter((line) => line.startsWith('- ')).length, 'point');
  }

  public build(): string {
    const copy = commitCopy();
    try {
      build(copy, RELEASE, this.version);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
    this.packages = unpacked(RELEASE, this.work);
    return `${plural(artifacts(RELEASE).length, 'file')} from commit ${output('git', ['rev-parse', '--short', 'HEAD']).trim()}`
      + (this.before === '' ? '' : ', without what isn\'t committed');
  }

  public api(): string {
    if (allowedBreaks().length > 0 && !this.commits.some(({ breaking }) => breaking !== undefined)) {
      throw new Error('api/allowed-breaking-changes.txt allows a break, but no commit says that it breaks');
    }
    const siblings = this.packages.filter(({ jsii }) => jsii);
    return none(siblings.flatMap((released) => gate(released, { siblings })), allowedBreaks().length === 0 ? 'nothing breaks' : `${plural(allowedBreaks().length, 'break')} on purpose`);
  }

  public sboms(): string {
    mkdirSync(join(RELEASE, 'sbom'));
    const boms = this.packages.map((released) => ({ released, sbom: sbomOf(released.folder) }));
    for (const { released, sbom } of boms) {
      const file = join(RELEASE, 'sbom', `${released.name}.cdx.json`);
      writeFileSync(file, `${JSON.stringify(sbom, undefined, 2)}\n`);
      validate(file);
    }
    return none(boms.flatMap(({ sbom }) => refusedLicences(sbom)), boms.map(({ sbom }) => `${sbom.components.length} components`).join(', ') + ', all permissive');
  }

  public modules(): string {
    const copyleft = this.packages.flatMap(({ name, folder }) => copyleftIn(folder, filesBelow(folder)).map((file) => `${name}: ${file} is or names something copyleft`));
    return none([...copyleft, ...this.packages.flatMap(({ folder }) => undeclaredModules(folder))], 'only Node, peers and the packages themselves');
  }

  public contents(): string {
    const all = this.packages.map(({ name }) => packed(tarball(RELEASE, name)));
    return none(all.flatMap((each) => findings(each).map((finding) => `${each.name}: ${finding}`)), all.map((each) => `${each.name}: ${sizes(each)}`).join('\n'));
  }

  public sum(): string {
    const lines = checksums(RELEASE);
    writeFileSync(join(RELEASE, 'SHA256SUMS'), lines.map((line) => `${line}\n`).join(''));
    return `${lines.length} in ${relative(ROOT, join(RELEASE, 'SHA256SUMS'))}`;
  }

  public untouched(): string {
    if (status() !== this.before) { throw new Error(`the dry run changed the work tree:\n${status()}`); }
    return 'as before';
  }

  public cleanUp(): void {
    rmSync(this.work, { recursive: true, force: true });
  }

  public plan(): string {
    const files = artifacts(RELEASE);
    const where = [['npm', /\.tgz$/], ['PyPI', /\/python\//], ['Maven Central', /\/java\/.*\.(jar|pom)$/]] as const;
    return where.flatMap(([registry, pattern]) => files.filter((file) => pattern.test(file))
      .map((file) => `  ${registry.padEnd(14)} ${file.split('/').pop()}`)).join('\n');
  }
}

