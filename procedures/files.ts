import { stringify } from 'yaml';
import { z } from 'zod';
import type { Procedure } from './procedure.ts';
import { parseProcedure, procedureShape } from './schema.ts';
import { type FileProblem, readYaml } from './yaml-file.ts';

/**
 * Reads a protocol from the text of a file, YAML or JSON (which is YAML).
 * @returns the protocol, or every problem with its line. Throws nothing.
 */
export function readProtocol(text: string): { procedure: Procedure } | { problems: FileProblem[] } {
  return readYaml(text, parseProcedure);
}

/** A protocol as a file that `readProtocol` reads back to the same. */
export function writeProtocol(procedure: Procedure, format: 'yaml' | 'json'): string {
  return format === 'json' ? `${JSON.stringify(procedure, null, 2)}\n` : stringify(procedure, { aliasDuplicateObjects: false, lineWidth: 120 });
}

/** The JSON Schema (2020-12) of a protocol's file, for editors and other programs. What crosses its parts is checked when it is read. */
export function protocolSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(procedureShape, { io: 'input', unrepresentable: 'any' }),
    $id: 'urn:guichet:schema:protocole:1',
    title: 'Protocole départemental du guichet',
  };
}
