import {runTool, type ToolResult} from '../../lib/process/exec.js';

/** A container engine that kind can work with. */
export interface Engine {
  provider: 'docker' | 'podman';
  version: string;
}

const ANSWER_WITHIN_MS = 5000;

/** Whether kind is installed and an engine answers; `missing` says in a sentence what is not there. */
export async function findEngine(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Engine | {missing: string; detail?: string}> {
  const options = {env, signal, timeout: ANSWER_WITHIN_MS};
  const kind = await runTool('kind', ['version'], options);
  if (!kind.ok) return {missing: kind.why === 'missing' ? 'kind is not installed' : 'kind does not answer'};
  let detail = '';
  for (const provider of providersOf(env)) {
    const answer = await runTool(provider, VERSION_OF[provider], options);
    if (answer.ok) return {provider, version: answer.stdout.trim()};
    if (answer.why !== 'missing') detail ||= lastLine(answer);
  }
  const missing = detail ? 'no container engine answers' : 'no container engine (docker or podman) is installed';
  return {missing, ...(detail && {detail})};
}

/** Asks the server, not the client: an engine that is installed and not running has no version. */
const VERSION_OF: Record<Engine['provider'], readonly string[]> = {
  docker: ['version', '--format', '{{.Server.Version}}'],
  podman: ['info', '--format', '{{.Version.Version}}'],
};

/** kind's own variable decides; without it Docker is asked first, as kind does. */
function providersOf(env: NodeJS.ProcessEnv): Engine['provider'][] {
  const asked = env.KIND_EXPERIMENTAL_PROVIDER;
  return asked === 'podman' || asked === 'docker' ? [asked] : ['docker', 'podman'];
}

const lastLine = (result: Extract<ToolResult, {ok: false}>): string => result.output.trim().split('\n').at(-1) ?? '';
