import type { FC } from 'hono/jsx';
import { type Fact, isRecord, type Shown } from '../facts/section.ts';
import type { Say } from '../wording.ts';

const ID = /^[A-Z]{2}-[A-Z0-9][A-Z0-9-]*$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const DIGEST = /^[0-9a-f]{64}$/;
const WORD = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MACHINE = /^[\x21-\x7e]*\d[\x21-\x7e]*$/;

/** Where an id leads, if to anything of this installation. */
export type LinkTo = (id: string) => string | null;

interface ValueProps {
  readonly value: unknown;
  readonly say: Say;
  readonly linkTo: LinkTo;
}

/** Any value of a state, formatted by what it is. */
export const Value: FC<ValueProps> = ({ value, say, linkTo }) => {
  if (typeof value === 'boolean') return <>{say.t(value ? 'form.yes' : 'form.no')}</>;
  if (typeof value === 'number') return <>{say.number(value)}</>;
  if (typeof value === 'string') return <TextValue text={value} say={say} linkTo={linkTo} />;
  if (Array.isArray(value)) return <ListValue items={value} say={say} linkTo={linkTo} />;
  return isRecord(value) ? <RecordValue value={value} say={say} linkTo={linkTo} /> : <>–</>;
};

const ListValue: FC<{ items: readonly unknown[]; say: Say; linkTo: LinkTo }> = ({ items, say, linkTo }) => {
  const words = items.filter((one) => typeof one === 'string' && WORD.test(one)).map(String);
  if (words.length === items.length) return <>{say.list(words.map((word) => say.option(word)))}</>;
  return (
    <ul>
      {items.map((one) => (
        <li>
          <Value value={one} say={say} linkTo={linkTo} />
        </li>
      ))}
    </ul>
  );
};

const TextValue: FC<{ text: string; say: Say; linkTo: LinkTo }> = ({ text, say, linkTo }) => {
  if (ID.test(text)) return <EntryLink id={text} say={say} linkTo={linkTo} />;
  if (DATE.test(text)) return <time datetime={text}>{say.date(text)}</time>;
  if (INSTANT.test(text)) return <time datetime={text}>{say.instant(text)}</time>;
  if (DIGEST.test(text)) return <DigestValue digest={text} href={linkTo(text)} />;
  if (text.length <= 40 && say.optionOrNull(text) !== null) return <>{say.option(text)}</>;
  if (MACHINE.test(text)) return <bdi dir="ltr">{text}</bdi>;
  return (
    <span dir="auto" class="typed">
      {text}
    </span>
  );
};

/** A file by the beginning of its digest; a link where the page says through which entry it is read. */
const DigestValue: FC<{ digest: string; href: string | null }> = ({ digest, href }) => {
  const shown = <bdi dir="ltr">{digest.slice(0, 12)}</bdi>;
  return href === null ? shown : <a href={href}>{shown}</a>;
};

export const EntryLink: FC<{ id: string; say: Say; linkTo: LinkTo }> = ({ id, say, linkTo }) => {
  const href = linkTo(id);
  const name = say.name(id);
  const shown = name === id ? <bdi dir="ltr">{id}</bdi> : <bdi>{name}</bdi>;
  return href === null ? shown : <a href={href}>{shown}</a>;
};

const RecordValue: FC<{ value: Readonly<Record<string, unknown>>; say: Say; linkTo: LinkTo }> = (props) => {
  const { value, say, linkTo } = props;
  const own = value[say.locale.language];
  if (typeof own === 'string' && typeof value.en === 'string') return <bdi>{own}</bdi>;
  if (typeof value.lat === 'number' && typeof value.lon === 'number')
    return <bdi dir="ltr">{`${value.lat}, ${value.lon}`}</bdi>;
  return (
    <Facts
      facts={Object.entries(value)
        .filter(([, inner]) => inner !== null && inner !== undefined)
        .map(([name, inner]) => ({ label: say.field(name), shown: { as: 'value', value: inner } }))}
      say={say}
      linkTo={linkTo}
    />
  );
};

/** Labels and values. */
export const Facts: FC<{ facts: readonly Fact[]; say: Say; linkTo: LinkTo }> = ({ facts, say, linkTo }) => (
  <dl>
    {facts.map(({ label, shown }) => (
      <div>
        <dt>{label}</dt>
        <dd>
          <ShownValue shown={shown} say={say} linkTo={linkTo} />
        </dd>
      </div>
    ))}
  </dl>
);

const ShownValue: FC<{ shown: Shown; say: Say; linkTo: LinkTo }> = ({ shown, say, linkTo }) => {
  if (shown.as === 'option') return <>{say.option(shown.value)}</>;
  if (shown.as === 'text') return <>{shown.text}</>;
  if (shown.as === 'number') return <bdi dir="ltr">{shown.text}</bdi>;
  return <Value value={shown.value} say={say} linkTo={linkTo} />;
};
