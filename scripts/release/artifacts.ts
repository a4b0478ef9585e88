/** The files of a release: npm tarballs, Python distributions, a Maven repository, bills of materials. */
import { createHash } from 'crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync } from 'fs';
import { join, sep } from 'path';
import { bin, output, PACKAGES, ReleasedPackage, ROOT } from './packages';

/** All files below a folder, with forward slashes. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => file.split(sep).join('/')).sort();
}

/** What users install or check. */
export const artifacts = (release: string) => filesBelow(release).filter((file) => /^(dist|sbom)\//.test(file));

const FILES = { js: /\.tgz$/, python: /\.(whl|tar\.gz)$/, java: /\.(jar|pom)$/ } as const;

/** Builds every file that is published, by the script that the tests of the languages use, in a copy of the commit. */
export function build(copy: string, release: string, version: string): void {
  output(bin('tsx'), ['--tsconfig', 'tsconfig.dev.json', join('scripts', 'package.ts'), ...Object.keys(FILES), '--version', version], { cwd: copy });
  for (const { name, jsii } of PACKAGES) {
    for (const [language, pattern] of Object.entries(FILES).filter(([each]) => jsii || each === 'js')) {
      cpSync(join(copy, 'dist', name, language), join(release, 'dist', name, language), { recursive: true });
      mustCarry(join(release, 'dist', name, language), pattern, version);
    }
    // As the registry names it; jsii-pacmak's name has characters that other places replace.
    renameSync(tarball(release, name), join(release, 'dist', name, 'js', `${name}-${version}.tgz`));
  }
}

/** The npm tarball of a package. */
export function tarball(release: string, name: string): string {
  const folder = join(release, 'dist', name, 'js');
  const found = readdirSync(folder).filter((file) => FILES.js.test(file));
  if (found.length !== 1) { throw new Error(`${folder} must have one tarball, has ${found.length}`); }
  return join(folder, found[0]);
}

/** The packages as npm will hand them out, so that what is checked is what is published. */
export function unpacked(release: string, to: string): readonly ReleasedPackage[] {
  // Their peers are found from there.
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'));
  return PACKAGES.map(({ name, jsii }) => {
    mkdirSync(join(to, name), { recursive: true });
    output('tar', ['-xzf', tarball(release, name), '-C', join(to, name)]);
    return { name, jsii, folder: join(to, name, 'package') };
  });
}

/** A file of another version would be published as it is. */
export function mustCarry(folder: string, pattern: RegExp, version: string): void {
  const files = filesBelow(folder).filter((file) => pattern.test(file));
  if (files.length === 0) { throw new Error(`${folder} has no file like ${pattern}`); }
  const other = files.find((file) => !file.includes(version));
  if (other !== undefined) { throw new Error(`${other} isn't of version ${version}`); }
}

/** As `sha256sum --check` reads them. */
export function checksums(release: string): string[] {
  return artifacts(release).map((file) => `${createHash('sha256').update(readFileSync(join(release, file))).digest('hex')}  ${file}`);
}
