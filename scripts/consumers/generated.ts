import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { packageFolder } from './artifacts';

/** What Go and .NET developers would call; nothing here compiles it. */
const EXPECTED = [
  { name: 'cdk-break-glass', language: 'go', file: 'cdkbreakglass/BreakGlassUser.go', text: 'func NewBreakGlassUser(' },
  { name: 'cdk-break-glass', language: 'go', file: 'cdkbreakglass/detection/BreakGlassRules.go', text: 'func NewBreakGlassRules(' },
  { name: 'cdk-break-glass', language: 'go', file: 'cdkbreakglass/elevation/ElevatedAccess.go', text: 'func NewElevatedAccess(' },
  { name: 'cdk-break-glass', language: 'go', file: 'cdkbreakglass/go.mod', text: 'github.com/aws/aws-cdk-go/awscdk/v2 v2.257.0' },
  { name: 'cdk-break-glass-checks', language: 'go', file: 'cdkbreakglasschecks/BreakGlassChecks.go', text: 'func NewBreakGlassChecks(' },
  { name: 'cdk-break-glass', language: 'dotnet', file: 'CdkBreakGlass/CdkBreakGlass/BreakGlassUser.cs', text: 'public class BreakGlassUser' },
  { name: 'cdk-break-glass', language: 'dotnet', file: 'CdkBreakGlass/CdkBreakGlass/Elevation/ElevatedAccess.cs', text: 'public class ElevatedAccess' },
  { name: 'cdk-break-glass', language: 'dotnet', file: 'CdkBreakGlass/CdkBreakGlass/Phase.cs', text: 'public enum Phase' },
  { name: 'cdk-break-glass', language: 'dotnet', file: 'CdkBreakGlass/CdkBreakGlass.csproj', text: '<PackageId>CdkBreakGlass</PackageId>' },
  { name: 'cdk-break-glass-checks', language: 'dotnet', file: 'CdkBreakGlass.Checks/CdkBreakGlass.Checks.csproj', text: 'Cdklabs.CdkNag' },
];

export async function generatedCode(): Promise<void> {
  for (const { name, language, file, text } of EXPECTED) {
    const path = join(packageFolder(name, language), file);
    if (!existsSync(path)) { throw new Error(`dist/${name}/${language}/${file} was not generated`); }
    if (!readFileSync(path, 'utf8').includes(text)) { throw new Error(`dist/${name}/${language}/${file} does not contain '${text}'`); }
  }
}
