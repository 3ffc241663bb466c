import { Tokenizer } from 'htmlparser2';

/** Longer pages are read so far: the original holds the rest. */
const LONGEST_HTML = 2_000_000;
const LONGEST_ALT = 200;

const unseen = new Set(['script', 'style', 'title', 'template', 'noscript', 'object', 'svg', 'iframe', 'select']);
const blocks = new Set([
  ...['p', 'div', 'section', 'article', 'header', 'footer', 'table', 'tr', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'pre', 'hr', 'form', 'head'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'address', 'center', 'fieldset', 'body', 'html'],
]);
const apart = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'table', 'ul', 'ol', 'pre']);

/**
 * The text of a page, and nothing that acts. One pass over its signs, without a tree, however deep it is. What is quoted in it is marked
 * as quotations are in a text, by a sign at the start of its lines.
 */
export function htmlAsText(html: string): string {
  const page = html.slice(0, LONGEST_HTML);
  const out = new Lines();
  let [tag, attribute, value] = ['', '', ''];
  const said = (text: string) => {
    if (attribute === 'alt' && value.length < LONGEST_ALT) value += text;
  };
  const opened = (closed: boolean) => {
    out.open(tag, value);
    if (closed) out.close(tag);
    [tag, value] = ['', ''];
  };
  const nothing = () => undefined;
  const signs = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, end) => {
        [tag, attribute, value] = [page.slice(start, end).toLowerCase(), '', ''];
      },
      onattribname: (start, end) => {
        attribute = page.slice(start, Math.min(end, start + 20)).toLowerCase();
      },
      onattribdata: (start, end) => said(page.slice(start, Math.min(end, start + LONGEST_ALT))),
      onattribentity: (point) => said(String.fromCodePoint(point)),
      onattribend: () => {
        attribute = '';
      },
      onopentagend: () => opened(false),
      onselfclosingtag: () => opened(true),
      onclosetag: (start, end) => out.close(page.slice(start, end).trim().toLowerCase()),
      ontext: (start, end) => out.text(page.slice(start, end)),
      ontextentity: (point) => out.text(String.fromCodePoint(point)),
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onend: nothing,
    },
  );
  signs.write(page);
  signs.end();
  return out.all();
}

/** Lines as they are made of what a page says. */
class Lines {
  readonly #lines: string[] = [];
  #pieces: string[] = [];
  #empty = true;
  #spaced = true;
  #blank = true;
  #hidden = 0;
  #quoted = 0;
  #preformatted = 0;

  open(tag: string, alt: string): void {
    if (unseen.has(tag)) this.#hidden += 1;
    if (this.#hidden > 0) return;
    if (tag === 'br') this.#end();
    else if (apart.has(tag)) this.#part();
    else if (blocks.has(tag)) this.#break();
    if (tag === 'blockquote') this.#quoted += 1;
    if (tag === 'pre') this.#preformatted += 1;
    if (tag === 'li') this.#add('* ');
    if (tag === 'td' || tag === 'th') this.#add(' ');
    // What is written in a picture's place says what it shows.
    if (tag === 'img' && alt.length > 2 && alt.length < LONGEST_ALT && !/^(?:https?|cid|data):/i.test(alt)) this.#add(` [${alt}] `);
  }

  close(tag: string): void {
    if (unseen.has(tag)) this.#hidden = Math.max(0, this.#hidden - 1);
    if (this.#hidden > 0) return;
    if (apart.has(tag)) this.#part();
    else if (blocks.has(tag)) this.#break();
    if (tag === 'blockquote') this.#quoted = Math.max(0, this.#quoted - 1);
    if (tag === 'pre') this.#preformatted = Math.max(0, this.#preformatted - 1);
  }

  text(text: string): void {
    if (this.#hidden > 0) return;
    const [first = '', ...rest] = this.#preformatted === 0 ? [text.replaceAll(/\s+/g, ' ')] : text.split('\n');
    this.#add(first);
    for (const one of rest) {
      this.#end();
      this.#add(one);
    }
  }

  all(): string {
    this.#end();
    return this.#lines.join('\n');
  }

  #add(text: string): void {
    const seen = this.#preformatted === 0 && this.#spaced ? text.trimStart() : text;
    if (seen === '') return;
    this.#pieces.push(seen);
    this.#spaced = seen.endsWith(' ');
    this.#empty &&= seen.trim() === '';
  }

  #break(): void {
    if (!this.#empty) this.#end();
  }

  #part(): void {
    this.#break();
    if (!this.#blank) this.#end();
  }

  #end(): void {
    const said = this.#pieces.join('').trim();
    [this.#pieces, this.#empty, this.#spaced] = [[], true, true];
    if (said === '' && this.#blank) return;
    this.#blank = said === '';
    const sign = '>'.repeat(Math.min(this.#quoted, 5));
    this.#lines.push(said === '' || sign === '' ? `${sign}${said}` : `${sign} ${said}`);
  }
}
