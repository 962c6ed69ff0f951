import {allLabs, labNamed} from '../../lab/load.js';
import {keepProgress, progressOf} from '../../lab/progress.js';
import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {nearest} from '../../lib/text/suggest.js';
import {symbolsFor} from '../../view/symbols.js';
import {wrapWords} from '../../view/text.js';
import type {Define} from '../define.js';
import {type Io, wantsAscii, writeJson, writeLines} from '../io.js';
import {catalogueLines} from '../lab/catalogue.js';
import type {LabFlags} from '../lab/check.js';
import type {NewFlags} from '../lab/new.js';

const EXAMPLES = `
Examples:
  kubedrill lab list                    broken chains to mend, and how far you are
  kubedrill lab start policy-order      its files in a folder policy-order, and what happened
  kubedrill lab check policy-order      plays the attack against your files; in that folder, without its name
  kubedrill lab watch                   checks on every save
  kubedrill lab check --report-to LINK  shows the trainer of a class what it came to
  kubedrill lab hint                    one of three hints
  kubedrill lab solution                what was meant, and why
  kubedrill lab new secrets-dropped --scenario secrets-listed --way policy-none
                                        a lab of your own, of an attack and a way of breaking the chain

Exit codes: 0 solved, or done · 1 of check: not solved · 2 usage, or a file with a mistake`;

/** What `--way` may be; the table itself is loaded with the action that needs it. */
const WAYS =
  'policy-none, policy-stages, policy-level, rule-prefix, rule-namespace, time-ahead, renamed, prefix, mapping, refresh, silence, response-half, response-harm, response-elsewhere';

/** `kubedrill lab`: a broken chain to mend, without a cluster or a server. */
export const define: Define = (command, io, done) => {
  command
    .argument('<action>', Object.keys(ACTIONS).join(', '))
    .argument(
      '[name]',
      'of start and new: the lab; of the others: the folder it was begun in; default: the working folder',
    )
    .argument(
      '[folder]',
      'of start and new: where its files are put; default: a folder called as the lab, of new in labs',
    )
    .option('--scenario <id>', 'of new: the attack that nobody is to see')
    .option('--way <name>', `of new: how the chain is broken: ${WAYS}`)
    .option('--track <name>', 'of new, in place of --way: the first way of a track: policy, rules, pipeline, response')
    .option('--report-to <link>', 'of check and watch: report each check to the trainer of a class')
    .option('--as <name>', 'with --report-to: your name there; default: that of your account')
    .option('--fingerprint <sha256>', 'with --report-to: of the trainer’s certificate')
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, ...args: (string | undefined)[]) => {
      const action = ACTIONS[name];
      if (!action) throw unknownAction(name);
      const names = args.slice(0, 2).filter(arg => typeof arg === 'string');
      done(await action(names, command.optsWithGlobals<NewFlags>(), io));
    });
};

type Action = (names: readonly string[], flags: NewFlags, io: Io) => number | Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = dictionary({
  list,
  start,
  check: async ([dir = '.'], flags, io) => (await import('../lab/check.js')).check(dir, flags, io),
  watch: async ([dir = '.'], flags, io) => (await import('../lab/watch.js')).watchLab(dir, flags, io),
  hint: async ([dir = '.'], _flags, io) => (await import('../lab/hints.js')).hint(dir, io),
  new: async (names, flags, io) => (await import('../lab/new.js')).newLab(names, flags, io),
  solution: async ([dir = '.'], _flags, io) => (await import('../lab/hints.js')).solution(dir, io),
} satisfies Record<string, Action>);

function unknownAction(name: string) {
  const known = Object.keys(ACTIONS);
  const near = nearest(name, known);
  return usageError(
    `lab ${name} is not one of ${known.join(', ')}`,
    near === undefined ? [] : [`did you mean ${near}?`],
  );
}

function list(_names: readonly string[], flags: LabFlags, io: Io): number {
  const labs = allLabs();
  const progress = progressOf(io.env);
  if (flags.json)
    writeJson(
      io,
      labs.map(({id, title, track, minutes, scenarios}) => ({id, title, track, minutes, scenarios, ...progress[id]})),
    );
  else writeLines(io, catalogueLines(labs, progress, symbolsFor(wantsAscii(io, flags))));
  return EXIT.ok;
}

async function start([name, dir = name]: readonly string[], flags: LabFlags, io: Io): Promise<number> {
  if (name === undefined || dir === undefined)
    throw usageError('say which lab', ['`kubedrill lab list` shows all labs']);
  const [{startLab}, {missionText}] = await Promise.all([
    import('../../lab/folder.js'),
    import('../../lab/mission.js'),
  ]);
  const lab = labNamed(name);
  startLab(lab, dir);
  keepProgress(io.env, lab.id, realClock.wall(), progress => progress);
  if (flags.json) writeJson(io, {lab: lab.id, folder: dir});
  else {
    const width = Math.min(io.stdout.columns ?? 80, 100);
    writeLines(
      io,
      missionText(lab)
        .trimEnd()
        .split('\n')
        .flatMap(line => (line ? wrapWords(line, width) : [''])),
    );
    writeLines(io, ['', `Its files are in ${dir}. See first what is broken: cd ${dir} && kubedrill lab check`]);
  }
  return EXIT.ok;
}
