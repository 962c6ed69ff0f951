import {readFileSync} from 'node:fs';
import {usageError} from '../../lib/errors.js';
import {nearest} from '../../lib/suggest.js';
import {invalid, loadScenarios, resolveScenarios} from '../../scenario/load.js';
import {actionOf} from '../../scenario/request.js';
import type {Scenario} from '../../scenario/schema.js';
import type {Step} from '../../scenario/step.js';
import {wrapWords} from '../../view/text.js';
import {type GlobalFlags, type Io, writeJson, writeText} from '../io.js';
import type {Define} from '../main.js';

/** `kubedrill show`: one scenario in words, or its file. */
export const define: Define = (command, io, done) => {
  command
    .argument('<scenario>', 'scenario id, or ID:VARIANT')
    .option('--yaml', 'print its file as it is')
    .addHelpText(
      'after',
      '\nExamples:\n  kubedrill show secrets-listed\n  kubedrill show escalating-role:granted --json',
    )
    .action((id: string) => {
      const {scenarios, problems} = loadScenarios();
      if (problems.length) throw invalid(problems);
      if (!scenarios.some(s => s.id === id.split(':')[0]))
        throw unknown(
          id,
          scenarios.map(s => s.id),
        );
      const [scenario] = resolveScenarios([id], scenarios);
      if (!scenario) throw unknown(id, []);
      const flags = command.optsWithGlobals<GlobalFlags & {yaml?: boolean}>();
      const {file, ...rest} = scenario;
      if (flags.yaml) writeText(io, readFileSync(file, 'utf8'));
      else if (flags.json) writeJson(io, rest);
      else writeText(io, describe(scenario, io));
      done(0);
    });
};

function unknown(id: string, known: readonly string[]) {
  const near = nearest(id, known);
  return usageError(`there is no scenario ${id}`, [
    near ? `did you mean ${near}?` : '`kubedrill list` shows what there is',
  ]);
}

function describe(s: Scenario, io: Io): string {
  const width = Math.min(io.stdout.columns ?? 100, 100);
  const paragraph = (text: string) => wrapWords(text.trim(), width - 2).map(line => `  ${line}`);
  const list = (title: string, lines: readonly string[]) =>
    lines.length ? ['', title, ...lines.map(l => `  ${l}`)] : [];
  const tags = Object.entries(s.tags).map(([framework, ids]) => `${framework} ${ids.join(', ')}`);
  return [
    `${s.id}: ${s.title} (${s.severity})`,
    ...paragraph(s.description),
    ...list('tags', tags),
    ...list('needs', [s.needs.join(', ')]),
    ...list('actor', [actorText(s)]),
    ...list('set-up', s.setUp.map(stepText)),
    ...list('attack', s.attack.map(stepText)),
    ...list(
      'expected',
      s.expect.map(e => `${e.stage} within ${e.within}${e.rule ? `, rule ${e.rule}` : ''}`),
    ),
    ...list('benign twin, must stay silent', s.benign.map(stepText)),
    ...list('put back at the end', s.undo.map(stepText)),
    ...list(
      'containment',
      s.contain.map(c => `${c.gone} ${c.name} gone within ${c.within}`),
    ),
    ...['', 'prevention', ...paragraph(s.prevent)],
    ...list('references', s.references),
  ].join('\n');
}

function actorText({actor}: Scenario): string {
  if ('anonymous' in actor) return 'nobody: no credential';
  if ('invalidToken' in actor) return 'nobody: an invalid token';
  if ('invalidCertificate' in actor) {
    return `nobody: ${actor.invalidCertificate === 'expired' ? 'an expired certificate' : 'a certificate of a foreign authority'}`;
  }
  const rules = [...(actor.rules ?? []), ...(actor.clusterRules ?? []).map(r => ({...r, everywhere: true}))];
  const may = rules.map(
    r => `${r.verbs.join('/')} ${r.resources?.join(', ')}${'everywhere' in r ? ' everywhere' : ''}`,
  );
  return `service account ${actor.serviceAccount}, may ${may.join('; ')}`;
}

function stepText(step: Step): string {
  const action = actionOf(step);
  const detail = (step as Record<string, unknown>)[action] as Record<string, unknown>;
  const {resource, kind, name, pod, metadata, path, for: span, command, commonName} = detail;
  const words = Array.isArray(command) ? command.join(' ') : undefined;
  const what = [
    resource ?? kind ?? path ?? (pod ? undefined : span) ?? commonName,
    name ?? pod ?? (metadata as {name?: string} | undefined)?.name,
    words,
  ];
  const times = 'repeat' in step && step.repeat ? ` × ${step.repeat}` : '';
  const who = 'as' in step && step.as && step.as !== 'actor' ? ` as ${step.as}` : '';
  const dry = 'dryRun' in step && step.dryRun ? ' (dry run)' : '';
  const kept = step.credential ? ` → credential ${step.credential.name}` : '';
  return `${action} ${what.filter(Boolean).join(' ')}${times}${who}${dry}${kept}`;
}
