import { type Arm, type ArmResult, formatResults, type InterleaveOptions, interleave } from './interleave.js';
import { describeMachine } from './machine.js';

export interface Section {
  readonly title: string;
  readonly results: readonly ArmResult[];
}

/**
 * The output of one benchmark program: text as it goes, or with --json one document on stdout at the end:
 * { name, machine, sections: [{ title, results: [{ name, nanoseconds, ratio: { lower, median, upper }, ... }] }] }.
 */
export class Report {
  readonly #sections: Section[] = [];
  readonly #json = process.argv.includes('--json');

  constructor(readonly name: string) {
    if (!this.#json) process.stdout.write(`${name} (${describeMachine()})\n`);
  }

  /** Times the arms in interleaved windows; the first is what the others are compared with. */
  section(title: string, arms: readonly Arm[], options?: InterleaveOptions): readonly ArmResult[] {
    const results = interleave(arms, options);
    this.#sections.push({ title, results });
    if (!this.#json) process.stdout.write(`${formatResults(title, results)}\n`);
    return results;
  }

  finish(): void {
    if (!this.#json) return;
    const document = { name: this.name, machine: describeMachine(), sections: this.#sections };
    process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  }
}
