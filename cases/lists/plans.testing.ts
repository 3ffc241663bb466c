import type { Database, Statement } from '../../database/pool.ts';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

export interface SeenPlan {
  statement: string;
  /** The tables read from their first row to their last. */
  scanned: string[];
  indexes: string[];
  sorted: boolean;
  /** The most rows of a table that one step of it read, kept or not. */
  read: number;
  /** As many, where an index alone answered. */
  readInIndex: number;
}

/** The same database, which also says how it planned each statement that reads: as the application's role, under its policies. */
export function explaining(db: Database): { db: Database; plans: SeenPlan[] } {
  const plans: SeenPlan[] = [];
  const pool = Object.create(db.pool) as Database['pool'];
  pool.connect = (async () => {
    const client = await db.pool.connect();
    const seen = Object.create(client) as typeof client;
    seen.query = (async (asked: Statement) => {
      const { text, values = [] } = asked;
      if (/^\s*(SELECT|WITH)/.test(text) && !text.includes('set_config')) {
        const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values });
        const nodes = rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan)));
        plans.push({
          statement: text.replaceAll(/\s+/g, ' '),
          scanned: nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [])),
          indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
          sorted: nodes.some((node) => /Sort/.test(node['Node Type'])),
          read: most(nodes.filter((node) => /^(Seq|Index|Bitmap Heap) Scan$/.test(node['Node Type']))),
          readInIndex: most(nodes.filter((node) => node['Node Type'] === 'Index Only Scan')),
        });
      }
      return client.query(asked);
    }) as typeof client.query;
    seen.release = (...given) => client.release(...given);
    return seen;
  }) as typeof pool.connect;
  return { db: { ...db, pool }, plans };
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const rowsOf = (node: PlanNode): number => ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1);
const most = (nodes: PlanNode[]): number => Math.max(0, ...nodes.map(rowsOf));
