import type { FC } from 'hono/jsx';
import type { Certificate } from '../../../workflows/delivery/certificate.ts';
import type { Say } from '../wording.ts';

/** Pieces of text side by side, each keeping its own direction. */
export const Beside: FC<{ texts: readonly string[]; dir?: 'ltr' | undefined }> = ({ texts, dir }) => (
  <>
    {texts.map((text, n) => (
      <>
        {n === 0 ? null : ' · '}
        <bdi dir={dir}>{text}</bdi>
      </>
    ))}
  </>
);

/** As it was called that day, in both languages; once where it is written alike. */
export function namesIn(
  { names }: Pick<Certificate, 'names'>,
  id: string | null,
  [say, second]: readonly [Say, Say],
): string[] {
  if (id === null) return [];
  const known = names[id as keyof typeof names];
  if (known === undefined) return [id];
  return [...new Set([known[say.locale.language], known[second.locale.language]])];
}
