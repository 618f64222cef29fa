import { EntryId } from '../../shared/kernel/ids.ts';
import { addDays, baghdadDate, type Instant } from '../../shared/kernel/time.ts';
import type { DemoApi } from './api.ts';
import { buildStories } from './build-stories.ts';
import { scheduleFrom } from './schedule.ts';

const KIND = 'office-build';

/** One page that says what it stands for: nobody takes it for a real drawing. */
export function demoPage(title: string): Uint8Array {
  const text = `BT /F1 18 Tf 60 760 Td (Aman demonstration: ${title}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, n) => {
    const at = body.length;
    body += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const end = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return new TextEncoder().encode(`${body}xref\n0 ${size}\n0000000000 65535 f \n${table}${end}`);
}

/** Five builds in five stages, with their drawings, photos and test sheets. */
export async function loadBuilds(api: DemoApi, now: Instant): Promise<void> {
  const schedule = scheduleFrom(now);
  for (const story of buildStories) {
    const wanted = new Set<string>();
    story((name) => {
      wanted.add(name);
      return '';
    });
    const kept = new Map<string, string>();
    for (const name of wanted) kept.set(name, await api.attach(demoPage(name), 'application/pdf'));
    const { id: text, openedBefore, open, steps } = story((name) => kept.get(name) ?? '');
    const id = EntryId.parse(text);
    await api.open(KIND, id, open, schedule.at(openedBefore, 0));
    for (const [n, [daysBefore, as, command, input]] of steps.entries()) {
      const at = schedule.at(daysBefore, n + 1);
      await api.command(KIND, id, command, dated(command, input, at), EntryId.parse(as), at);
    }
  }
}

/** Dates that hang on the day of the step itself. */
function dated(command: string, input: object, at: Instant): object {
  const today = baghdadDate(at);
  if (command === 'RecordOpening') return { ...input, on: today };
  if (command !== 'RecordStopDays') return input;
  return { ...input, from: addDays(today, -6), until: addDays(today, -3) };
}
