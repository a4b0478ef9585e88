import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, relative } from 'path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');

/** Compiles the library, and files of this repository, as the library is published: into a directory that sees the same node_modules. */
export function compile(...files: readonly string[]): string {
  const target = mkdtempSync(join(tmpdir(), 'break-glass-bench-lib-'));
  symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'), 'junction');
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile).config;
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).map((name) => join(ROOT, 'src', name));
  for (const source of [...sources, ...files.map((file) => join(ROOT, file))]) {
    const output = join(target, relative(ROOT, source));
    if (source.endsWith('.json')) {
      mkdirSync(dirname(output), { recursive: true });
      cpSync(source, output);
    } else if (source.endsWith('.ts')) {
      mkdirSync(dirname(output), { recursive: true });
      const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
        fileName: source.slice(ROOT.length + 1),
        compilerOptions: { ...options, module: ts.ModuleKind.CommonJS },
      });
      writeFileSync(output.replace(/\.ts$/, '.js'), outputText);
    }
  }
  return target;
}
