import type { Load } from './load.ts';
import type { Waiting } from './waiting.ts';

export interface Figures {
  readonly alone: Load;
  readonly sixteen: Load;
  readonly sixtyFour: Load;
  readonly rawSyncMs: number;
  /** null: no strace on this machine. */
  readonly syncsPerCommand: { readonly alone: number | null; readonly sixtyFour: number | null };
  readonly waiting: Waiting;
}

interface Goal {
  readonly goal: string;
  readonly figure: number | null;
  readonly wanted: string;
  readonly isReached: boolean | null;
}

/** Goals of design 8 and of the evidence on performance (E), each with its own figure of this run. */
export function goalsOf(figures: Figures): Goal[] {
  const { alone, sixteen, sixtyFour, rawSyncMs, syncsPerCommand, waiting } = figures;
  const most = (goal: string, figure: number | null, limit: number, unit = ''): Goal => ({
    goal,
    figure,
    wanted: `<= ${limit}${unit}`,
    isReached: figure === null ? null : figure <= limit,
  });
  const least = (goal: string, figure: number, limit: number, unit = ''): Goal => ({
    goal,
    figure,
    wanted: `>= ${limit}${unit}`,
    isReached: figure >= limit,
  });
  return [
    most('design 8: command → next task p50, 1 client', alone.toNextMs.p50, 3, ' ms'),
    least('design 8: four-step workflows/s, 64 clients', sixtyFour.fourStepWorkflowsPerSecond, 400),
    most(`design 8, M1: memory with ${waiting.plans} waiting`, waiting.pssMb, 250, ' MB'),
    most(`M1: memory with ${waiting.plans} waiting, after a restart`, waiting.pssMbAfterRestart, 250, ' MB'),
    most(`design 8, M2: idle CPU with ${waiting.plans} waiting`, waiting.idleCpuPercent, 1, ' %'),
    most('design 8: first task after SIGKILL', waiting.msFromKillToTask, 500, ' ms'),
    most('M3: first answer after SIGKILL', waiting.msFromKillToAnswer, 1000, ' ms'),
    most('M3: first task after SIGKILL', waiting.msFromKillToTask, 1500, ' ms'),
    most('M1: memory for each waiting plan', waiting.pssKbPerPlan, 10, ' KB'),
    // 177–218 workflows/s of the fastest peer, measured on such a machine in another run.
    least('R1: four-step workflows/s, 64 clients, of 198 × 1.2', sixtyFour.fourStepWorkflowsPerSecond, 238),
    least('R2: four-step workflows/s, 16 clients, of 118 × 1.2', sixteen.fourStepWorkflowsPerSecond, 141),
    most('R3: command → next task p50, 1 client, of 5 ms × 0.6', alone.toNextMs.p50, 3, ' ms'),
    most('R4: command → next task p99, 16 clients, of 64 ms × 0.7', sixteen.toNextMs.p99, 45, ' ms'),
    most('R6: server CPU for four steps, 16 clients', sixteen.serverCpuMsPerFourSteps, 6, ' ms'),
    most('P1: p50 of 1 client / one raw synced append', ratio(alone.toNextMs.p50, rawSyncMs), 15),
    most('P2: syncs a command, 1 client', syncsPerCommand.alone, 2.5),
    most('P2: syncs a command, 64 clients', syncsPerCommand.sixtyFour, 0.5),
    most('M4: disk a four-step workflow, audit included', ratio(sixtyFour.diskKbPerCase, 3), 12, ' KB'),
  ];
}

const ratio = (a: number, b: number): number => Number((a / b).toPrecision(3));

export function tableOf(goals: readonly Goal[]): string {
  const rows = goals.map(({ goal, figure, wanted, isReached }) => [
    isReached === null ? 'not measured' : isReached ? 'reached' : 'NOT REACHED',
    String(figure ?? '–'),
    wanted,
    goal,
  ]);
  return rows
    .map(([state = '', figure = '', wanted = '', goal]) =>
      [state.padEnd(13), figure.padStart(8), wanted.padEnd(11), goal].join('  '),
    )
    .join('\n');
}
