import { describe, expect, it } from 'vitest';
import { readApart, readAsWritten } from './apart.ts';
import { ownWords, stretchesOf } from './quotations.ts';
import { readMail } from './read.ts';
import { withoutSecrets } from './secrets.ts';

const mail = (head: string, body: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`From: a@example.org\r\n${head}\r\n\r\n`),
    typeof body === 'string' ? Buffer.from(body.replaceAll('\n', '\r\n')) : body,
  ]);

describe('the text of a mail', () => {
  it('keeps its letters where one byte is wrong, and where no charset is declared', () => {
    const stray = Buffer.concat([Buffer.from('Ma mère a été '), Buffer.from([0xe9]), Buffer.from(' à l’hôpital.')]);
    expect(readMail(mail('Content-Type: text/plain; charset=utf-8', stray))).toMatchObject({
      text: 'Ma mère a été é à l’hôpital.',
      defects: ['BAD_CHARSET'],
    });
    expect(readMail(mail('Subject: x', Buffer.from('Été à Nancy', 'latin1'))).text).toBe('Été à Nancy');
  });

  it('is read where it is falsely called base64, and where blanks follow a boundary', () => {
    expect(readMail(mail('Content-Transfer-Encoding: base64', 'Elle ne mange plus, dit-on.')).text).toBe('Elle ne mange plus, dit-on.');
    const parts = mail(
      'Content-Type: multipart/mixed; boundary=b',
      '--b  \nContent-Type: text/plain\n\nun\n--b \t\nContent-Type: text/plain\n\ndeux\n--b-- \n',
    );
    expect(readMail(parts).text).toBe('un\n\ndeux');
  });

  it('is that of the page where the text only stands for it', () => {
    const stands = 'Ce message est au format HTML. Pour le lire, ouvrez-le dans un logiciel de messagerie qui affiche le HTML.';
    const page = `<p>Ma voisine ne sort plus de chez elle depuis le mois de septembre, et son fils lui crie dessus tous les soirs jusque dans la cour.</p>`;
    const both = `--b\nContent-Type: text/plain\n\n${stands}\n--b\nContent-Type: text/html\n\n${page}\n--b--`;
    expect(readMail(mail('Content-Type: multipart/alternative; boundary=b', both)).text).toMatch(/^Ma voisine ne sort plus/);
  });

  it('has a file of parameters without a type for a file', () => {
    const parts = mail(
      'Content-Type: multipart/mixed; boundary=b',
      '--b\nContent-Type: ; name="note.txt"\nContent-Disposition: attachment; filename="note.txt"\n\nVue.\n--b--',
    );
    expect(readMail(parts).attachments.map(({ name }) => name)).toEqual(['note.txt']);
  });
});

describe('what is quoted', () => {
  it('is told from what was written, between and under it', () => {
    const text = 'Bonjour,\n\nLe 3 mars, X a écrit :\n> Où est-elle ?\n\nÀ l’hôpital.\n\n> Depuis quand ?\n\nHier.';
    expect(ownWords(text)).toBe('Bonjour,\n\nÀ l’hôpital.\n\nHier.');
    expect(stretchesOf(text).filter(({ quoted }) => quoted)).toHaveLength(2);
  });

  it('is nothing that only looks like it', () => {
    for (const text of [
      'Le docteur a écrit :\nelle va mal.',
      'De : son fils, rien.\nElle pleure.',
      'Tr\n\n-------- Message transféré --------\nDe : x\nDate : y\nObjet : z\n\nElle a des bleus.',
    ])
      expect(ownWords(text)).toBe(text);
  });

  it('is the whole earlier mail under its head', () => {
    expect(ownWords('Bien reçu.\n\nDe : Guichet 54\nEnvoyé : lundi\nÀ : Accueil\nObjet : Une transmission\n\nBonjour')).toBe('Bien reçu.');
  });
});

it('masks the keys that this desk gave, and no number of somebody’s; whoever a mail was written to reads it as it is', async () => {
  const code = '7K3M-Q2XA-9BCD-EFGH';
  expect(withoutSecrets(`Mon code ${code}, https://guichet.example/54/t/${'a1'.repeat(16)}`)).toBe(
    'Mon code [code masqué], https://guichet.example/54/t/[code masqué]',
  );
  for (const text of ['FR76 3000 6000 0112 3456 7890 189', '4970 1234 5678 9012', 'Elle dort dans 2026 mots', '03 83 00 00 00'])
    expect(withoutSecrets(text)).toBe(text);
  const link = `https://guichet.example/54/t/${'a1'.repeat(16)}`;
  expect((await readApart(mail(`Subject: ${code}`, link))).text).toBe('https://guichet.example/54/t/[code masqué]');
  expect(await readAsWritten(mail(`Subject: ${code}`, link))).toMatchObject({ subject: code, text: link });
});

it('a mail that would take its reader for ever is read plainly, and the next as it should', async () => {
  // Deep forms of one message, each compared with the others: far more than its share.
  const words = Array.from({ length: 60_000 }, (_, n) => `mot${n}`).join(' ');
  const forms = Array.from({ length: 2_000 }, (_, n) => `--b\r\nContent-Type: text/plain\r\n\r\n${n} ${words.slice(n, n + 20_000)}\r\n`).join('');
  const [stopped, next] = await Promise.all([
    readApart(mail('Subject: lent\r\nContent-Type: multipart/alternative; boundary=b', `${forms}--b--`)),
    readApart(mail('Subject: vite', 'Bonjour')),
  ]);
  expect(next.text).toBe('Bonjour');
  expect(stopped.subject).toBe('lent');
  expect(stopped.text).toContain('mot');
});
