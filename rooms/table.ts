/**
 * The rooms of the house, from the ground up, and the rule that holds them: a room imports itself and the rooms it lists, types
 * included, and each of those is on a lower floor, or stands before it in its own folder. `npm run check:rooms` refuses what is not listed, and what is listed and not
 * used; `docs/architecture.md` and the README are written from this table.
 */

export interface Room {
  floor: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  /** In one sentence. */
  holds: string;
  /** Other rooms it may import, by name. */
  imports?: string;
  /** Packages of npm it may import. */
  packages?: string;
  /** Reaches no database, clock, chance, network or file, through any path. In the engine's sandbox clock and timers are the engine's own. */
  pure?: true | 'sandbox';
  /** Whether it may hold SQL: all of it, or these files only, each named after what it stores. */
  sql?: true | string;
  /** Files of one shape that only grow in number. */
  series?: true;
}

/** By folder; a file is in the room of the longest folder it lies under. */
export const rooms: Readonly<Record<string, Room>> = {
  calendar: {
    floor: 1,
    holds: 'Working time: hours, holidays, spans of time, and when something is due.',
    packages: 'date-holidays luxon',
    pure: true,
  },
  vocabulary: {
    floor: 1,
    holds: 'The words of the field as codes with their French labels: facts, roles, channels, kinds of entries.',
    packages: 'libphonenumber-js zod',
    pure: true,
  },
  settings: {
    floor: 1,
    holds: 'What the environment and the keys’ folder say, read once and checked.',
    packages: 'zod',
  },
  'database/migrations': {
    floor: 1,
    holds: 'The shape of the database, one migration after another; one that landed never changes.',
    packages: 'knex',
    sql: true,
    series: true,
  },
  database: {
    floor: 1,
    holds: 'The one pool of connections, a department’s transaction, sealing, and what concerns no single room.',
    imports: 'database/migrations',
    packages: 'knex pg',
    sql: true,
  },
  'mails/bounded': {
    floor: 1,
    holds: 'Threads with limits of time and memory, in which what anybody may have sent is looked at.',
  },
  mails: {
    floor: 1,
    imports: 'mails/bounded',
    holds: 'What a mail says, read in a thread with limits of time and memory: its parts, its text, its files, what shows who or what wrote it.',
    packages: 'asn1js htmlparser2 iconv-lite mailauth nodemailer',
  },
  directory: {
    floor: 2,
    holds: 'Who answers for what and where: bodies, contacts, competence, ties of interest, calendars.',
    imports: 'calendar vocabulary',
    packages: 'zod',
    pure: true,
  },
  'directory/duty': {
    floor: 2,
    holds: 'Who answers when the desk is closed: the weekly pattern unfolded, the lines of the roster, its holes.',
    imports: 'calendar',
    pure: true,
  },
  'directory/campaigns': {
    floor: 2,
    holds: 'Whom a campaign asks whether an entry is right, what comes next for each, and what somebody says of their own entry.',
    imports: 'calendar vocabulary directory',
    pure: true,
  },
  'directory/sheet': {
    floor: 2,
    holds: 'The directory as a table that a department keeps: read line by line beside what is there, and written.',
    imports: 'vocabulary mails/bounded directory',
    packages: 'csv-parse csv-stringify fflate luxon read-excel-file',
  },
  'directory/finess': {
    floor: 2,
    holds: 'The national file of establishments, in each of its forms, read as a stream: its sites, and the lines refused with their reasons.',
    imports: 'vocabulary directory directory/sheet',
    packages: '@streamparser/json csv-parse',
  },
  'directory/record': {
    floor: 2,
    holds:
      'The directory as it is stored: its revisions, what is pending and its history, the roster of duty, establishments; the national list of communes.',
    imports: 'calendar vocabulary database directory directory/duty directory/campaigns directory/sheet directory/finess',
    sql: true,
  },
  'directory/calls': {
    floor: 2,
    holds: 'Machines of partners, called at their own address: signed, on public networks only, within limits of time and size.',
    imports: 'calendar database directory/record',
    packages: 'request-filtering-agent standardwebhooks',
  },
  accounts: {
    floor: 2,
    holds: 'Who signs in and which key calls: passwords, second factors, rights.',
    imports: 'calendar vocabulary database',
    packages: '@node-rs/argon2 luxon otpauth',
    sql: 'accounts api-keys calendar-feeds digests kept-answers refused-forms reliefs saved-views sessions teams ways',
  },
  traces: {
    floor: 2,
    holds: 'What was done with accounts, keys and cases, without a name: left, closed each hour under a signature, read.',
    imports: 'calendar database',
    sql: true,
  },
  files: {
    floor: 2,
    holds: 'What is attached: looked at, scanned, sealed, kept.',
    imports: 'calendar settings database mails/bounded',
    packages: '@cantoo/pdf-lib clamscan fflate file-type sharp',
    sql: 'drafts keep listing reindex',
  },
  mailbox: {
    floor: 2,
    holds: 'The local mail server of demonstrations and tests.',
    imports: 'settings mails',
    packages: 'smtp-server',
  },
  retention: {
    floor: 2,
    holds: 'How long each class of data is kept, and from when on it may go.',
    imports: 'calendar',
    packages: 'luxon',
    pure: true,
  },
  workflows: {
    floor: 2,
    holds: 'What the engine runs in its sandbox: when to look again, nothing else.',
    imports: 'calendar',
    packages: '@temporalio/common @temporalio/workflow',
    pure: 'sandbox',
  },
  'workflows/client': {
    floor: 2,
    holds: 'How the rest of the house reaches the engine: its client, its codec, the bundle of the sandbox.',
    imports: 'settings database workflows',
    packages: '@temporalio/client @temporalio/common @temporalio/proto @temporalio/worker @temporalio/workflow',
  },
  procedures: {
    floor: 3,
    holds: 'A protocol as data: its shape, its checks, routing by it, and its sentences.',
    imports: 'calendar vocabulary directory',
    packages: 'yaml zod',
    pure: true,
  },
  'procedures/record': {
    floor: 3,
    holds: 'Published versions of the protocols.',
    imports: 'calendar vocabulary database procedures',
    sql: true,
  },
  'procedures/library': {
    floor: 3,
    holds: 'The protocol that comes with the product.',
    imports: 'procedures',
    packages: 'yaml',
  },
  'cases/model': {
    floor: 4,
    holds: 'A case as the law sees it: its state, the events that change it, the entries of its journal.',
    imports: 'calendar vocabulary directory',
    pure: true,
  },
  'cases/before': {
    floor: 4,
    holds: 'What versions of before wrote in entries and tasks, in today’s shape.',
    imports: 'vocabulary directory cases/model',
    pure: true,
  },
  'cases/told': {
    floor: 4,
    holds: 'What a recipient may be told of a case, and where a text says who a withheld author is.',
    imports: 'calendar vocabulary procedures cases/model',
    packages: 'libphonenumber-js',
    pure: true,
  },
  'cases/tally': {
    floor: 4,
    holds: 'What indicators need of a case: codes and instants, folded from its journal.',
    imports: 'calendar vocabulary directory cases/model',
    packages: 'luxon',
    pure: true,
  },
  'cases/running': {
    floor: 4,
    holds: 'What goes on by itself in a case: transfers, channels, stages, tasks, clocks.',
    imports: 'calendar vocabulary directory procedures cases/model',
    pure: true,
  },
  'cases/acts': {
    floor: 4,
    holds: 'What each event changes.',
    imports: 'calendar vocabulary directory procedures cases/model cases/running',
    pure: true,
  },
  cases: {
    floor: 4,
    holds: 'The law: `decide` (an event), `advance` (time passed), `preview` (before anything is sent).',
    imports: 'calendar vocabulary procedures cases/model cases/running cases/acts',
    pure: true,
  },
  'cases/record': {
    floor: 4,
    holds: 'Cases as they are stored: one writer, the chained journal, sealed content, links, messages, readings.',
    imports:
      'calendar vocabulary database directory directory/record traces files procedures/record cases/model cases/before cases/tally cases/running cases',
    packages: 'libphonenumber-js pg',
    sql: true,
  },
  'cases/telling': {
    floor: 4,
    holds: 'What recipients are told, as it is stored: versions sealed under keys of their own, copies of files; written past the gate.',
    imports: `
      calendar database directory directory/record files procedures/record cases/model cases/told cases/running cases/record
    `,
    sql: true,
  },
  'cases/lists': {
    floor: 4,
    holds: 'Cases by the page: the desk’s queue, searches, transfers.',
    imports: 'calendar vocabulary database directory/campaigns cases/model cases/record cases/running',
    sql: true,
  },
  demonstration: {
    floor: 4,
    holds: 'Two invented departments and the accounts anybody may use there.',
    imports: 'calendar database directory directory/record accounts procedures/record procedures/library',
    packages: 'pg yaml',
    sql: 'open-accounts',
  },
  review: {
    floor: 4,
    holds: 'Cases that are drawn each month and read by two people: the checklist, the draw, scores and agreement.',
    pure: true,
  },
  proof: {
    floor: 5,
    holds: 'Whether a protocol holds for every alert that can be: eight properties, with a counter-example.',
    imports: 'calendar vocabulary directory procedures cases/model cases',
    pure: true,
  },
  intake: {
    floor: 5,
    holds: 'The doors: what telephone, web, letter, voicemail and API bring becomes an alert.',
    imports: 'calendar vocabulary database directory directory/record files cases/model cases/told cases/record',
    packages: 'zod',
    sql: 'announced author contact drafts receive resume',
  },
  'intake/declarations': {
    floor: 5,
    holds: 'What institutions declare by law, one by one or as a table, and what must follow.',
    imports: 'calendar vocabulary database directory files procedures cases/model cases/record intake',
    packages: 'csv-parse csv-stringify luxon zod',
    sql: 'completion-drafts establishments kept-declarations notices reading',
  },
  'intake/email': {
    floor: 5,
    holds: 'Mails that come in: read, checked, sorted, set aside or made an alert.',
    imports: 'calendar vocabulary settings database directory directory/record files mails procedures/record cases/model cases/record intake',
    packages: 'imapflow mailauth tldts',
    sql: 'inbound-mails quarantine reindex',
  },
  'intake/platform': {
    floor: 5,
    holds: 'Sheets of the national platform.',
    imports: 'calendar vocabulary database directory cases/model cases/record intake',
    packages: 'luxon zod',
    sql: 'take',
  },
  'templates/text': {
    floor: 5,
    holds: 'The public pages’ words in French and in easy French; typography.',
    packages: 'handlebars yaml',
  },
  'templates/views': {
    floor: 5,
    holds: 'What each page is given: types, and words that pages share.',
    imports: 'calendar vocabulary cases/model templates/text',
  },
  'templates/drawings': {
    floor: 5,
    holds: 'A case’s way and a timeline, as SVG.',
    imports: 'calendar templates/views',
    packages: 'handlebars',
  },
  templates: {
    floor: 5,
    holds: 'Turns views into pages and mails; styles and scripts with their fingerprint.',
    imports: 'calendar vocabulary mails templates/text templates/views templates/drawings',
    packages: '@fontsource-variable/atkinson-hyperlegible-next express govuk-frontend handlebars htmx.org luxon sass',
  },
  'rehearsal/dry-run': {
    floor: 5,
    holds: 'A situation played under a protocol at a date, without a case.',
    imports: 'calendar vocabulary directory cases/model cases/running cases',
    packages: 'luxon zod',
    pure: true,
  },
  'rehearsal/past': {
    floor: 5,
    holds: 'A draft held against recorded cases: who would have been told earlier, later, never.',
    imports: `
      calendar vocabulary database directory directory/record procedures procedures/record cases/model cases/running cases/record
      rehearsal/dry-run
    `,
    packages: 'pino',
    sql: 'recorded rehearsals',
  },
  'rehearsal/situations': {
    floor: 5,
    holds: 'Ready-made and kept situations, with what is expected of a protocol.',
    imports: 'calendar vocabulary database directory directory/record procedures procedures/library cases/running rehearsal/dry-run',
    packages: 'luxon yaml zod',
    sql: 'kept-situations',
  },
  'review/record': {
    floor: 5,
    holds: 'What was drawn, what was said of it, what follows from it, as it is stored.',
    imports: 'calendar database cases/model cases/record review',
    packages: 'luxon',
    sql: true,
  },
  statistics: {
    floor: 5,
    holds: 'What is counted: each indicator with its definition, its figure, and what is behind it.',
    imports: 'calendar vocabulary cases/model cases/tally review',
    pure: true,
  },
  'retention/record': {
    floor: 5,
    holds: 'What is at its term, the lists of it that the Archives agree to, and its destruction.',
    imports: 'calendar database directory/record accounts traces retention cases/model cases/tally cases/record',
    sql: true,
  },
  'statistics/compared': {
    floor: 5,
    holds: 'The tables people compare with: the field’s own, the State’s cards and export, England’s measures, beside what is counted here.',
    imports: 'calendar vocabulary cases/model statistics',
    pure: true,
  },
  'data-requests': {
    floor: 5,
    holds: 'What people ask about data on them: what may be told to whom, by when, and in which words.',
    imports: 'calendar vocabulary cases/model',
    packages: 'luxon',
    pure: true,
  },
  'statistics/protection': {
    floor: 5,
    holds: 'Tables that are made public: what is too small to be shown, what must be hidden beside it, and the proof that nobody can work it out.',
    imports: 'calendar vocabulary statistics',
    packages: 'highs',
  },
  'statistics/record': {
    floor: 5,
    holds: 'What figures are counted from, and what was published of them, as it is stored.',
    imports: `
      calendar vocabulary settings database directory directory/record accounts cases/record cases/tally review statistics statistics/compared statistics/protection
    `,
    packages: 'luxon',
    sql: true,
  },
  'demonstration/lives': {
    floor: 6,
    holds: 'Invented cases lived through the law with a moved clock: who speaks, what is said, what people then do.',
    imports: `
      calendar vocabulary settings database directory directory/record accounts files procedures/record cases/model cases cases/running cases/record intake
    `,
    sql: 'year',
  },
  publication: {
    floor: 6,
    holds: 'Drafts of a protocol, how versions differ, kept proofs, publication by a second person.',
    imports: 'calendar vocabulary database directory directory/record accounts procedures procedures/record proof',
    sql: 'drafts proofs published-on versions',
  },
  'publication/first-steps': {
    floor: 6,
    holds: 'What a desk lacks before an alert can be answered for.',
    imports: 'calendar database directory directory/record accounts procedures/record publication',
  },
  training: {
    floor: 6,
    holds: 'Case studies: their shape, the answer that the department’s protocol gives, and an answer beside it.',
    imports: 'calendar vocabulary procedures cases/running rehearsal/situations',
    packages: 'yaml zod',
  },
  'training/library': {
    floor: 6,
    holds: 'The case studies that come with the desk.',
    imports: 'training',
    packages: 'yaml',
  },
  'training/record': {
    floor: 6,
    holds: 'The case studies that a department writes, each of their revisions.',
    imports: 'calendar vocabulary database training training/library',
    sql: true,
  },
  guides: {
    floor: 6,
    holds: 'The guides of `docs/guide` as pages show them, and what they say of some words.',
    imports: 'vocabulary templates/text',
    packages: 'markdown-it minisearch',
  },
  documents: {
    floor: 6,
    holds: 'Accessible PDFs: what a recipient is sent, letters, receipts; second reading and versions.',
    imports: 'calendar vocabulary database cases/model cases/record cases/told cases/telling templates/text',
    packages: '@myriaddreamin/typst-ts-node-compiler',
    sql: 'transfer-documents',
  },
  'data-requests/record': {
    floor: 6,
    holds: 'Their requests as they are stored, and who does what with them.',
    imports: 'calendar accounts database data-requests',
    sql: true,
  },
  activities: {
    floor: 6,
    holds: 'What workflows ask for: consult the law, deliver, fetch mails, the daily round.',
    imports: `
      calendar vocabulary settings database directory directory/duty directory/campaigns directory/record directory/calls files workflows procedures procedures/record cases/model
      cases/told cases/running cases/record cases/telling cases/lists traces retention retention/record review/record accounts intake intake/declarations intake/email statistics/record templates
    `,
    packages: '@temporalio/activity @temporalio/common nodemailer pino zod',
  },
  runtime: {
    floor: 6,
    holds: 'Bringing the parts up on one machine, keeping them up, taking them down; the doctor.',
    imports: 'settings database mailbox demonstration intake/email',
    packages: '@temporalio/client @temporalio/testing pg zod',
    sql: 'database-rules postgres',
  },
  backup: {
    floor: 6,
    holds: 'The database kept in two encrypted files, and put back.',
    imports: 'settings calendar',
    packages: 'age-encryption pg pg-copy-streams tar-stream',
    sql: 'tables',
  },
  rotation: {
    floor: 6,
    holds: 'Changing a key while the desk runs: its next generation, and what is made again under it.',
    imports: 'settings database files cases/record intake/email',
  },
  'api/http': {
    floor: 7,
    holds: 'What every HTTP answer needs: sessions, guards, forms’ tokens, limits, log, errors.',
    imports: 'runtime calendar settings database directory directory/record accounts traces files cases/model templates',
    packages: 'connect-pg-simple csrf-csrf express express-session helmet multer nodemailer pino pino-http prom-client rate-limiter-flexible',
  },
  'api/pages/shared': {
    floor: 7,
    holds: 'What pages share: addresses, forms, frames, answers with a file.',
    imports: `
      calendar vocabulary database directory directory/record accounts files procedures cases/model demonstration intake intake/email
      guides templates/text templates/views api/http
    `,
    packages: 'express luxon zod',
  },
  'api/pages/own': {
    floor: 7,
    holds:
      'What somebody changes of their own: the password, the second factor, the sessions; what they say of their own entry in the directory; the accounts of their own body.',
    imports: `
      directory directory/campaigns directory/record accounts intake/declarations vocabulary templates/views api/http api/pages/shared
    `,
    packages: 'express',
  },
  'api/pages/words': {
    floor: 7,
    holds: 'A case in the words of whoever reads it: names, limits, journal, what may be disclosed.',
    imports: `
      calendar vocabulary database directory directory/record accounts procedures procedures/record cases/model cases/told cases/running cases/record cases/telling
      templates/text templates/views documents api/http api/pages/shared
    `,
    packages: 'express luxon',
  },
  'api/pages/training': {
    floor: 7,
    holds: 'The library of case studies, for anybody: what arrives, one’s own answer, the department’s; and where coordinators write theirs.',
    imports: `
      calendar database vocabulary directory directory/record procedures/record cases/running rehearsal/situations templates/text templates/views
      training training/library training/record api/http api/pages/shared api/pages/words
    `,
    packages: 'express luxon',
  },
  'api/pages/public': {
    floor: 7,
    holds: 'The pages of whoever alerts: the form, its drafts, the follow-up.',
    imports: `
      guides calendar vocabulary database directory directory/record files mailbox procedures procedures/record cases/model cases/running cases/record cases/telling retention retention/record intake statistics/protection statistics/record templates/text
      templates/views api/http api/pages/shared api/pages/own api/pages/words api/pages/training
    `,
    packages: 'csv-stringify express',
  },
  'api/pages/review': {
    floor: 7,
    holds: 'Cases that were drawn: read by two people, compared, followed by actions.',
    imports: `
      calendar vocabulary directory directory/record accounts cases/record review review/record templates/text templates/views api/http api/pages/shared api/pages/words
    `,
    packages: 'express luxon',
  },
  'api/pages/desk': {
    floor: 7,
    holds: 'The desk’s day: queue, calls, letters, mails that came in.',
    imports: `
      calendar vocabulary settings directory directory/duty directory/campaigns directory/record accounts files procedures procedures/record cases/model cases cases/record
      cases/lists data-requests data-requests/record retention/record intake intake/email templates/text templates/views publication publication/first-steps api/http api/pages/shared api/pages/words api/pages/training
    `,
    packages: 'csv-stringify express luxon',
  },
  'api/pages/case': {
    floor: 7,
    holds: 'One case at the desk: its page and every act on it.',
    imports: `
      calendar vocabulary database directory directory/record accounts files procedures procedures/record cases/model cases/told cases/running cases
      cases/record cases/telling cases/lists intake data-requests data-requests/record templates/text templates/views documents api/http api/pages/shared api/pages/words
    `,
    packages: 'express',
  },
  'api/pages/protocol': {
    floor: 7,
    holds: 'The protocol read, edited, proved and published in the browser.',
    imports: `
      calendar vocabulary database directory directory/record accounts procedures procedures/record procedures/library cases/model cases/running
      cases cases/record cases/lists proof templates/text templates/views templates/drawings publication rehearsal/dry-run api/http
      api/pages/shared api/pages/words api/pages/training
    `,
    packages: '@dagrejs/dagre express',
  },
  'api/pages/rehearsal': {
    floor: 7,
    holds: 'Dry runs, situations and the past, in the browser.',
    imports: `
      calendar vocabulary database directory directory/record accounts procedures procedures/record cases/model cases/running templates/text
      templates/views publication rehearsal/dry-run rehearsal/past rehearsal/situations api/http api/pages/shared api/pages/words
    `,
    packages: 'csv-stringify express luxon',
  },
  'api/pages/partner': {
    floor: 7,
    holds: 'What a recipient reads and answers, by link or account.',
    imports: `
      calendar vocabulary database directory directory/record accounts cases/model cases/running cases cases/record cases/telling cases/lists templates/text templates/views
      statistics statistics/record documents api/http api/pages/shared api/pages/own api/pages/words
    `,
    packages: 'csv-stringify express ical-generator luxon zod',
  },
  'api/pages/institution': {
    floor: 7,
    holds: 'What an institution declares and follows.',
    imports: `
      calendar vocabulary directory directory/sheet directory/record accounts files procedures procedures/record cases/model cases/record intake
      intake/declarations templates/text templates/views documents api/http api/pages/shared
    `,
    packages: 'express luxon',
  },
  'api/pages/directory': {
    floor: 7,
    holds: 'The directory read and written in the browser: bodies, contacts, ties, what waits to be published.',
    imports: `
      calendar vocabulary directory directory/duty directory/campaigns directory/sheet directory/finess directory/record accounts procedures procedures/record
      cases/lists templates/text templates/views publication api/http api/pages/shared api/pages/own api/pages/words api/pages/training
    `,
    packages: 'csv-stringify express zod',
  },
  'api/pages/coordination': {
    floor: 7,
    holds: 'Accounts, calendars, roster, exercises, the machines that are called.',
    imports: `
      calendar vocabulary database directory directory/duty directory/record directory/calls accounts traces retention retention/record cases/lists cases/record intake intake/declarations templates/text templates/views
      rehearsal/situations publication/first-steps api/http api/pages/shared
    `,
    packages: 'csv-stringify express luxon zod',
  },
  'api/pages/requests': {
    floor: 7,
    holds: 'What people ask about data on them: received, checked, answered by one and read by another.',
    imports: `
      calendar vocabulary accounts cases/told cases/record cases/lists data-requests data-requests/record documents
      templates/text templates/views api/http api/pages/shared api/pages/words
    `,
    packages: 'express',
  },
  'api/pages/results': {
    floor: 7,
    holds: 'What came of it: figures, their definitions, the cases behind them.',
    imports: `
      calendar vocabulary directory/record accounts statistics statistics/compared statistics/protection statistics/record templates/text templates/views api/http api/pages/shared
    `,
    packages: 'csv-stringify express luxon',
  },
  'api/pages': {
    floor: 7,
    holds: 'The pages of whoever is signed in, put together.',
    imports: `
      accounts api/http api/pages/shared api/pages/own api/pages/desk api/pages/case api/pages/protocol api/pages/rehearsal api/pages/institution
      api/pages/directory api/pages/coordination api/pages/results api/pages/requests api/pages/training api/pages/review
    `,
    packages: 'express',
  },
  'api/v1': {
    floor: 7,
    holds: 'The JSON API, its keys, its OpenAPI description.',
    imports: `
      calendar vocabulary database directory directory/record accounts files procedures procedures/record cases/model cases/running cases/record cases/telling cases/lists
      intake intake/declarations intake/platform statistics statistics/record api/http
    `,
    packages: 'express luxon swagger-ui-express zod zod-openapi',
  },
  api: {
    floor: 7,
    holds: 'The HTTP application, put together and started.',
    imports: `
      runtime settings database directory/record intake templates api/http api/pages/shared api/pages/public api/pages/desk api/pages/partner api/pages/institution
      api/pages api/v1
    `,
    packages: 'cookie-parser express pino standardwebhooks zod',
  },
  worker: {
    floor: 7,
    holds: 'Runs the engine’s work; the relay that wakes cases; mailboxes watched; long proofs and rehearsals.',
    imports: 'runtime settings database directory/record workflows workflows/client cases/record templates publication rehearsal/past activities',
    packages: '@temporalio/client @temporalio/common @temporalio/worker pg pino',
    sql: 'listen',
  },
  rooms: { floor: 7, holds: 'The table of rooms, and the rules, picture and lists made from it.', packages: 'typescript' },
  'bin/commands': {
    floor: 8,
    holds: 'The commands of `guichet`.',
    imports: `
      calendar vocabulary settings database directory directory/duty directory/finess directory/record accounts mailbox procedures procedures/record procedures/library
      cases/running cases/record demonstration demonstration/lives proof retention retention/record intake/declarations statistics statistics/compared statistics/record publication publication/first-steps rehearsal/dry-run rehearsal/situations runtime rotation backup api
      api/http api/pages/shared traces worker
    `,
    packages: 'listr2 luxon yaml zod',
  },
  bin: {
    floor: 8,
    holds: 'The command line, and what `npm run check` runs of ours.',
    imports: 'calendar settings rooms bin/commands',
    packages: 'commander zod',
  },
};

/** Code that is no part of the product: it may import everything, and nothing of the product imports it. */
export const outside: readonly string[] = ['test', 'bench', 'docs/images', 'vitest.config.ts'];

/** Packages and modules of Node that reach nothing: a pure room imports no other. */
export const harmless: readonly string[] = ['date-holidays', 'libphonenumber-js', 'luxon', 'yaml', 'zod', 'node:crypto'];
