import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { TaskFunction } from './task-function.ts';

const ROW = ['entryId', 'kind', 'title', 'stage', 'version', 'authority', 'governorate', 'open', 'card'];

/** What each index repeats of an item: enough for a row, never a token. */
const INDEXES = {
  /** Open tasks by addressee, most urgent first. */
  inbox: ['entryId', 'track', 'caseTitle', 'task'],
  /** Entries by kind, authority and open or closed. */
  list: [...ROW, 'run'],
  /** Entries that link to another. */
  link: ROW,
  /** Sparse: cases without a driver, reminders due. */
  wake: ['entryId', 'kind', 'run', 'track', 'caseTitle', 'task'],
} as const satisfies Record<string, readonly string[]>;
type IndexName = keyof typeof INDEXES;

const TIME_TO_LIVE = 'expiresAt';

const text = (name: string) => ({ name, type: AttributeType.STRING });

const index = (indexName: IndexName): GlobalSecondaryIndexProps => ({
  indexName,
  partitionKey: text(`${indexName}Pk`),
  sortKey: text(`${indexName}Sk`),
  projectionType: ProjectionType.INCLUDE,
  nonKeyAttributes: [...INDEXES[indexName]],
});

interface CaseTableProps {
  readonly key: IKey;
  /** Outlive the stack, and refuse to be deleted. */
  readonly retain: boolean;
}

type TableAction = 'GetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'ConditionCheckItem';

/** Transactions are allowed through the actions of their members; `Scan` cannot be asked for. */
export interface TableGrant {
  readonly actions: readonly TableAction[];
  readonly indexes?: readonly IndexName[];
  /** Partition keys, e.g. `OUTBOX#*`, whose items may be deleted. */
  readonly deletes?: readonly string[];
}

/** The one table (design 6). */
export class CaseTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key, retain }: CaseTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      timeToLiveAttribute: TIME_TO_LIVE,
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const name of Object.keys(INDEXES) as IndexName[]) this.table.addGlobalSecondaryIndex(index(name));
  }

  grant(to: TaskFunction, { actions, indexes = [], deletes = [] }: TableGrant): void {
    const { tableArn } = this.table;
    to.allow({ actions: actions.map((action) => `dynamodb:${action}`), resources: [tableArn] });
    if (indexes.length > 0)
      to.allow({
        actions: ['dynamodb:Query'],
        resources: indexes.map((name) => `${tableArn}/index/${name}`),
      });
    if (deletes.length > 0)
      to.allow({
        actions: ['dynamodb:DeleteItem'],
        resources: [tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...deletes] } },
      });
  }
}
