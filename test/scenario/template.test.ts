import {describe, expect, test} from 'vitest';
import {namesIn, render, renderAll, type TemplateValues} from '../../src/scenario/steps/template.js';

const values: TemplateValues = {
  name: 'kd-1',
  token: 'kd-1',
  namespace: 'kd-1',
  run: 'r',
  image: 'i',
  node: 'n',
  serviceAccount: 's',
  user: 'u',
  index: '3',
  podIp: '10.0.0.1',
};

describe('templates', () => {
  test('fill in what every scenario has and what a step has saved, with or without blanks', () => {
    expect(render('{{name}}-{{ index }} at {{  podIp  }}', values)).toBe('kd-1-3 at 10.0.0.1');
  });

  test('leave alone what nobody fills in: other programs write templates, too', () => {
    expect(render('answer "{{ .Name }} 60 IN A {{ toString }}"', values)).toBe(
      'answer "{{ .Name }} 60 IN A {{ toString }}"',
    );
  });

  test('a value is put in as it is: what looks like a template in it is none', () => {
    expect(render('{{ podIp }}', {...values, podIp: '{{ name }} $& $1'})).toBe('{{ name }} $& $1');
  });

  test('fill in every text of a value, also keys, and nothing else', () => {
    expect(renderAll({'{{ name }}': [1, true, null, {a: '{{ index }}'}]}, values)).toEqual({
      'kd-1': [1, true, null, {a: '3'}],
    });
  });

  test.each(['{{ "{{" }} .Values.name }}', "{{ '{{' }} .Values.name }}", '{{"{{"}} .Values.name }}'])(
    'write a literal {{ as Go does: %s',
    text => {
      expect(render(text, values)).toBe('{{ .Values.name }}');
      expect(renderAll({a: [text]}, values)).toEqual({a: ['{{ .Values.name }}']});
      expect(namesIn(text)).toEqual([]);
      expect(namesIn(JSON.stringify({text}))).toEqual([]);
    },
  );

  test('name what they ask for', () => {
    expect(namesIn('{{ a }} {{b}} {{ c d }} { e }')).toEqual(['a', 'b', 'c d']);
  });
});
