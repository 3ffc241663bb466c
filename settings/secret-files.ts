/** Secrets given as files, as containers and service managers give them: `NAME_FILE` names the file that holds `NAME`. */
import { readFileSync } from 'node:fs';

const secrets =
  /^(DATABASE_URL|DATABASE_RELAY_URL|DATABASE_OWNER_URL|SMTP_URL|TEMPORAL_API_KEY|GUICHET_(MASTER|JOURNAL|INDEX|SIGNING)_KEY|GUICHET_SESSION_SECRET|GUICHET_METRICS_TOKEN|GUICHET_OPERATOR_KEY|GUICHET_(IMAP|TELEPHONY)_(\d{2,3}|2[AB]))_FILE$/;

/** The variable whose value a `…_FILE` variable's file holds; undefined when it is no such variable. */
export function variableOfFile(name: string): string | undefined {
  return secrets.exec(name)?.[1];
}

/**
 * Puts the content of secret files under their variables' names, without the end of line. What cannot be read, or is given twice, is a
 * French sentence in `wrong`.
 */
export function withSecretFiles(given: Record<string, string | undefined>): { given: Record<string, string | undefined>; wrong: string[] } {
  const read = { ...given };
  const wrong: string[] = [];
  for (const [name, file] of Object.entries(given)) {
    const variable = variableOfFile(name);
    if (variable === undefined || file === undefined) continue;
    delete read[name];
    if (given[variable] !== undefined) {
      wrong.push(`${variable} et ${name} sont données toutes les deux : gardez-en une.`);
      continue;
    }
    try {
      read[variable] = readFileSync(file, 'utf8').trim();
      if (read[variable] === '') wrong.push(`${name} nomme un fichier vide : mettez-y la valeur de ${variable}.`);
    } catch {
      wrong.push(`${name} nomme un fichier qui ne peut pas être lu : vérifiez son chemin et ses droits.`);
    }
  }
  return { given: read, wrong };
}
