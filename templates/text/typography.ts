import Handlebars from 'handlebars';

const NBSP = '\u00a0';
const NARROW = '\u202f';

/**
 * French typography of a text written by hand: no break before `: ; ? ! »` nor after `«`, and curly apostrophes.
 * Idempotent. Leaves what is already right, addresses and code alone (it only touches a plain space or a straight quote).
 */
export function typographic(text: string): string {
  return text
    .replaceAll(/ (?=[:»])/g, NBSP)
    .replaceAll(/ (?=[;?!])/g, NARROW)
    .replaceAll(/(?<=«) /g, NBSP)
    .replaceAll(/(?<=\p{L})'(?=[\p{L}«])/gu, '’');
}

/** Applies it to the text of a template (contents and literals), so that templates are typed with ordinary keys. */
export class Typographer extends Handlebars.Visitor {
  override ContentStatement(content: hbs.AST.ContentStatement): void {
    content.value = typographic(content.value);
  }

  override StringLiteral(literal: hbs.AST.StringLiteral): void {
    literal.value = typographic(literal.value);
  }
}
