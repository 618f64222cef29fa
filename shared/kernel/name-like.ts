import { ARABIC, fold, KURDISH, LATIN, PLACE_NAMES, PLACE_WORDS, TITLES, type Words } from './names.ts';

/** Enough evidence for the name of a person: a sure given name and one word more (see `weigh`). */
const ENOUGH = 3;

/** Does somebody's name seem to stand here: two or more words of a name, a title with a name, «named …»? */
export function nameLike(text: string): boolean {
  return text.split(/[^\p{L}\p{M}\s'’-]/u).some((clause) => inClause(wordsOf(clause)));
}

interface Word {
  readonly text: string;
  readonly key: string;
  /** Written like a name: in Latin with a capital, elsewhere always. */
  readonly proper: boolean;
}

function wordsOf(clause: string): Word[] {
  const words = clause.match(/[\p{L}\p{M}'’-]+/gu) ?? [];
  return joined(words.map((text) => ({ text, key: fold(text), proper: !/^\p{Ll}/u.test(text) })));
}

/** «عبد الرحمن», «Abdul Rahman» and «Abd al-Rahman» are one word; so are names of places that sound like people. */
function joined(words: readonly Word[]): Word[] {
  const out: Word[] = [];
  for (let i = 0; i < words.length; i++) {
    const place = PLACE_NAMES.find((name) => name.every((part, n) => words[i + n]?.key === part));
    const [word, next] = [words[i], words[i + 1]];
    if (word === undefined) break;
    if (place !== undefined) {
      out.push({ text: '', key: '', proper: false });
      i += place.length - 1;
    } else if (/^(?:عبد|abd|abdul|abdel)$/.test(word.key) && next !== undefined) {
      out.push({ text: word.text, key: `${word.key === 'عبد' ? 'عبدال' : 'abdul'}…`, proper: word.proper });
      i += 1;
    } else out.push(word);
  }
  return out;
}

function inClause(words: readonly Word[]): boolean {
  return words.some((word, at) => {
    if (TITLES.has(word.key)) return follows(words, at + 1);
    return weighs(words, at) > 0 && !nearPlace(words, at) && chain(words, at) >= ENOUGH;
  });
}

/** After a title or «named»: a word we know as a name, or in Latin any word with a capital that is no place. */
function follows(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined || word.key === '' || isPlaceWord(word)) return false;
  if (nearPlace(words, at)) return false;
  return weigh(word) >= 1.5 || (isLatin(word) && word.proper && word.key.length > 2 && !TITLES.has(word.key));
}

/** What the words from here on weigh together, as far as they belong to one name. */
function chain(words: readonly Word[], from: number): number {
  let sum = 0;
  let names = 0;
  for (let i = from; i < words.length && names < 4; i++) {
    const word = words[i];
    if (word === undefined) break;
    if (CONNECTORS.test(word.key) && names > 0) continue;
    const weight = names === 0 ? weighs(words, i) : Math.max(weigh(word), familyWeight(word, words[i - 1]));
    if (weight === 0) return isPlaceWord(word) ? 0 : sum;
    sum += weight;
    names += 1;
  }
  return names > 1 ? sum : 0;
}

const CONNECTORS = /^(?:بن|ابن|بنت|bin|ibn|bint|كوري|كچي)$/;

/** A sure given name 2, one that is often an ordinary word 1, in between 1.5. */
function weigh({ key, text, proper }: Word): number {
  const lists: Words = /\p{Script=Latin}/u.test(text) ? LATIN : ARABIC;
  if (/^عبدال|^(?:abdul|abdel)./.test(key)) return 2;
  const weight = weightIn(lists, key) || (lists === ARABIC ? weightIn(KURDISH, key) : 0);
  // Without its capital a Latin word must be sure to be a name.
  return proper || weight === 2 ? weight : 0;
}

const weightIn = ({ sure, likely, weak }: Words, key: string): number => {
  if (sure.has(key)) return 2;
  if (likely.has(key)) return 1.5;
  return weak.has(key) ? 1 : 0;
};

/** The first word of a name may carry «and», «to», «by», «for» in one piece with it. */
function weighs(words: readonly Word[], at: number): number {
  const word = words[at];
  if (word === undefined) return 0;
  const own = weigh(word);
  if (own > 0 || isLatin(word)) return own;
  const bare = { ...word, key: word.key.replace(/^[وفبلك]/, '') };
  return bare.key.length > 2 && weigh(bare) === 2 ? 2 : 0;
}

/** A family or tribe after a given name: known 2, otherwise 1 for its form («الـ…ي», «al-…», a capital). */
function familyWeight(word: Word, before: Word | undefined): number {
  if (isPlaceWord(word) || before === undefined) return 0;
  const tribe = word.key.replace(/^ال/, '').replace(/^(?:al|el)-?/, '');
  if (ARABIC.families.has(tribe) || KURDISH.families.has(word.key) || LATIN.families.has(tribe)) return 2;
  if (!isLatin(word)) return /^ال\p{L}{2,}ي$/u.test(word.key) ? 1 : 0;
  return word.proper && word.key.length > 2 && before.proper ? 1 : 0;
}

const isLatin = ({ text }: Word): boolean => /\p{Script=Latin}/u.test(text);
const isPlaceWord = ({ key }: Word): boolean =>
  PLACE_WORDS.has(key) || PLACE_WORDS.has(key.replace(/^[وبل]?ال|^لل|^[وبل]/, ''));

/** «شارع محمد القاسم», «Ali Hassan Street», «the school of Hassan Ali»: a place bears the name. */
function nearPlace(words: readonly Word[], at: number): boolean {
  const before = [words[at - 1], words[at - 2]].filter((word) => word !== undefined);
  const [last, earlier] = before;
  const fromBefore =
    (last !== undefined && isPlaceWord(last)) ||
    (earlier !== undefined &&
      isPlaceWord(earlier) &&
      last !== undefined &&
      /^(?:of|the|imam|mulla|mullah|sheikh|الامام|الشيخ|شيخ|ملا|مەلا)$/.test(last.key));
  return fromBefore || [1, 2, 3].some((n) => isLatinPlaceAfter(words, at, n));
}

/** In English the place comes after its name. */
function isLatinPlaceAfter(words: readonly Word[], at: number, n: number): boolean {
  const word = words[at + n];
  const between = words.slice(at, at + n);
  return word !== undefined && isLatin(word) && isPlaceWord(word) && between.every((one) => one.proper);
}
