/** Runs one verb in this process, as main.ts would: what it printed and its exit code. */
import { Command, CommanderError } from 'commander';
import { vi } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { formatProblem, ProblemError } from '../../src/errors.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export async function runVerb(addCommand: (program: Command) => void, args: readonly string[]): Promise<Ran> {
  const program = new Command('recsim').exitOverride();
  addCommand(program);
  let stdout = '';
  let stderr = '';
  const take = (into: (text: string) => void): typeof process.stdout.write =>
    ((text: string | Uint8Array) => {
      into(String(text));
      return true;
    }) as typeof process.stdout.write;
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(
      take((text) => {
        stdout += text;
      }),
    ),
    vi.spyOn(process.stderr, 'write').mockImplementation(
      take((text) => {
        stderr += text;
      }),
    ),
  ];
  const before = process.exitCode;
  process.exitCode = EXIT.pass;
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof ProblemError) stderr += error.problems.map((problem) => `error: ${formatProblem(problem)}\n`).join('');
    else if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const exitCode = Number(process.exitCode);
  process.exitCode = before;
  return { stdout, stderr, exitCode };
}
