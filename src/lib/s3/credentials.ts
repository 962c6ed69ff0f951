import {existsSync, readFileSync} from 'node:fs';
import {environmentError, usageError} from '../errors.js';
import {Secret} from '../secret.js';
import {ask} from './ask.js';

/** Who signs requests to AWS. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: Secret;
  sessionToken?: Secret;
}

/**
 * Credentials as the environment of AWS's own tools names them: keys, else a web identity, as pods of EKS have one by
 * their ServiceAccount.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
 * @throws DrillError (exit code 2) where there are none, (3) where the identity is not taken
 */
export async function credentialsOf(env: NodeJS.ProcessEnv, region: string): Promise<Credentials> {
  const {AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: token} = env;
  if (id && key) {
    return {accessKeyId: id, secretAccessKey: new Secret(key), ...(token && {sessionToken: new Secret(token)})};
  }
  const {AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role} = env;
  if (file && role) return assumedRole(file, role, env, region);
  throw usageError('S3 needs credentials: neither keys nor a web identity are in the environment', [
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; of a profile: `eval "$(aws configure export-credentials --format env)"`',
    'or AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE, which pods of EKS have by their ServiceAccount',
  ]);
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
async function assumedRole(file: string, role: string, env: NodeJS.ProcessEnv, region: string): Promise<Credentials> {
  if (!existsSync(file)) {
    throw usageError(`the token of AWS_WEB_IDENTITY_TOKEN_FILE is not there: ${file}`, [
      'give the ServiceAccount of the pod its role: eks.amazonaws.com/role-arn',
    ]);
  }
  const url = env.AWS_ENDPOINT_URL_STS ?? env.AWS_ENDPOINT_URL ?? `https://sts.${region}.amazonaws.com`;
  const form = new URLSearchParams({
    ...{Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', RoleArn: role},
    RoleSessionName: env.AWS_ROLE_SESSION_NAME ?? 'kubedrill',
    WebIdentityToken: readFileSync(file, 'utf8').trim(),
  });
  const headers = {'content-type': 'application/x-www-form-urlencoded'};
  const answer = await ask({method: 'POST', url, headers, body: form.toString()}, env, 'the role of AWS_ROLE_ARN');
  const text = answer.body.toString('utf8');
  const [id, key, token] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map(name => elementIn(text, name));
  if (answer.status !== 200 || !id || !key || !token) {
    throw environmentError(`the role ${role} was not given: ${answer.status} ${elementIn(text, 'Code') ?? ''}`.trim(), [
      'let the role trust the ServiceAccount of this pod',
    ]);
  }
  return {accessKeyId: id, secretAccessKey: new Secret(key), sessionToken: new Secret(token)};
}

/** The text of the first element of a name in an answer of AWS; undefined: there is none. */
export const elementIn = (xml: string, name: string): string | undefined => {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(lt|gt|amp|quot|apos|#39|#34);/g, (_, entity: string) => ENTITIES[entity] ?? '');
};

const ENTITIES: Readonly<Record<string, string>> = {
  ...{lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#39': "'", '#34': '"'},
};
