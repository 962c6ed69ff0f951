import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import type {KubeConfig} from '@kubernetes/client-node';
import {execa} from 'execa';
import {parse} from 'yaml';
import {z} from 'zod';

const Script = z.strictObject({
  files: z.record(z.string(), z.string()).default({}),
  steps: z.array(z.union([z.string(), z.strictObject({run: z.string(), until: z.string().optional()})])),
});

/** Lines of a shell, and the files that lie where they are run. */
export type Script = z.output<typeof Script>;

/** What came of a line. */
export interface Outcome {
  line: string;
  code: number;
  stdout: string;
  stderr: string;
}

export const readScript = (path: string): Script => Script.parse(parse(readFileSync(path, 'utf8')));

const PATIENCE_MS = 15_000;
const PAUSE_MS = 200;

/**
 * Plays a script with kubectl against a cluster, in a folder of its own.
 *
 * @param kubectl the folder that has it; `env` are variables of the script's own
 */
export async function playScript(
  {files, steps}: Script,
  kubeConfig: Pick<KubeConfig, 'exportConfig'>,
  {kubectl, dir, env: own = {}}: {kubectl: string; dir: string; env?: Record<string, string>},
): Promise<Outcome[]> {
  const home = mkdtempSync(join(dir, 'kubectl-'));
  const work = join(home, 'work');
  mkdirSync(work);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text);
  const kubeconfig = join(home, 'kubeconfig');
  writeFileSync(kubeconfig, kubeConfig.exportConfig(), {mode: 0o600});
  const path = [kubectl, process.env.PATH].join(delimiter);
  const env = {...own, HOME: home, KUBECONFIG: kubeconfig, PATH: path, TMPDIR: work, LC_ALL: 'C'};
  const run = async (line: string): Promise<Outcome> => {
    const options = {cwd: work, env, extendEnv: false, reject: false, stdin: 'ignore', timeout: 120_000} as const;
    const {exitCode = -1, stdout, stderr} = await execa('bash', ['-c', line], options);
    return {line, code: exitCode, stdout, stderr};
  };
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const {run: line, until = undefined} = typeof step === 'string' ? {run: step} : step;
    const deadline = performance.now() + PATIENCE_MS;
    let outcome = await run(line);
    while (until !== undefined && !`${outcome.stdout}${outcome.stderr}`.includes(until)) {
      if (performance.now() > deadline) break;
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
      outcome = await run(line);
    }
    outcomes.push(outcome);
  }
  rmSync(home, {recursive: true, force: true});
  return outcomes;
}
