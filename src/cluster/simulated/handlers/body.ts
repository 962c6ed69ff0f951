import {messageOf} from '../../../lib/errors.js';
import {parseYaml} from '../../../lib/yaml/yaml-file.js';
import {badRequest} from '../status.js';
import {repeatedKeys} from '../types/repeated-keys.js';

/** A body as it was sent. */
export interface Body {
  value: unknown;
  /** Keys that stand in their map twice: their paths in JSON, and in YAML what its parser says of them. */
  repeated: readonly string[];
  isYaml: boolean;
}

/** The body of a request. @throws StatusError 400 for one that cannot be read. */
export function readBody(text: string, contentType: string): Body {
  if (!text) return {value: undefined, repeated: [], isYaml: false};
  try {
    return contentType.includes('yaml') ? yamlOf(text) : jsonOf(text);
  } catch (error) {
    throw badRequest(`error decoding the request body: ${messageOf(error)}`);
  }
}

const jsonOf = (text: string): Body => ({value: JSON.parse(text), repeated: repeatedKeys(text), isYaml: false});

function yamlOf(text: string): Body {
  const {values, problems, repeated} = parseYaml(text, 'body', {repeatedKeys: 'last counts'});
  if (problems[0]) throw new Error(problems[0].message);
  const said = repeated.map(({line, message}) => {
    const key = message.slice(0, message.lastIndexOf(': '));
    return `line ${line}: key ${JSON.stringify(key)} already set in map`;
  });
  return {value: values[0], repeated: said, isYaml: true};
}
