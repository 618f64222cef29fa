/** Somebody put something into this signature. What the page filled in itself (unit, account) does not count. */
export const hasSigned = (form: FormData, at: string): boolean =>
  isDrawn(form, at) ||
  ['name', 'rank', 'onBehalfOf', 'mark@typed/reason'].some((field) => {
    const value = form.get(`${at}/${field}`);
    return typeof value === 'string' && value.trim() !== '';
  });

function isDrawn(form: FormData, at: string): boolean {
  const drawing = form.get(`${at}/mark@drawn/image`);
  const kept = form.get(`${at}/mark@drawn/image!kept`);
  return (drawing instanceof File && drawing.size > 0) || (typeof kept === 'string' && kept !== '');
}

/** Drawn, where there is a drawing; else typed, and then the reason is asked for. */
export const sayHow = (form: FormData, at: string): void =>
  form.set(`${at}/mark/by`, isDrawn(form, at) ? 'drawn' : 'typed');

export function withoutRow(form: FormData, row: string): void {
  for (const name of [...form.keys()]) if (name.startsWith(`${row}/`)) form.delete(name);
}
