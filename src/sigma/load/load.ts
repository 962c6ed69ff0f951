import {basename} from 'node:path';
import type {z} from 'zod';
import {canonicalText} from '../../lib/json/canonical.js';
import {issuePath, issueText, plainIssues} from '../../lib/yaml/issue-words.js';
import {compileDetection, type Detection} from '../match/compile.js';
import type {CompileOptions} from '../match/values.js';
import type {LogSource, Rule, RuleProblem, RuleSet, SkippedRule} from '../rule-set.js';
import {type RuleDocument, readRuleFile} from './collection.js';
import {CorrelationDocument, DetectionDocument, FilterDocument} from './document.js';
import {correlationBody} from './load-correlation.js';
import {applyFilters, type Filter, resolveReferences} from './references.js';
import {ruleFiles} from './rule-files.js';

/** Rules that were loaded, and everything that is wrong with their files. */
export interface LoadedRules {
  set: RuleSet;
  problems: RuleProblem[];
}

/**
 * Loads Sigma rules from files and folders. A broken document is reported, with its place, and stops no other.
 *
 * @throws DrillError (exit code 2) when a path does not exist.
 */
export function loadRules(paths: readonly string[], options: CompileOptions = {}): LoadedRules {
  const loading: Loading = {rules: [], named: new Map(), filters: [], broken: [], empty: [], options};
  for (const file of ruleFiles(paths)) loadFile(file, loading);
  const {rules, filters} = loading;
  const unnamed = applyFilters(rules, filters);
  const resolved = resolveReferences(rules);
  const broken = [...loading.broken, ...unnamed.map(p => [p]), ...resolved.broken];
  const skipped: SkippedRule[] = [
    ...broken.flatMap(([first]) => (first ? [{...first, why: 'mistake'} as const] : [])),
    ...loading.empty.map(place => ({...place, why: 'empty'}) as const),
    ...resolved.rules.flatMap(rule => (rule.applicable ? [] : [foreign(rule)])),
  ];
  return {set: {rules: resolved.rules, skipped}, problems: broken.flat()};
}

interface Loading {
  rules: Rule[];
  /** By every name that a rule may be referred to by. */
  named: Map<string, Rule>;
  filters: Filter[];
  broken: RuleProblem[][];
  empty: RuleProblem[];
  options: CompileOptions;
}

function loadFile(file: string, loading: Loading): void {
  const {documents, broken} = readRuleFile(file);
  loading.broken.push(...broken);
  if (!documents.length && !broken.length) {
    loading.empty.push({file, line: 1, column: 1, message: 'there is no rule in this file', next: 'leave it out'});
  }
  for (const document of documents) {
    const problems: RuleProblem[] = [];
    loadDocument(document, loading, problems);
    if (problems.length) loading.broken.push(problems);
  }
}

function loadDocument(source: RuleDocument, loading: Loading, problems: RuleProblem[]): void {
  if ('filter' in source.value) {
    const filter = loadFilter(source, loading.options, problems);
    if (filter) loading.filters.push(filter);
    return;
  }
  const rule =
    'correlation' in source.value
      ? loadCorrelation(source, problems)
      : loadDetection(source, loading.options, problems);
  if (!rule) return;
  // A collection's rules share what its global document says, its id too.
  const own = rule.refs.filter(ref => !['id', 'name'].some(k => source.shared.has(k) && source.value[k] === ref));
  const taken = own.find(ref => loading.named.has(ref));
  const namesake = taken === undefined ? undefined : loading.named.get(taken);
  if (namesake) {
    problems.push(rule.at([], `there are two rules ${taken}: the other is in ${namesake.file}`));
    return;
  }
  for (const ref of rule.refs) if (!loading.named.has(ref)) loading.named.set(ref, rule);
  loading.rules.push(rule);
}

/** What came of a document without options: compiling its patterns is most of what loading a rule costs. */
const COMPILED = new WeakMap<RuleDocument, {rule: Rule | undefined; problems: readonly RuleProblem[]}>();

