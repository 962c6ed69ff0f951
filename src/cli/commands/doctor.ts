import type {Diagnosis} from '../../cluster/diagnosis.js';
import {CLUSTER_KINDS} from '../../events/words.js';
import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {symbolsFor} from '../../view/symbols.js';
import type {Define} from '../define.js';
import {diagnose} from '../doctor/diagnose.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, tellLines, wantsAscii, writeJson, writeLines} from '../io.js';
import {tellingWhile} from '../keep-telling.js';
import type {ListenFlags} from '../live/room/address.js';
import {RUNS} from '../run/folder.js';

interface DoctorFlags extends GlobalFlags, Partial<ListenFlags> {
  live?: boolean;
  cluster: string;
  assets?: string;
  out: string;
  stack?: string;
  reuse?: string | true;
  ascii?: boolean;
}

const EXAMPLES = `
Examples:
  kubedrill doctor                   what a drill would run on, and whether it is there
  kubedrill doctor --cluster kind    the same, where nothing but kind will do
  kubedrill doctor --cluster envtest            are kube-apiserver and etcd where KUBEBUILDER_ASSETS says?
  kubedrill doctor --live --listen 0.0.0.0:7443    could people come to a drill here?
  kubedrill doctor --stack stack.yaml           asks every source of a stack
  kubedrill doctor --stack stack.yaml --reuse   and measures each link with a request on a running drill cluster`;

/** `kubedrill doctor`: whether this machine is ready for a drill, and what to do when it is not. */
export const define: Define = (command, io, done) => {
  command
    .option('--cluster <kind>', `${CLUSTER_KINDS.join(', ')}, or auto`, 'auto')
    .option('--assets <dir>', 'with --cluster envtest: folder of kube-apiserver and etcd (also KUBEBUILDER_ASSETS)')
    .option('--stack <file>', 'your own logging and alerting: asks every source of a stack file, see docs/stack.md')
    .option('--reuse [name]', 'with --stack: sends a canary from a running drill cluster, and measures each link')
    .option('--live', 'whether people could come to a drill on this machine: addresses, port, TLS')
    .option('--listen <address>', 'with --live: where they come to; default: 127.0.0.1:7443')
    .option('--host-name <name...>', 'with --live: another name by which people reach this machine')
    .option('--tls-cert <file>', 'with --live: certificate of the server, PEM')
    .option('--tls-key <file>', 'with --live: its key, PEM')
    .option('--insecure-http', 'with --live: no TLS, also beyond this machine')
    .option('--out <dir>', 'where run folders are', RUNS)
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const flags = command.optsWithGlobals<DoctorFlags>();
      const interrupts = watchInterrupts(io);
      try {
        const findings = await tellingWhile(
          {clock: realClock, say: text => tellLines(io, [`  ${text}`]), quiet: flags.quiet},
          () => (flags.stack === undefined ? 'asking this machine' : 'asking this machine and the stack'),
          () => allFindings(flags, io.env, interrupts.signal),
        );
        const symbols = symbolsFor(wantsAscii(io, flags));
        const mark = {ok: symbols.ok, warning: symbols.warning, failed: symbols.missed};
        if (flags.json) writeJson(io, {findings});
        else {
          const lines = findings.flatMap(f => [
            `${mark[f.state]} ${f.title}: ${f.detail}`,
            ...(f.lines ?? []).map(line => `    ${line}`),
            ...f.next.map(n => `    next: ${n}`),
          ]);
          writeLines(io, lines);
        }
        done(findings.some(f => f.state === 'failed') ? EXIT.environment : EXIT.ok);
      } finally {
        interrupts.close();
      }
    });
};

async function allFindings(flags: DoctorFlags, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Diagnosis[]> {
  const {stack, reuse} = flags;
  if (stack === undefined && reuse !== undefined) {
    throw usageError('--reuse needs --stack: it measures the links of a stack');
  }
  const listening = Object.entries(LISTEN_FLAGS).find(([name]) => flags[name as keyof ListenFlags] !== undefined);
  if (listening && !flags.live) throw usageError(`${listening[1]} needs --live: it says where people come to`);
  const machine = [...(await diagnose(flags, env, signal)), ...(await liveFindings(flags))];
  if (stack === undefined) return machine;
  const {diagnoseStack} = await import('../doctor/stack.js');
  return [...machine, ...(await diagnoseStack({stack, ...(reuse !== undefined && {reuse})}, env, signal))];
}

const LISTEN_FLAGS: Record<keyof ListenFlags, string> = {
  ...{listen: '--listen', hostName: '--host-name', tlsCert: '--tls-cert', tlsKey: '--tls-key'},
  insecureHttp: '--insecure-http',
};

async function liveFindings({live, listen = '127.0.0.1:7443', ...flags}: DoctorFlags): Promise<Diagnosis[]> {
  if (!live) return [];
  const {diagnoseLive} = await import('../doctor/live.js');
  return diagnoseLive({listen, ...flags}, realClock.wall());
}
