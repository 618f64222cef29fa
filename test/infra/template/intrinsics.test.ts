import { describe, expect, test } from 'vitest';
import { type Names, resolveIntrinsics } from '../../../infra/template/intrinsics.ts';

const names: Names = {
  ref: (id) => ({ Table: 'aman', 'AWS::Region': 'me-central-1', 'AWS::Partition': 'aws' })[id],
  attribute: (id, attribute) => (id === 'Enter' && attribute === 'Arn' ? 'arn:enter' : undefined),
  exported: (name) => (name === 'data:Table' ? { Ref: 'Table' } : undefined),
};
const resolve = (value: unknown) => resolveIntrinsics(value, names);

describe('a value of the template', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Table' }, 'aman'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Enter', 'Arn'] }, 'arn:enter'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Enter.Arn' }, 'arn:enter'],
    ['Fn::Join', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns']] }, 'arn:aws:sns'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
    ['Fn::Sub', { 'Fn::Sub': '${Table}/${Enter.Arn}/${!kept}' }, 'aman/arn:enter/${kept}'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
    ['Fn::Sub with variables', { 'Fn::Sub': ['${a}-${Table}', { a: { Ref: 'Table' } }] }, 'aman-aman'],
    ['Fn::Select', { 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'data:Table' }, 'aman'],
    ['what is no function', { States: { Ref: 1, 'Fn::Join': 2 } }, { States: { Ref: 1, 'Fn::Join': 2 } }],
    ['AWS::NoValue', { a: [{ Ref: 'AWS::NoValue' }, 1], b: { Ref: 'AWS::NoValue' } }, { a: [1] }],
  ])('resolves %s', (_, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  test.each([
    [{ Ref: 'Elsewhere' }, /Ref Elsewhere/],
    [{ 'Fn::GetAtt': ['Enter', 'Version'] }, /Fn::GetAtt Enter.Version/],
    [{ 'Fn::FindInMap': ['a', 'b', 'c'] }, /Fn::FindInMap/],
  ])('refuses what it does not know: %j', (value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });
});
