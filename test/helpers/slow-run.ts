import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {tempDir} from './temp.js';

const NEVER =
  'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {verb: nothing*}\n  condition: s\n';

/** Flags of a drill that watches for as long as `sla`, since no rule of it alerts; and a folder to run it in. */
export function slowDrill(sla = '20s'): {argv: string[]; cwd: string} {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'none.yml'), NEVER);
  const argv = [
    'run',
    'secrets-listed',
    '--cluster',
    'simulated',
    '--rules',
    'none.yml',
    '--sla',
    sla,
    '--grace',
    '1s',
  ];
  return {argv, cwd};
}
