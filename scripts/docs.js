// Writes the generated parts of docs/: a page for each scenario with an index of matrices, the ways of breaking the
// chain, the commands, the keys of the console, the actions of a step, the film of the README. With `--check` it only
// says whether they are up to date.
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {packaged} from '../build/lib/paths.js';
import {loadScenarios, resolveScenarios} from '../build/scenario/load.js';
import {loadRules} from '../build/sigma/load/load.js';
import {withActions} from './docs/actions.js';
import {brokenLinksPage} from './docs/broken-links.js';
import {catalogueIndex} from './docs/catalogue.js';
import {commandsPage} from './docs/commands.js';
import {withHistoryKeys, withKeys, withLiveKeys} from './docs/keys.js';
import {scenarioPage} from './docs/scenario.js';
import {settle} from './generated.js';

const film = execFileSync(process.execPath, [join(import.meta.dirname, 'docs', 'film.js')], {
  env: {...process.env, NO_COLOR: undefined, FORCE_COLOR: '3', NODE_ENV: 'production'},
  encoding: 'utf8',
});
const {scenarios} = loadScenarios();
const {set} = loadRules([packaged('rules')]);
const variantsOf = ({id, variants}) =>
  resolveScenarios(
    Object.keys(variants).map(name => `${id}:${name}`),
    scenarios,
  );
const pages = scenarios.map(s => [`docs/scenarios/${s.id}.md`, scenarioPage(s, variantsOf(s), set.rules)]);
settle(
  new Map([
    ...pages,
    ['docs/scenarios/README.md', catalogueIndex(scenarios)],
    ['docs/broken-links.md', brokenLinksPage()],
    ['docs/commands.md', await commandsPage()],
    ['docs/console.md', withKeys('docs/console.md')],
    ['docs/history.md', withHistoryKeys('docs/history.md')],
    ['docs/join.md', withLiveKeys('docs/join.md')],
    ['docs/film.svg', film],
    ['docs/scenarios.md', withActions('docs/scenarios.md')],
  ]),
  'npm run docs',
  ['docs/scenarios'],
);
