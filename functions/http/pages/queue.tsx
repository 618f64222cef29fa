import type { FC } from 'hono/jsx';
import type { Message, Page, TaskRow } from '../../../shared/ports.ts';
import { Downloads } from '../components/downloads.tsx';
import { Due } from '../components/due.tsx';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';

interface QueueProps {
  readonly frame: Frame;
  readonly tasks: Page<TaskRow>;
  readonly messages: Page<Message>;
}

const SHOWN = 3;

/** What waits for me, most urgent first. */
export function QueuePage({ frame, tasks, messages }: QueueProps) {
  const { say } = frame;
  const count = tasks.items.length;
  const more = tasks.nextCursor !== null;
  return (
    <Layout frame={frame} title={say.t('queue.title')}>
      <h1>{say.t('queue.title')}</h1>
      <p class="lead">{say.t(more ? 'queue.count-more' : 'queue.count', { count })}</p>
      {count === 0 ? <p>{say.t('queue.empty')}</p> : null}
      <ol class="tasks">
        {tasks.items.map((task) => (
          <TaskItem frame={frame} task={task} />
        ))}
      </ol>
      <NextPage frame={frame} cursor={tasks.nextCursor} />
      {count === 0 ? null : <Downloads say={say} list="/api/tasks" />}
      {messages.items.length === 0 ? null : (
        <section>
          <h2>{say.t('queue.newest-messages')}</h2>
          <MessageList frame={frame} messages={messages.items.slice(0, SHOWN)} />
          <p>
            <a href="/messages">{say.t('queue.all-messages')}</a>
          </p>
        </section>
      )}
    </Layout>
  );
}

const TaskItem: FC<{ frame: Frame; task: TaskRow }> = ({ frame, task }) => {
  const { say, today, linkTo } = frame;
  return (
    <li class={task.dueOn < today ? 'overdue' : undefined}>
      <a href={linkTo(task.caseId) ?? '/'}>{say.text(task.title)}</a>
      <p>
        <bdi>{say.title(task.caseTitle)}</bdi>
      </p>
      <p>
        <Due frame={frame} dueOn={task.dueOn} level={task.level} />
      </p>
    </li>
  );
};

export const NextPage: FC<{ frame: Frame; cursor: string | null }> = ({ frame: { say, path }, cursor }) => {
  if (cursor === null) return null;
  const url = new URL(path, 'http://page');
  url.searchParams.set('cursor', cursor);
  return (
    <p>
      <a class="button quiet" href={`${url.pathname}${url.search}`}>
        {say.t('list.next')}
      </a>
    </p>
  );
};

const LABELS = {
  task: 'message.task',
  late: 'message.late',
  reminder: 'message.reminder',
  notice: 'message.notice',
} as const;

const MessageList: FC<{ frame: Frame; messages: readonly Message[] }> = ({ frame, messages }) => {
  const { say, linkTo } = frame;
  return (
    <ul class="messages">
      {messages.map(({ kind, texts, caseId, caseTitle, at }) => (
        <li class={kind === 'late' ? 'overdue' : undefined}>
          <p class="badge">{say.t(LABELS[kind])}</p>
          {texts.map((text) => (
            <p>{say.text(text)}</p>
          ))}
          <p class="note">
            <a href={linkTo(caseId) ?? '/'}>
              <bdi>{say.title(caseTitle)}</bdi>
            </a>{' '}
            · <time datetime={at}>{say.instant(at)}</time>
          </p>
        </li>
      ))}
    </ul>
  );
};

export function MessagesPage({ frame, messages }: { frame: Frame; messages: Page<Message> }) {
  const { say } = frame;
  return (
    <Layout frame={frame} title={say.t('messages.title')}>
      <h1>{say.t('messages.title')}</h1>
      {messages.items.length === 0 ? <p>{say.t('messages.empty')}</p> : null}
      <MessageList frame={frame} messages={messages.items} />
      <NextPage frame={frame} cursor={messages.nextCursor} />
    </Layout>
  );
}