function loadDetection(source: RuleDocument, options: CompileOptions, problems: RuleProblem[]): Rule | undefined {
  if (Object.keys(options).length) return compileRule(source, options, problems);
  let known = COMPILED.get(source);
  if (!known) {
    const found: RuleProblem[] = [];
    known = {rule: compileRule(source, options, found), problems: found};
    COMPILED.set(source, known);
  }
  problems.push(...known.problems);
  // What other files say of a rule, filters and correlations, is written into the one that is loaded with them.
  return known.rule && {...known.rule};
}

function compileRule(source: RuleDocument, options: CompileOptions, problems: RuleProblem[]): Rule | undefined {
  const document = checked(DetectionDocument, source, problems);
  const detection = document && compile('detection', document.detection, source, options, problems);
  if (!detection) return undefined;
  const {logsource} = document;
  const made = {source: madeFrom(source, options)};
  return {
    ...described(document, source),
    ...made,
    kind: 'event',
    logsource,
    applicable: isAudit(logsource),
    ...detection,
  };
}

/** Placeholders are a part of the rules that have some. */
const madeFrom = ({value}: RuleDocument, {placeholders}: CompileOptions): readonly unknown[] =>
  placeholders !== undefined && canonicalText(value).includes('|expand') ? [value, placeholders] : [value];

const isAudit = ({product, service}: LogSource): boolean =>
  product === 'kubernetes' && (service === 'audit' || service === undefined);

/** A rule that is never asked. Values of a log source are in lower case, and compared as they are. */
function foreign(rule: Rule): SkippedRule {
  const {product, service} = rule.kind === 'event' ? rule.logsource : {};
  const lower = {product: product?.toLowerCase(), service: service?.toLowerCase()};
  const hint = isAudit(lower) ? ': product and service are written in lower case' : '';
  return {...rule.at(['logsource'], `${rule.id} is not about the Kubernetes audit log${hint}`), why: 'foreign'};
}

function loadFilter(source: RuleDocument, options: CompileOptions, problems: RuleProblem[]): Filter | undefined {
  const document = checked(FilterDocument, source, problems);
  if (!document) return undefined;
  const {rules, ...body} = document.filter;
  const detection = compile('filter', body, source, options, problems);
  const {title, logsource} = document;
  // An empty list names every rule.
  const named = {rules: rules.length ? rules : ['any'], source: madeFrom(source, options)};
  return detection && {title, logsource, ...named, at: source.at, ...detection};
}

const compile = (
  key: 'detection' | 'filter',
  body: Record<string, unknown>,
  {at}: RuleDocument,
  options: CompileOptions,
  problems: RuleProblem[],
): Detection | undefined =>
  compileDetection(body, options, (path, message) => problems.push(at([key, ...path], message)));

function loadCorrelation(source: RuleDocument, problems: RuleProblem[]): Rule | undefined {
  const document = checked(CorrelationDocument, source, problems);
  if (!document) return undefined;
  const body = correlationBody(document);
  if (typeof body !== 'string')
    return {
      ...{...described(document, source), source: [source.value], kind: 'correlation', applicable: true},
      ...body,
    };
  problems.push(source.at(['correlation', 'condition'], body));
  return undefined;
}

function checked<T>(schema: z.ZodType<T>, source: RuleDocument, problems: RuleProblem[]): T | undefined {
  const parsed = schema.safeParse(source.value);
  if (parsed.success) return parsed.data;
  for (const issue of plainIssues(parsed.error.issues)) {
    problems.push(source.at(issuePath(issue), issueText(issue, source.value, 'the rule')));
  }
  return undefined;
}

type Head = Pick<CorrelationDocument, 'title' | 'id' | 'name' | 'status' | 'level' | 'tags' | 'falsepositives'>;

function described(document: Head, {file, index, alone, shared, at}: RuleDocument) {
  const base = basename(file).replace(/\.ya?ml$/i, '');
  const {title, level, tags, falsepositives, status} = document;
  const name = shared.has('name') ? undefined : document.name;
  const id = alone ? base : (name ?? (index ? `${base}-${index + 1}` : base));
  const refs = [...new Set([document.id, document.name, id])].filter(ref => ref !== undefined);
  return {id, refs, title, level, tags, falsepositives, file, at, silent: false, ...(status !== undefined && {status})};
}
