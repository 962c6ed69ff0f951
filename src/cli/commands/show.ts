import {readFileSync} from 'node:fs';
import {actorText, expectationText, stepText} from '../../scenario/describe.js';
import {type Framework, techniqueText} from '../../scenario/frameworks.js';
import {chooseScenarios} from '../../scenario/load.js';
import type {Scenario} from '../../scenario/schema.js';
import {wrapWords} from '../../view/text.js';
import type {Define} from '../define.js';
import {type GlobalFlags, type Io, writeJson, writeLines, writeText} from '../io.js';

/** `kubedrill show`: one scenario in words, or its file. */
export const define: Define = (command, io, done) => {
  command
    .argument('<scenario>', 'scenario id, or ID:VARIANT, or a file of your own')
    .option('--yaml', 'print its file as it is')
    .addHelpText(
      'after',
      '\nExamples:\n  kubedrill show secrets-listed\n  kubedrill show escalating-role:granted --json',
    )
    .action((id: string) => {
      const flags = command.optsWithGlobals<GlobalFlags & {yaml?: boolean}>();
      for (const scenario of chooseScenarios([id])) {
        const {file, ...rest} = scenario;
        if (flags.yaml) writeText(io, readFileSync(file, 'utf8'));
        else if (flags.json) writeJson(io, rest);
        else writeLines(io, describe(scenario, io));
      }
      done(0);
    });
};

function describe(s: Scenario, io: Io): string[] {
  const width = Math.min(io.stdout.columns ?? 100, 100);
  const paragraph = (text: string) => wrapWords(text.trim(), width - 2).map(line => `  ${line}`);
  const list = (title: string, lines: readonly string[]) =>
    lines.length ? ['', title, ...lines.map(l => `  ${l}`)] : [];
  const tags = Object.entries(s.tags).flatMap(([framework, ids]) =>
    ids.map(id => `${framework} ${techniqueText(framework as Framework, id)}`),
  );
  return [
    `${s.id}: ${s.title} (${s.severity})`,
    ...paragraph(s.description),
    ...list('tags', tags),
    ...list('needs', [s.needs.join(', ')]),
    ...list('actor', [actorText(s.actor)]),
    ...list('set-up', s.setUp.map(stepText)),
    ...list('attack', s.attack.map(stepText)),
    ...list('expected', s.expect.map(expectationText)),
    ...list('benign twin, must stay silent', s.benign.map(stepText)),
    ...list('put back at the end', s.undo.map(stepText)),
    ...list(
      'containment',
      s.contain.map(c => `${c.gone} ${c.name} gone within ${c.within}`),
    ),
    ...['', 'prevention', ...paragraph(s.prevent)],
    ...list('references', s.references),
  ];
}
