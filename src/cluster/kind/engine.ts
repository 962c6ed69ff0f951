import {runTool, type ToolResult} from '../../lib/exec.js';

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
  const asked = env.KIND_EXPERIMENTAL_PROVIDER;
  const providers: Engine['provider'][] = asked === 'podman' || asked === 'docker' ? [asked] : ['docker', 'podman'];
  let detail = '';
  for (const provider of providers) {
    const format = provider === 'docker' ? '{{.Server.Version}}' : '{{.Version.Version}}';
    const answer = await runTool(provider, provider === 'docker' ? ['version', '--format', format] : ['info', '--format', format], options);
    if (answer.ok) return {provider, version: answer.stdout.trim()};
    detail ||= answer.why === 'missing' ? '' : lastLine(answer);
  }
  const missing = detail ? 'no container engine answers' : 'no container engine (docker or podman) is installed';
  return {missing, ...(detail && {detail})};
}

const lastLine = (result: Extract<ToolResult, {ok: false}>): string => result.output.trim().split('\n').at(-1) ?? '';
