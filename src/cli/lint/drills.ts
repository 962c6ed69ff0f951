import {existsSync} from 'node:fs';
import {type Problem, readYaml, type YamlFile} from '../../lib/yaml/yaml-file.js';
import {type LoadedDrill, readDrill} from '../../scenario/exercise/load.js';
import {namedScenario} from '../../scenario/exercise/named-scenario.js';
import {type LoadedScenario, loadScenarios, yamlFiles} from '../../scenario/load.js';
import {loadProcedure, procedureFile} from '../../scenario/procedures/load.js';
import {type Finding, findings} from './finding.js';

/** What is wrong with drills, how many there are, and the files of the procedures that they name themselves. */
export interface LintedDrills {
  problems: Finding[];
  count: number;
  procedures: string[];
}

/** Checks drills alone and against their scenarios and procedures. */
export function lintDrills(paths: readonly string[], scenarios: readonly LoadedScenario[]): LintedDrills {
  const files = yamlFiles(paths);
  const linted = files.map(file => {
    const yaml = readYaml(file, {documents: 'one'});
    const {drill, problems, warnings} = readDrill(yaml);
    const known = drill ? unknownScenarios(drill, yaml, scenarios) : [];
    return {
      problems: [
        ...findings('drill', [...problems, ...known]),
        ...findings('idle-part', warnings),
        ...(drill ? findings('unknown-role', rolesAndSteps(drill, yaml, scenarios)) : []),
      ],
      procedures: drill?.procedures.map(name => procedureFile(name, file)) ?? [],
    };
  });
  return {
    problems: linted.flatMap(({problems}) => problems),
    count: files.length,
    procedures: linted.flatMap(({procedures}) => procedures),
  };
}

const unknownScenarios = (drill: LoadedDrill, yaml: YamlFile, scenarios: readonly LoadedScenario[]): Problem[] =>
  drill.chosen.flatMap((name, i) => {
    const {id, file} = namedScenario(name);
    if (file !== undefined && !existsSync(file)) return [yaml.at(['scenarios', i], `there is no file ${file}`)];
    const [base = '', variant] = id.split(':');
    const own = file === undefined ? scenarios : loadScenarios([file]).scenarios;
    const found = own.find(s => s.id === base);
    const known = found && (variant === undefined || Object.hasOwn(found.variants, variant));
    return known ? [] : [yaml.at(['scenarios', i], `there is no scenario ${id}`)];
  });

/** Roles to whom no procedure says what to do, and steps of roles that nobody plays. */
function rolesAndSteps(drill: LoadedDrill, yaml: YamlFile, scenarios: readonly LoadedScenario[]): Problem[] {
  const responding = drill.roles.filter(({kind}) => kind === 'responds');
  const files = new Set([
    ...drill.procedures.map(name => procedureFile(name, drill.file)),
    ...drill.scenarios.flatMap(id => ofScenario(id, scenarios)),
  ]);
  const procedures = [...files].flatMap(file => loadProcedure(file).procedure ?? []);
  if (!responding.length || !procedures.length) return [];
  const steps = procedures.flatMap(({id, steps}) =>
    steps.flatMap(({role}) => (role === undefined ? [] : [{id, role}])),
  );
  const idle = drill.roles.flatMap(({id, kind}, index) =>
    kind !== 'responds' || steps.some(({role}) => role === id)
      ? []
      : [yaml.at(['roles', index, 'id'], `no procedure of this drill has a step for ${id}`, 'warning')],
  );
  const absent = [...new Set(steps.map(({role}) => role))].filter(role => !drill.roles.some(({id}) => id === role));
  return [
    ...idle,
    ...absent.map(role => {
      const where = [...new Set(steps.filter(step => step.role === role).map(({id}) => id))].join(', ');
      return yaml.at(['roles'], `nobody plays ${role}, and there are steps for it in ${where}`, 'warning');
    }),
  ];
}

function ofScenario(id: string, scenarios: readonly LoadedScenario[]): string[] {
  const [base, variant = ''] = id.split(':');
  const found = scenarios.find(scenario => scenario.id === base);
  const name = (found?.variants[variant]?.respond ?? found?.respond)?.procedure;
  return found && name !== undefined ? [procedureFile(name, found.file)] : [];
}
