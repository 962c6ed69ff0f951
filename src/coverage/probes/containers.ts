import {followLines} from './lines.js';
import {podsAbsent, runScript, shownByKubelet} from './pod.js';
import {noPlace, type Probe} from './probe.js';

const POD = 'containers';

/** What containers write: odd numbers to stdout, even ones to stderr, by a pod that lives on. */
export const containers: Probe = {
  log: 'containers',
  absent: context => podsAbsent(context) ?? noPlace(context, 'containers'),
  async run(context) {
    const {lines} = context;
    return [
      await followLines(context, {
        ...{log: 'containers', kind: 'containers', count: lines, certain: true},
        async write(marker, written) {
          await runScript(context, POD, `${linesScript(marker.word, lines)}; sleep 3600`);
          return shownByKubelet(context, POD, {marker, count: lines}, written);
        },
      }),
    ];
  },
};

/** Writes a line for each number: odd ones to stdout, even ones to stderr. */
export const linesScript = (word: string, lines: number): string =>
  `i=1; while [ $i -le ${lines} ]; do l="${word} n=$i of ${lines}"; ` +
  `if [ $((i % 2)) -eq 1 ]; then echo "$l"; else echo "$l" >&2; fi; i=$((i + 1)); done`;
