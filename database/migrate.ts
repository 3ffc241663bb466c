import type { Knex } from 'knex';
import knex from 'knex';
import { Client } from 'pg';
import * as departments from './migrations/0001_departments.ts';
import * as cases from './migrations/0002_cases.ts';
import * as people from './migrations/0003_people.ts';
import * as doors from './migrations/0004_doors.ts';
import * as contacts from './migrations/0005_contacts.ts';
import * as receipts from './migrations/0006_receipts.ts';
import * as writtenTogether from './migrations/0007_written_together.ts';
import * as partnerRole from './migrations/0008_partner_role.ts';
import * as attachments from './migrations/0010_attachments.ts';
import * as inboundMail from './migrations/0011_inbound_mail.ts';
import * as declarations from './migrations/0012_declarations.ts';
import * as situation from './migrations/0013_situation.ts';
import * as author from './migrations/0014_author.ts';
import * as documents from './migrations/0015_documents.ts';
import * as drafts from './migrations/0016_drafts.ts';
import * as followed from './migrations/0016_followed.ts';
import * as proofs from './migrations/0017_proofs.ts';
import * as rehearsals from './migrations/0018_rehearsals.ts';
import * as mailThreads from './migrations/0019_mail_threads.ts';
import * as typedKeys from './migrations/202611291400_typed_keys.ts';
import * as refusedForms from './migrations/202611291410_refused_forms.ts';
import * as taskCause from './migrations/202611291420_task_cause.ts';
import * as actor from './migrations/202611291500_actor.ts';
import * as caseParty from './migrations/202611291635_case_party.ts';
import * as keyGenerations from './migrations/202611291700_key_generations.ts';
import * as endedMeansEnded from './migrations/202611291735_ended_means_ended.ts';
import * as apiKeyScopes from './migrations/202611291745_api_key_scopes.ts';
import * as writtenInSight from './migrations/202611292005_written_in_sight.ts';
import * as told from './migrations/202611292007_told.ts';
import * as partnerReadsTold from './migrations/202611292010_partner_reads_told.ts';
import * as taskHolder from './migrations/202611292036_task_holder.ts';
import * as listed from './migrations/202611292250_listed.ts';
import * as directoryChange from './migrations/202611292300_directory_change.ts';
import * as accountWays from './migrations/202611292320_account_ways.ts';
import * as dutyCalls from './migrations/202611292341_duty_calls.ts';
import * as dutyLooks from './migrations/202611292342_duty_looks.ts';
import * as codeOnce from './migrations/202611292355_code_once.ts';
import * as readableDays from './migrations/202611292358_readable_days.ts';
import * as found from './migrations/202611300010_found.ts';
import * as handedOver from './migrations/202611300200_handed_over.ts';
import * as categoryToRead from './migrations/202611300220_category_to_read.ts';
import * as mailsToldApart from './migrations/202611300240_mails_told_apart.ts';
import * as traces from './migrations/202611300300_traces.ts';
import * as linkReplaced from './migrations/202611300301_link_replaced.ts';
import * as traceHours from './migrations/202611300302_trace_hours.ts';
import * as caseTally from './migrations/202611300320_case_tally.ts';
import * as tallySeen from './migrations/202611300330_tally_seen.ts';
import * as lateSince from './migrations/202611300710_late_since.ts';
import * as waits from './migrations/202611300740_waits.ts';
import * as establishments from './migrations/202611300750_establishments.ts';
import * as savedView from './migrations/202611300805_saved_view.ts';
import * as transferLists from './migrations/202611301115_transfer_lists.ts';
import * as campaigns from './migrations/202611301350_campaigns.ts';
import * as sheets from './migrations/202611301405_sheets.ts';
import * as agreementTold from './migrations/202611301455_agreement_told.ts';
import * as calendarFeed from './migrations/202611302001_calendar_feed.ts';
import * as partnerTeam from './migrations/202611302010_partner_team.ts';
import * as declarationTold from './migrations/202611302020_declaration_told.ts';
import * as establishmentsRead from './migrations/202611302020_establishments_read.ts';
import * as completionDraft from './migrations/202611302030_completion_draft.ts';
import * as dutyTestTasks from './migrations/202611302040_duty_test_tasks.ts';
import * as publication from './migrations/202611302100_publication.ts';
import * as declarationToldEach from './migrations/202611302210_declaration_told_each.ts';
import * as lapsedAgreement from './migrations/202611302330_lapsed_agreement.ts';
import * as bodyAdmins from './migrations/202612010010_body_admins.ts';
import * as retention from './migrations/202612010030_retention.ts';
import * as leftOutside from './migrations/202612010100_left_outside.ts';
import * as destructionActs from './migrations/202612010130_destruction_acts.ts';
import * as relief from './migrations/202612010300_relief.ts';
import * as sortedLists from './migrations/202612010310_sorted_lists.ts';
import * as digest from './migrations/202612010320_digest.ts';
import * as review from './migrations/202612010450_review.ts';
import * as radar from './migrations/202612010451_radar.ts';
import * as dutyWeek from './migrations/202612010500_duty_week.ts';
import * as studies from './migrations/202612010550_studies.ts';
import * as studyAnswers from './migrations/202612010551_study_answers.ts';
import * as lanes from './migrations/202612010600_lanes.ts';
import * as dataRequests from './migrations/202612010900_data_requests.ts';
import * as endpoint from './migrations/202612010910_endpoint.ts';
import * as gravestNewest from './migrations/202612010955_gravest_newest.ts';
import * as openDanger from './migrations/202612010957_open_danger.ts';
import * as holeToldUntil from './migrations/202612011020_hole_told_until.ts';

