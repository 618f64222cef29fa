import { CATCH_FIELDS, RETRY_FIELDS } from './definition-fields.ts';
import { checkFields, checkTemplate, isMap, type JsonMap, type Place } from './definition-values.ts';

const LIMITS: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ['IntervalSeconds', (value) => isWhole(value, 1), 'a positive whole number'],
  ['MaxAttempts', (value) => isWhole(value, 0), 'a whole number'],
  ['BackoffRate', (value) => typeof value === 'number' && value >= 1, 'a number from 1 up'],
  ['MaxDelaySeconds', (value) => isWhole(value, 1) && (value as number) < 31_622_400, 'from 1 to 31622399'],
  ['JitterStrategy', (value) => value === 'FULL' || value === 'NONE', 'FULL or NONE'],
];

export function checkRetry(list: unknown, place: Place): void {
  each(list, place, (retrier, at) => {
    checkFields(retrier, RETRY_FIELDS, { report: place.report, at });
    for (const [field, fits, wanted] of LIMITS) {
      if (!(field in retrier) || fits(retrier[field])) continue;
      place.report(`${field} must be ${wanted}`, `${at}/${field}`);
    }
    const { MaxDelaySeconds: longest, IntervalSeconds: first = 1 } = retrier;
    if (typeof longest === 'number' && longest <= (first as number)) {
      const message = 'MaxDelaySeconds must be above IntervalSeconds';
      place.report(message, `${at}/MaxDelaySeconds`);
    }
  });
}

export function checkCatch(list: unknown, place: Place): void {
  each(list, place, (catcher, at) => {
    checkFields(catcher, CATCH_FIELDS, { report: place.report, at });
    for (const field of ['Output', 'Assign']) {
      if (field in catcher) checkTemplate(catcher[field], { report: place.report, at: `${at}/${field}` });
    }
    if ('Assign' in catcher && !isMap(catcher.Assign)) {
      place.report('Assign must be an object', `${at}/Assign`);
    }
  });
}

function each(list: unknown, { report, at }: Place, check: (item: JsonMap, at: string) => void): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) {
    report('Must be a list', at);
    return;
  }
  for (const [index, item] of list.entries()) {
    const place = { report, at: `${at}[${index}]` };
    if (!isMap(item)) {
      report('Must be an object', place.at);
      continue;
    }
    checkNames(item.ErrorEquals, index === list.length - 1, { report, at: `${place.at}/ErrorEquals` });
    check(item, place.at);
  }
}

function checkNames(names: unknown, isLast: boolean, { report, at }: Place): void {
  if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string')) {
    report('ErrorEquals must be a list of error names', at);
  } else if (names.includes('States.ALL') && (names.length > 1 || !isLast)) {
    report('States.ALL must stand alone and in the last entry', at);
  }
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= 99_999_999;
}
