import { stringify } from 'yaml';
import { type FileProblem, readYaml } from '../procedures/yaml-file.ts';
import { readStudy, type Study } from './study.ts';

/** Reads a study from the text of a file, YAML or JSON, as another department wrote it; or every problem with its line. Throws nothing. */
export const readStudyFile = (text: string): { study: Study } | { problems: FileProblem[] } => readYaml(text, readStudy);

/** A study as a file that `readStudyFile` reads back to the same, once nothing is missing in it. */
export const writeStudyFile = (study: Study): string => stringify(study, { aliasDuplicateObjects: false, lineWidth: 120 });