/** In order, for ever: one that has landed is never edited; expand first, contract later. New ones are named by their minute. */
export const migrations: [name: string, migration: { up(knex: Knex): Promise<void> }][] = [
  ['0001_departments', departments],
  ['0002_cases', cases],
  ['0003_people', people],
  ['0004_doors', doors],
  ['0005_contacts', contacts],
  ['0006_receipts', receipts],
  ['0007_written_together', writtenTogether],
  ['0008_partner_role', partnerRole],
  ['0010_attachments', attachments],
  ['0011_inbound_mail', inboundMail],
  ['0012_declarations', declarations],
  ['0013_situation', situation],
  ['0014_author', author],
  ['0015_documents', documents],
  ['0016_drafts', drafts],
  ['0016_followed', followed],
  ['0017_proofs', proofs],
  ['0018_rehearsals', rehearsals],
  ['0019_mail_threads', mailThreads],
  ['202611291400_typed_keys', typedKeys],
  ['202611291410_refused_forms', refusedForms],
  ['202611291420_task_cause', taskCause],
  ['202611291500_actor', actor],
  ['202611291635_case_party', caseParty],
  ['202611291700_key_generations', keyGenerations],
  ['202611291735_ended_means_ended', endedMeansEnded],
  ['202611291745_api_key_scopes', apiKeyScopes],
  ['202611292005_written_in_sight', writtenInSight],
  ['202611292007_told', told],
  ['202611292010_partner_reads_told', partnerReadsTold],
  ['202611292036_task_holder', taskHolder],
  ['202611292250_listed', listed],
  ['202611292300_directory_change', directoryChange],
  ['202611292320_account_ways', accountWays],
  ['202611292341_duty_calls', dutyCalls],
  ['202611292342_duty_looks', dutyLooks],
  ['202611292355_code_once', codeOnce],
  ['202611292358_readable_days', readableDays],
  ['202611300010_found', found],
  ['202611300200_handed_over', handedOver],
  ['202611300220_category_to_read', categoryToRead],
  ['202611300240_mails_told_apart', mailsToldApart],
  ['202611300300_traces', traces],
  ['202611300301_link_replaced', linkReplaced],
  ['202611300302_trace_hours', traceHours],
  ['202611300320_case_tally', caseTally],
  ['202611300330_tally_seen', tallySeen],
  ['202611300710_late_since', lateSince],
  ['202611300740_waits', waits],
  ['202611300750_establishments', establishments],
  ['202611300805_saved_view', savedView],
  ['202611301115_transfer_lists', transferLists],
  ['202611301350_campaigns', campaigns],
  ['202611301405_sheets', sheets],
  ['202611301455_agreement_told', agreementTold],
  ['202611302001_calendar_feed', calendarFeed],
  ['202611302010_partner_team', partnerTeam],
  ['202611302020_declaration_told', declarationTold],
  ['202611302020_establishments_read', establishmentsRead],
  ['202611302030_completion_draft', completionDraft],
  ['202611302040_duty_test_tasks', dutyTestTasks],
  ['202611302100_publication', publication],
  ['202611302210_declaration_told_each', declarationToldEach],
  ['202611302330_lapsed_agreement', lapsedAgreement],
  ['202612010010_body_admins', bodyAdmins],
  ['202612010030_retention', retention],
  ['202612010100_left_outside', leftOutside],
  ['202612010130_destruction_acts', destructionActs],
  ['202612010300_relief', relief],
  ['202612010310_sorted_lists', sortedLists],
  ['202612010320_digest', digest],
  ['202612010450_review', review],
  ['202612010451_radar', radar],
  ['202612010500_duty_week', dutyWeek],
  ['202612010550_studies', studies],
  ['202612010551_study_answers', studyAnswers],
  ['202612010600_lanes', lanes],
  ['202612010900_data_requests', dataRequests],
  ['202612010910_endpoint', endpoint],
  ['202612010955_gravest_newest', gravestNewest],
  ['202612010957_open_danger', openDanger],
  ['202612011020_hole_told_until', holeToldUntil],
];

