import {existsSync, readdirSync, realpathSync, statSync} from 'node:fs';
import {basename, join} from 'node:path';
import type {z} from 'zod';
import {usageError} from '../lib/errors.js';
import {readYaml, type YamlFile} from '../lib/yaml-file.js';
import {compileDetection, type Detection} from './compile.js';
import {CorrelationDocument, DetectionDocument, FilterDocument} from './document.js';
import {correlationBody} from './load-correlation.js';
import {applyFilters, type Filter, resolveReferences} from './references.js';
import type {Locate, LogSource, Rule, RuleProblem, RuleSet} from './rule-set.js';
import type {CompileOptions} from './values.js';

/**
 * Loads Sigma rules from files and folders. A broken document is reported, with its place, and stops no other.
 *
 * @throws DrillError (exit code 2) when a path does not exist.
 */
export function loadRules(
  paths: readonly string[],
  options: CompileOptions = {},
): {set: RuleSet; problems: RuleProblem[]} {
  const loading: Loading = {rules: [], filters: [], problems: [], options};
  for (const file of ruleFiles(paths)) loadFile(file, loading);
  const {rules, filters, problems} = loading;
  problems.push(...applyFilters(rules, filters));
  const resolved = resolveReferences(rules);
  return {set: {rules: resolved.rules}, problems: [...problems, ...resolved.problems]};
}

interface Loading {
  rules: Rule[];
  filters: Filter[];
  problems: RuleProblem[];
  options: CompileOptions;
}

/** One document of a file, on its way to become a rule. */
interface Source {
  yaml: YamlFile;
  index: number;
  value: Record<string, unknown>;
  at: Locate;
}

/** Each file once, however it is named. */
function ruleFiles(paths: readonly string[]): string[] {
  const files = paths.flatMap(path => {
    if (!existsSync(path)) throw usageError(`${path} does not exist`, ['name a rule file or a folder of them']);
    if (!statSync(path).isDirectory()) return [path];
    const entries = readdirSync(path, {recursive: true, encoding: 'utf8'});
    return entries
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
      .map(name => join(path, name));
  });
  return [...new Map(files.map(file => [realpathSync(file), file])).values()];
}

function loadFile(file: string, loading: Loading): void {
  const yaml = readYaml(file);
  loading.problems.push(...yaml.problems.map(p => ({...p, next: 'correct the YAML'})));
  for (const [index, value] of yaml.values.entries()) {
    const at: Locate = (path, message) => ({...yaml.at(path, message, 'error', index), next: NEXT});
    if (typeof value !== 'object' || value === null) loading.problems.push(at([], 'this is no Sigma rule'));
    else loadDocument({yaml, index, value: value as Record<string, unknown>, at}, loading);
  }
}

const NEXT = 'see the Sigma rules specification';

function loadDocument(source: Source, loading: Loading): void {
  if ('filter' in source.value) {
    loadFilter(source, loading);
    return;
  }
  const rule = 'correlation' in source.value ? loadCorrelation(source, loading) : loadDetection(source, loading);
  if (!rule) return;
  const namesake = loading.rules.find(other => other.refs.some(ref => rule.refs.includes(ref)));
  if (namesake) {
    const shared = namesake.refs.find(ref => rule.refs.includes(ref));
    loading.problems.push(rule.at([], `there are two rules ${shared}: the other is in ${namesake.file}`));
  } else loading.rules.push(rule);
}

function loadDetection(source: Source, loading: Loading): Rule | undefined {
  const document = checked(DetectionDocument, source, loading);
  const detection = document && compile('detection', document.detection, source, loading);
  if (!detection) return undefined;
  const {logsource} = document;
  return {...described(document, source), kind: 'event', logsource, applicable: isAudit(logsource), ...detection};
}

const isAudit = ({product, service}: LogSource): boolean =>
  product === 'kubernetes' && (service === 'audit' || service === undefined);

function loadFilter(source: Source, loading: Loading): void {
  const document = checked(FilterDocument, source, loading);
  if (!document) return;
  const {rules, ...body} = document.filter;
  const detection = compile('filter', body, source, loading);
  const {title, logsource} = document;
  // An empty list names every rule.
  if (detection)
    loading.filters.push({title, logsource, rules: rules.length ? rules : ['any'], at: source.at, ...detection});
}

const compile = (
  key: 'detection' | 'filter',
  body: Record<string, unknown>,
  {at}: Source,
  {options, problems}: Loading,
): Detection | undefined =>
  compileDetection(body, options, (path, message) => problems.push(at([key, ...path], message)));

function loadCorrelation(source: Source, loading: Loading): Rule | undefined {
  const document = checked(CorrelationDocument, source, loading);
  if (!document) return undefined;
  const body = correlationBody(document);
  if (typeof body !== 'string') return {...described(document, source), kind: 'correlation', applicable: true, ...body};
  loading.problems.push(source.at(['correlation', 'condition'], body));
  return undefined;
}

function checked<T>(schema: z.ZodType<T>, source: Source, loading: Loading): T | undefined {
  const parsed = schema.safeParse(source.value);
  if (parsed.success) return parsed.data;
  for (const {path, message} of parsed.error.issues) {
    loading.problems.push(source.at(path, `${path.join('.') || 'the rule'}: ${message}`));
  }
  return undefined;
}

type Head = Pick<CorrelationDocument, 'title' | 'id' | 'name' | 'status' | 'level' | 'tags' | 'falsepositives'>;

function described(document: Head, {yaml, index, at}: Source) {
  const base = basename(yaml.file).replace(/\.ya?ml$/, '');
  const {title, level, tags, falsepositives, status} = document;
  const alone = yaml.values.length === 1;
  const id = alone ? base : (document.name ?? (index ? `${base}-${index + 1}` : base));
  const refs = [...new Set([document.id, document.name, id])].filter(ref => ref !== undefined);
  const {file} = yaml;
  return {id, refs, title, level, tags, falsepositives, file, at, silent: false, ...(status !== undefined && {status})};
}
