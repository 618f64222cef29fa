import { Parser } from 'saxen';
import { AppError } from '../kernel/errors.ts';
import { damaged } from './limits.ts';

export type Attributes = Readonly<Record<string, string>>;

interface Visitor {
  /** Names come without their namespace prefix. */
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** The elements of a part in their order. A document type, the only place for entities of its own, is refused. */
export function walk(xml: string, { open, close, text }: Visitor): void {
  const parser = new Parser();
  parser.on('openTag', (name, attributes, decode) => {
    if (open === undefined) return;
    const found = attributes();
    for (const key of Object.keys(found)) found[key] = decode(found[key] ?? '');
    open(local(name), found);
  });
  parser.on('closeTag', (name) => close?.(local(name)));
  parser.on('text', (raw, decode) => text?.(decode(raw)));
  parser.on('cdata', (raw) => text?.(raw));
  parser.on('attention', () => {
    throw damaged();
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('warn', (error) => {
    throw error;
  });
  try {
    parser.parse(xml.replace(/^\ufeff/, ''));
  } catch (error) {
    throw error instanceof AppError ? error : damaged(error);
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
