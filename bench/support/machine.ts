import { cpus } from 'node:os';

/** One line that says where a benchmark ran. */
export function describeMachine(): string {
  const cores = cpus();
  return `${process.platform} ${process.arch}, ${cores.length} x ${cores[0]?.model ?? 'unknown'}, Node ${process.version}`;
}
