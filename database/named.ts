import type { Statement } from './pool.ts';

type Letter = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm';
type Rest = 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z';
type Word<Text, Read extends string = ''> = Text extends `${infer First}${infer After}`
  ? Lowercase<First> extends Letter | Rest
    ? Word<After, `${Read}${First}`>
    : Read
  : Read;

/** The names that a text holds after a colon; any, when the text is not known to the compiler. */
type NamesIn<Text extends string, Found = never> = string extends Text
  ? string
  : Text extends `${string}:${infer After}`
    ? After extends `:${infer Cast}`
      ? NamesIn<Cast, Found>
      : NamesIn<After, Found | Exclude<Word<After>, ''>>
    : Found;

/**
 * A statement whose parameters have names made of letters, `:caseId`, written once as the numbers that PostgreSQL reads. The compiler
 * asks for every name and for no other; given twice in the text, a value is sent once. Libraries for this read the text again at each call.
 */
export function named<const Text extends string>({
  name,
  text,
}: {
  name?: string;
  text: Text;
}): (values: Record<NamesIn<Text>, unknown>) => Required<Pick<Statement, 'text' | 'values'>> & Statement {
  const names: string[] = [];
  const numbered = text.replaceAll(/(?<!:):([a-z]+)/gi, (_, parameter: string) => {
    if (!names.includes(parameter)) names.push(parameter);
    return `$${names.indexOf(parameter) + 1}`;
  });
  return (values: Record<string, unknown>) => ({
    ...(name !== undefined && { name }),
    text: numbered,
    values: names.map((parameter) => {
      if (!Object.hasOwn(values, parameter)) throw new Error(`The statement asks for "${parameter}".`);
      return values[parameter];
    }),
  });
}
