import { describe, expect, it } from 'vitest';
import { entriesTable } from '../../../functions/http/sheets/table.ts';
import { createSay } from '../../../functions/http/wording.ts';
import { localeOf } from '../../../shared/i18n/languages.ts';
import type { PersonActor, RoleAssignment } from '../../../shared/kernel/actor.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { ListRow, ListSource } from '../../../shared/ports.ts';
import { openArchive } from '../../../shared/sheets/archive.ts';
import { writeXlsx } from '../../../shared/sheets/write.ts';
import { exportList, mayExport } from '../../../workflows/casework/export-list.ts';
import type { Workplace } from '../../../workflows/casework/workplace.ts';
import { registry } from '../../../workflows/registry.ts';

const id = (text: string) => EntryId.parse(text);
const assigned = (role: RoleAssignment['role'], scope: RoleAssignment['scope']): RoleAssignment => ({
  role,
  scope,
  from: '2026-01-01',
  until: null,
});
const actor = (...assignments: RoleAssignment[]): PersonActor => ({
  kind: 'person',
  id: id('PE-X'),
  name: 'X',
  assignments,
  authVersion: 1,
});
const kindOf = (name: string) => {
  const kind = registry.kind(name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  return kind;
};
const row = (n: number, card: Readonly<Record<string, unknown>> = {}): ListRow => ({
  id: id(`AS-${n}`),
  kind: 'asset',
  title: `Toyota ${n}`,
  stage: null,
  version: 3,
  authority: 'federal',
  governorate: 'IQG15',
  open: true,
  card,
});

/** A store with so many rows; says which parts of the list were asked for, and what was logged. */
function office(count: number) {
  const asked: ListSource[][] = [];
  const logged: unknown[] = [];
  const workplace = {
    registry,
    log: { info: (code: string, fields: object) => logged.push({ code, ...fields }) },
    store: {
      list: async (
        _: string,
        sources: ListSource[],
        __: boolean,
        page: { limit: number; cursor: string | null },
      ) => {
        asked.push(sources);
        const from = Number(page.cursor ?? 0);
        const items = Array.from({ length: Math.min(page.limit, count - from) }, (_, n) => row(from + n));
        return { items, nextCursor: from + page.limit < count ? String(from + page.limit) : null };
      },
    },
  } as unknown as Workplace;
  return { workplace, asked, logged };
}

const ninewa = assigned('logistics', { kind: 'governorate', id: 'IQG15' });
const station = assigned('commander', { kind: 'unit', id: id('UN-1') });

/** Where a role is held. */
const USUAL: Readonly<Record<string, RoleAssignment['scope']>> = {
  commander: { kind: 'unit', id: id('UN-1') },
  chair: { kind: 'forum', id: id('FO-1') },
  logistics: { kind: 'governorate', id: 'IQG15' },
  ministry: { kind: 'directorate', id: 'federal' },
  engineer: { kind: 'governorate', id: 'IQG15' },
};

describe('an export', () => {
  it('has every row of every page and is logged with their number', async () => {
    const { workplace, logged } = office(1234);
    const rows = await exportList(workplace, kindOf('asset'), actor(ninewa), {});
    expect(rows.map((one) => one.id)).toEqual(Array.from({ length: 1234 }, (_, n) => `AS-${n}`));
    expect(logged).toEqual([{ code: 'list.exported', list: 'assets', rows: 1234, person: 'PE-X' }]);
  });

  it('of a list without end is refused before it fills the memory', async () => {
    const { workplace, asked } = office(1_000_000);
    await expect(exportList(workplace, kindOf('asset'), actor(ninewa), {})).rejects.toMatchObject({
      name: 'TooLarge',
      code: 'export-too-large',
    });
    expect(asked.length).toBe(101);
  });

  it('reaches only as far as the roles that may take a list away', async () => {
    const { workplace, asked } = office(1);
    await exportList(workplace, kindOf('asset'), actor(station, ninewa), {});
    expect(JSON.stringify(asked)).not.toContain('UN-1');
    await expect(exportList(workplace, kindOf('asset'), actor(station), {})).rejects.toMatchObject({
      name: 'Forbidden',
    });
  });

  it.each([
    ['asset', 'commander', false],
    ['asset', 'logistics', true],
    ['safety-plan', 'chair', false],
    ['safety-plan', 'ministry', true],
    ['office-build', 'engineer', false],
    ['office-build', 'auditor', true],
    ['delivery', 'commander', true],
    ['asset-import', 'donor', false],
  ] as const)('of %s by %s: %s', (kind, role, expected) => {
    expect(mayExport(kindOf(kind), actor(assigned(role, USUAL[role] ?? { kind: 'programme' })))).toBe(
      expected,
    );
  });
});

describe('a list as a sheet', () => {
  const card = {
    class: 'vehicle',
    vin: 'JTEBX3FJ8K5123456',
    status: 'in-service',
    odometer: 1200,
    checked: true,
    due: '2026-11-20',
    waitsFor: { key: 'task.asset-import.confirm' },
    name: { en: 'Mosul', ar: 'الموصل', ckb: 'مووسڵ' },
    several: ['vehicle', 'x'],
    nothing: null,
  };
  const say = createSay(localeOf('ar'));

  it('has a column for everything the JSON of a row has, in the language of the reader', () => {
    const { heads, rows } = entriesTable(kindOf('asset'), [row(1), row(2, card)], say);
    expect(heads).toHaveLength(6 + Object.keys(card).length);
    expect(heads.slice(0, 2)).toEqual(['الرقم', 'العنوان']);
    expect(rows[0]?.slice(6).every(({ value }) => value === null)).toBe(true);
    expect(rows[1]?.map(({ value }) => value)).toEqual([
      'AS-2',
      'Toyota 2',
      'نينوى',
      'اتحادية',
      'نعم',
      3,
      'مركبة',
      'JTEBX3FJ8K5123456',
      say.option('in-service'),
      1200,
      'نعم',
      '2026-11-20',
      'مراجعة القائمة وتأكيدها',
      'الموصل',
      'مركبة; x',
      null,
    ]);
  });

  it('is written from right to left where the reader reads so', async () => {
    const { name, heads } = entriesTable(kindOf('asset'), [row(1)], say);
    const cells = [heads.map((value) => ({ value }))];
    const bytes = await writeXlsx({ name, isRightToLeft: true, rows: cells, sticky: 1, widths: [] });
    const archive = openArchive(bytes);
    const sheet = archive.names.find((one) => /sheet1?\.xml$/.test(one) && one.includes('worksheets')) ?? '';
    expect(archive.text(sheet)).toContain('rightToLeft="1"');
  });
});
