import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {call} from './lab.js';
import {type OwnServer, startServer} from './server.js';

/** Receivers of a configuration: `people`, who are told somewhere, though nobody listens there. */
export const TOLD = 'receivers: [{name: people, webhook_configs: [{url: "http://127.0.0.1:9/"}]}]\n';

/** A real Alertmanager of the test's own with this configuration; its URL. */
export const alertmanager = async (config: string): Promise<string> => (await ownAlertmanager(config)).url;

/** The same, which can be stopped; with `password` it wants that of the user `drill`. */
export function ownAlertmanager(config: string, password?: {bcrypt: string; plain: string}): Promise<OwnServer> {
  const basic = password && Buffer.from(`drill:${password.plain}`).toString('base64');
  return startServer(
    'LAB_ALERTMANAGER',
    (port, dir) => {
      writeFileSync(join(dir, 'alertmanager.yml'), config);
      if (password) writeFileSync(join(dir, 'web.yml'), `basic_auth_users: {drill: "${password.bcrypt}"}\n`);
      const listen = [`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='];
      const web = password ? ['--web.config.file=web.yml'] : [];
      return ['--config.file=alertmanager.yml', `--storage.path=${dir}`, ...listen, ...web];
    },
    basic === undefined ? {} : {Authorization: `Basic ${basic}`},
  );
}

/** Sends an alert, as Prometheus and ElastAlert2 do; it is called SecretsListed unless the labels say otherwise. */
export const send = (url: string, labels: Record<string, string>, more: object = {}): Promise<unknown> =>
  call('POST', `${url}/api/v2/alerts`, [{labels: {alertname: 'SecretsListed', ...labels}, ...more}]);

/** Silences every alert with this label; the silence's id. */
export const silence = (url: string, name: string, value: string): Promise<string> =>
  silenceBy(url, 'test', {name, value});

/** Somebody silences every alert that this matcher means; the silence's id. */
export async function silenceBy(
  url: string,
  createdBy: string,
  matcher: {name: string; value: string; isRegex?: boolean},
): Promise<string> {
  const answer = await call('POST', `${url}/api/v2/silences`, {
    matchers: [{isRegex: false, isEqual: true, ...matcher}],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 600_000).toISOString(),
    createdBy,
    comment: 'test',
  });
  return (answer as {silenceID: string}).silenceID;
}
