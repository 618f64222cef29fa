import { type CarryOut, tell } from './deliver.ts';
import { runJob } from './jobs.ts';
import { giveLater } from './submit-command.ts';

/** Everything the outbox can hold: what the state machines are told, commands kept for later (P6), jobs (P12). */
export const carryOutAny: CarryOut = async (workplace, message) => {
  const { body } = message;
  switch (body.type) {
    case 'command':
      return giveLater(workplace, message);
    case 'job':
      return runJob(workplace, message, body);
    default:
      await tell(workplace, body);
      return true;
  }
};
