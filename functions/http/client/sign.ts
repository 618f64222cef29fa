import SignaturePad from 'signature_pad';

// Sharp on a good screen, small on the wire.
const MOST_PIXELS = 2;

for (const pad of document.querySelectorAll<HTMLElement>('[data-pad]')) prepare(pad);

/** What is drawn becomes a file of the form: it travels with everything else, and comes back with it. */
function prepare(pad: HTMLElement): void {
  const canvas = pad.querySelector('canvas');
  const file = pad.querySelector<HTMLInputElement>('input[type=file]');
  const again = pad.querySelector<HTMLButtonElement>('[data-clear]');
  if (canvas === null || file === null || again === null) return;
  const reason = reasonBeside(pad);
  const ink = new SignaturePad(canvas, { penColor: '#0b2a5b', minWidth: 0.8, maxWidth: 2.6 });
  const draw = () => {
    file.files = ink.isEmpty() ? new DataTransfer().files : pictureOf(canvas);
    show();
  };
  const show = () => {
    const signed = !ink.isEmpty() || pad.querySelector('[data-kept]') !== null;
    again.hidden = !signed;
    if (reason !== null) reason.hidden = signed;
  };
  ink.addEventListener('endStroke', draw);
  again.addEventListener('click', () => {
    pad.querySelector('[data-kept]')?.remove();
    canvas.hidden = false;
    ink.clear();
    draw();
  });
  new ResizeObserver(() => resize(canvas, ink)).observe(canvas);
  canvas.hidden = pad.querySelector('[data-kept]') !== null;
  pad.hidden = false;
  show();
}

/** The field that asks why nothing was drawn. */
function reasonBeside(pad: HTMLElement): HTMLElement | null {
  const next = pad.nextElementSibling;
  return next instanceof HTMLElement ? next : null;
}

/** A turned phone, or a part of the page just opened: the strokes are drawn again at the new size. */
function resize(canvas: HTMLCanvasElement, ink: SignaturePad): void {
  const scale = Math.min(window.devicePixelRatio || 1, MOST_PIXELS);
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(canvas.clientHeight * scale);
  if (width === 0 || (canvas.width === width && canvas.height === height)) return;
  const strokes = ink.toData();
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.scale(scale, scale);
  ink.fromData(strokes);
}

/** At once, not by callback: the form may be sent in the next moment. */
function pictureOf(canvas: HTMLCanvasElement): FileList {
  const [, base64 = ''] = canvas.toDataURL('image/png').split(',');
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const carrier = new DataTransfer();
  carrier.items.add(new File([bytes], 'signature.png', { type: 'image/png' }));
  return carrier.files;
}
