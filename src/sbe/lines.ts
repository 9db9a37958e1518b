/** Lines of generated text, indented by the blocks that are open. */
export class Lines {
  readonly #lines: string[] = [];
  #depth = 0;

  line(text = ''): void {
    this.#lines.push(text === '' ? '' : '  '.repeat(this.#depth) + text);
  }

  /** `head {`, the body one level deeper, `}` and `tail`. */
  block(head: string, body: () => void, tail = ''): void {
    this.line(`${head} {`);
    this.indented(body);
    this.line(`}${tail}`);
  }

  /** `if` and `else` in one. */
  branch(condition: string, yes: () => void, no: () => void): void {
    this.line(`if (${condition}) {`);
    this.indented(yes);
    this.block('} else', no);
  }

  /** A label of the block that is open, such as `public:`, half a level out. */
  label(text: string): void {
    this.#lines.push(`${'  '.repeat(this.#depth - 1)} ${text}`);
  }

  indented(body: () => void): void {
    this.#depth++;
    body();
    this.#depth--;
  }

  protected text(): string {
    return this.#lines.join('\n').trimEnd();
  }
}
