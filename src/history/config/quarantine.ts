import {existsSync, readFileSync} from 'node:fs';
import {isMap, isSeq, parseDocument, YAMLSeq} from 'yaml';
import {usageError} from '../../lib/errors.js';
import {writeOutput} from '../../lib/files/files.js';
import {schemaLine} from '../../lib/schema-url.js';
import {problemLine, readYamlText} from '../../lib/yaml/yaml-file.js';
import {explainIssues} from '../../scenario/explain.js';
import {readHistory} from './load.js';
import {HistoryFile, type Quarantine} from './schema.js';

/**
 * Writes a quarantine into a history file, which is made where it is not there. Comments and everything else in it stay.
 *
 * @throws DrillError (exit code 2) for a file in which something is wrong, and for an entry that would make it so; then it
 *   stays as it was
 */
export function addQuarantine(file: string, entry: Quarantine): void {
  const text = existsSync(file) ? soundText(file) : `${schemaLine('history')}\n`;
  const document = parseDocument(text);
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
  if (!isSeq(document.get('quarantine'))) document.set('quarantine', new YAMLSeq());
  document.addIn(['quarantine'], document.createNode(entry, {flow: true}));
  const written = document.toString({lineWidth: 0, flowCollectionPadding: false});
  const problems = problemsIn(written, file);
  if (problems.length) throw usageError(problems, ['correct the flags: nothing was written']);
  writeOutput(file, written);
}

function soundText(file: string): string {
  const {problems} = readHistory(file);
  if (problems.length) throw usageError(problems.map(problemLine), ['correct these places first']);
  return readFileSync(file, 'utf8');
}

function problemsIn(text: string, file: string): string[] {
  const yaml = readYamlText(text, file, {documents: 'one'});
  const parsed = HistoryFile.safeParse(yaml.values[0]);
  if (parsed.success) return [];
  return explainIssues(yaml, yaml.values[0], parsed.error.issues).map(({message}) => message);
}
