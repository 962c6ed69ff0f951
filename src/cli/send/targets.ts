import type {Command} from 'commander';
import {usageError} from '../../lib/errors.js';
import {proxyFor} from '../../lib/net/proxy.js';
import {Secret} from '../../lib/secret.js';
import type {Endpoint} from '../../sources/http/http.js';
import {ServerUrl} from '../../sources/http/server-url.js';

/** The flags with which the numbers of a run are sent somewhere. */
export interface SendFlags {
  push?: string;
  otlp?: string | true;
}

/** Adds them to a command. */
export const sendOptions = (command: Command): Command =>
  command
    .option('--push <url>', 'push the metrics of the run to a Pushgateway; headers: KUBEDRILL_PUSH_HEADERS')
    .option(
      '--otlp [url]',
      'send the run as trace and metrics by OTLP/HTTP; default: OTEL_EXPORTER_OTLP_ENDPOINT, or http://localhost:4318',
    );

/** Where the numbers of a run go. */
export interface Targets {
  push?: Endpoint;
  otlp?: Endpoint;
}

/** Where OpenTelemetry's own exporters send to when nothing is said. */
const LOCAL_COLLECTOR = 'http://localhost:4318';
/** Nobody waits longer for a receiver that is down. */
const TIMEOUT_MS = 10_000;

/**
 * Where the flags say that the numbers go.
 *
 * @throws DrillError (exit code 2) for what is no address, or one with a password, and for headers that are none
 */
export function targetsOf({push, otlp}: SendFlags, env: NodeJS.ProcessEnv): Targets {
  const collector = otlp === true ? env.OTEL_EXPORTER_OTLP_ENDPOINT || LOCAL_COLLECTOR : otlp;
  return {
    ...(push !== undefined && {push: endpointOf('--push', push, 'KUBEDRILL_PUSH_HEADERS', env)}),
    ...(collector !== undefined && {otlp: endpointOf('--otlp', collector, 'OTEL_EXPORTER_OTLP_HEADERS', env)}),
  };
}

function endpointOf(flag: string, url: string, variable: string, env: NodeJS.ProcessEnv): Endpoint {
  if (!ServerUrl.safeParse(url).success) {
    throw usageError(`${flag} does not name an http or https address`, [`write ${flag} http://HOST:PORT`]);
  }
  const {username, password} = new URL(url);
  if (username || password) {
    throw usageError(`${flag} has a user or a password in its address, which everybody sees who lists processes`, [
      `set ${variable}=Authorization=Basic%20… instead`,
    ]);
  }
  const proxy = proxyFor(url, env);
  return {url, timeoutMs: TIMEOUT_MS, headers: headersOf(env[variable] ?? '', variable), ...(proxy && {proxy})};
}

/**
 * `name=value,name=value`, values percent-encoded, as in `OTEL_EXPORTER_OTLP_HEADERS`.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
 */
function headersOf(text: string, variable: string): Record<string, Secret> {
  const pairs = text.split(',').filter(part => part.trim());
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const value = at < 0 ? undefined : decoded(pair.slice(at + 1).trim());
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || value === undefined || /[^\x20-\x7e]/.test(value)) {
        throw usageError(`${variable} is not of the form NAME=VALUE,NAME=VALUE`, [
          'percent-encode spaces and commas of values',
        ]);
      }
      return [name, new Secret(value)];
    }),
  );
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
