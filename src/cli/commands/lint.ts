import {EXIT} from '../../lib/errors.js';
import {problemLine} from '../../lib/yaml-file.js';
import {type GlobalFlags, writeJson, writeText} from '../io.js';
import {lintFiles} from '../lint/files.js';
import type {Define} from '../main.js';

interface LintFlags extends GlobalFlags {
  rules?: string[];
  scenarios?: string[];
  drills?: string[];
  auditPolicy?: string;
}

const EXAMPLES = `
Examples:
  kubedrill lint                                       everything that ships with kubedrill
  kubedrill lint --rules ./my-rules --audit-policy ./policy.yaml   your rules against your policy`;

/** `kubedrill lint`: checks files without running them; every problem at once, each at its place. */
export const define: Define = (command, io, done) => {
  command
    .option('--scenarios <path...>', 'scenario files or folders')
    .option('--drills <path...>', 'drill files or folders')
    .option('--rules <path...>', 'Sigma rule files or folders')
    .option('--audit-policy <file>', 'audit policy')
    .addHelpText('after', EXAMPLES)
    .action(() => {
      const flags = command.optsWithGlobals<LintFlags>();
      const {problems, checked} = lintFiles(flags);
      const errors = problems.filter(p => p.severity === 'error').length;
      if (flags.json) writeJson(io, {checked, problems});
      else {
        const counts = Object.entries(checked).map(([what, count]) => `${count} ${what}`);
        const summary = `${counts.join(', ')}: ${errors} errors, ${problems.length - errors} warnings`;
        writeText(io, [...problems.map(problemLine), summary].join('\n'));
      }
      done(errors ? EXIT.usage : EXIT.ok);
    });
};
