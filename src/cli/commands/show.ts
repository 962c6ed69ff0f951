import {existsSync, readFileSync} from 'node:fs';
import {readYaml} from '../../lib/yaml/yaml-file.js';
import {textIn} from '../../scenario/exercise/people.js';
import {varied} from '../../scenario/exercise/vary.js';
import {chooseScenarios, drillNames, loadDrill} from '../../scenario/load.js';
import type {Scenario} from '../../scenario/schema.js';
import type {Define} from '../define.js';
import {type GlobalFlags, type Io, writeJson, writeLines, writeText} from '../io.js';
import {countFlag, SEED} from '../number-flags.js';
import {describeDrill} from '../show/drill.js';
import {describeScenario} from '../show/scenario.js';

interface Flags extends GlobalFlags {
  yaml?: boolean;
  seed: string;
  language: string;
}

/** `kubedrill show`: one scenario or drill in words, or its file. */
export const define: Define = (command, io, done) => {
  command
    .argument('<name>', 'scenario id, ID:VARIANT, drill id, or a file of your own')
    .option('--yaml', 'print its file as it is')
    .option('--seed <n>', 'a drill as it is played with this seed', '1')
    .option('--language <language>', 'of titles, stories and the texts of a drill', 'en')
    .addHelpText(
      'after',
      `
Examples:
  kubedrill show secrets-listed
  kubedrill show escalating-role:granted --json
  kubedrill show leaked-token                      script and answers included: not for those who play it
  kubedrill show leaked-token --seed 2 --language de`,
    )
    .action((name: string) => {
      const flags = command.optsWithGlobals<Flags>();
      if (isDrill(name)) showDrill(name, flags, io);
      else showScenario(name, flags, io);
      done(0);
    });
};

/** A file that names scenarios is a drill. */
function isDrill(name: string): boolean {
  if (!existsSync(name)) return drillNames().includes(name);
  const [value] = readYaml(name, {documents: 'one'}).values;
  return typeof value === 'object' && value !== null && 'scenarios' in value;
}

function showDrill(name: string, {yaml, json, seed, language}: Flags, io: Io): void {
  const drill = loadDrill(name);
  const played = varied(drill, countFlag('--seed', seed, SEED));
  const {file, chosen: _, ...rest} = played;
  const titles = () => new Map(chooseScenarios(drill.chosen).map(({id, title}) => [id, textIn(title, language)]));
  if (yaml) writeText(io, readFileSync(file, 'utf8'));
  else if (json) writeJson(io, rest);
  else writeLines(io, describeDrill(played, titles(), language, widthOf(io)));
}

function showScenario(name: string, {yaml, json, language}: Flags, io: Io): void {
  for (const scenario of chooseScenarios([name])) {
    const {file, ...rest} = scenario;
    if (yaml) writeText(io, readFileSync(file, 'utf8'));
    else if (json) writeJson(io, toldIn(rest, language));
    else writeLines(io, describeScenario(scenario, language, widthOf(io)));
  }
}

/** With its texts in one language: who reads JSON need not know which languages there are. */
const toldIn = <S extends Pick<Scenario, 'title' | 'respond'>>({title, respond, ...rest}: S, language: string) => ({
  title: textIn(title, language),
  ...rest,
  ...(respond && {
    respond: {...respond, ...(respond.story !== undefined && {story: textIn(respond.story, language)})},
  }),
});

/** No wider than reads well. */
const widthOf = (io: Io): number => Math.min(io.stdout.columns ?? 100, 100);
