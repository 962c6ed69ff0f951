import {textIn} from '../../scenario/exercise/people.js';
import {invalid, type LoadedScenario, loadScenarios, packagedDrills} from '../../scenario/load.js';
import type {Define} from '../define.js';
import {type GlobalFlags, writeJson, writeText} from '../io.js';
import {table} from '../table.js';

/** `kubedrill list`: every scenario with its variants, and every drill. */
export const define: Define = (command, io, done) => {
  command.addHelpText('after', '\nExamples:\n  kubedrill list\n  kubedrill list --json').action(() => {
    const {scenarios, problems} = loadScenarios();
    if (problems.length) throw invalid(problems);
    const drills = packagedDrills();
    if (command.optsWithGlobals<GlobalFlags>().json) {
      writeJson(io, {
        scenarios: scenarios.map(summaryOf),
        drills: drills.map(({id, title, description, scenarios: ids, uses}) => ({
          ...{id, title, description, scenarios: ids, uses},
        })),
      });
    } else {
      const rows = scenarios.flatMap(s => [
        [s.id, s.severity, s.tags.attack.join(' '), textIn(s.title, 'en')],
        ...Object.entries(s.variants).map(([name, v]) => [
          `${s.id}:${name}`,
          s.severity,
          '',
          textIn(v.title ?? s.title, 'en'),
        ]),
      ]);
      const drillRows = drills.map(d => [d.id, `${d.scenarios.length} scenarios`, d.uses.join(', '), d.title]);
      writeText(io, `scenarios\n${indented(table(rows))}\ndrills\n${indented(table(drillRows))}`);
    }
    done(0);
  });
};

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

/** What scripts want to know of a scenario without reading its file. */
const summaryOf = ({id, title, severity, tags, needs, destructive, variants}: LoadedScenario) => ({
  ...{id, title: textIn(title, 'en'), severity, tags, needs, destructive},
  variants: Object.keys(variants),
});
