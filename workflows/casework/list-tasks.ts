import type { PersonActor } from '../../shared/kernel/actor.ts';
import type { Message, Page, PageRequest, TaskRow } from '../../shared/ports.ts';
import { inboxKeys } from './authorise.ts';
import type { Workplace } from './workplace.ts';

/** What waits for this person, most urgent first (P16). */
export const listTasks = (
  { store }: Workplace,
  actor: PersonActor,
  page: PageRequest,
): Promise<Page<TaskRow>> => store.tasks(inboxKeys(actor), page);

/** This person's in-app messages, newest first. */
export const listMessages = (
  { store }: Workplace,
  actor: PersonActor,
  page: PageRequest,
): Promise<Page<Message>> => store.messages(inboxKeys(actor), page);