const sourceUntil = (last: string | undefined): Knex.MigrationSource<(typeof migrations)[number]> => ({
  getMigrations: async () => migrations.slice(0, last === undefined ? undefined : migrations.findIndex(([name]) => name === last) + 1),
  getMigrationName: ([name]) => name,
  getMigration: async ([, { up }]) => ({
    up,
    down: () => Promise.reject(new Error('A migration is never taken back: write the next one.')),
  }),
});

/**
 * Brings a database to this version's shape and answers with the names of the migrations it applied, none when
 * there was nothing to do. `ownerUrl` is a login that owns the database and may create roles; it becomes the owner
 * of the tables and needs no superuser. Idempotent, and safe when several processes start it together.
 * `last` stops after that migration: the shape of an older version, for what it stored.
 */
export async function migrate(ownerUrl: string, last?: string): Promise<string[]> {
  const source = sourceUntil(last);
  const lock = new Client({ connectionString: ownerUrl });
  const database = knex({ client: 'pg', connection: ownerUrl, pool: { min: 0, max: 2 } });
  await lock.connect();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtext('guichet migrations'))`);
    await createRoles(lock);
    // Ours is the only migrator now, so a lock left behind is that of a killed one.
    await database.migrate.forceFreeMigrationsLock({ migrationSource: source });
    const [, applied] = (await database.migrate.latest({ migrationSource: source })) as [number, string[]];
    if (applied.length > 0) await lookAtTables(lock);
    return applied;
  } finally {
    await database.destroy();
    await lock.end();
  }
}

/**
 * A table written anew has no statistics and no map of what an index alone can answer: lists would read all of it until the server's next
 * round. One that holds next to nothing is left: known to be empty, it is read whole by statements planned once a connection, while it grows.
 */
async function lookAtTables(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole AND pg_relation_size(oid) > 1000000 ORDER BY 1`,
  );
  if (rows.length > 0) await owner.query(`VACUUM (ANALYZE) ${rows.map(({ name }) => name).join(', ')}`);
}

/** The names of the migrations that a database still lacks. Throws when it does not answer within five seconds. */
export async function missingMigrations(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string }>('SELECT name FROM knex_migrations');
    const applied = new Set(rows.map(({ name }) => name));
    return migrations.flatMap(([name]) => (applied.has(name) ? [] : [name]));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Roles belong to the cluster, so another database may have made them already, or be making them now. */
async function createRoles(owner: Client): Promise<void> {
  for (const [role, login] of [
    ['guichet_app', 'LOGIN'],
    ['guichet_relay', 'LOGIN'],
    ['guichet_resolver', 'NOLOGIN'],
    ['guichet_partner', 'NOLOGIN'],
    ['guichet_eraser', 'NOLOGIN'],
  ]) {
    await owner.query(`
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} ${login}; END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
    `);
  }
  await owner.query(`
    DO $$ BEGIN
      IF NOT pg_has_role(current_user, 'guichet_resolver', 'SET') THEN
        EXECUTE format('GRANT guichet_resolver TO %I WITH INHERIT FALSE, SET TRUE', current_user);
      END IF;
      IF NOT pg_has_role('guichet_app', 'guichet_partner', 'SET') THEN
        GRANT guichet_partner TO guichet_app WITH INHERIT FALSE, SET TRUE;
      END IF;
      IF NOT pg_has_role('guichet_app', 'guichet_eraser', 'SET') THEN
        GRANT guichet_eraser TO guichet_app WITH INHERIT FALSE, SET TRUE;
      END IF;
    END $$
  `);
}
