import { spawn } from 'node:child_process';

/** Runs one of our programs in a process of its own, so that what it loads stays out of the memory of this one. */
export function runProgram(file: string, args: readonly string[] = []): Promise<void> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const output: string[] = [];
  child.stdout?.on('data', (chunk) => output.push(String(chunk)));
  child.stderr?.on('data', (chunk) => output.push(String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(output.join('').trim()));
    });
  });
}

/** For such a program: it ends when the process that started it is gone, even if that was killed. */
export function endWithStarter(): void {
  process.channel?.unref();
  process.on('disconnect', () => process.exit(1));
}
