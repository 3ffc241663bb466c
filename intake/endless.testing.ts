/** A door that is killed: takes alerts in until it is, and says the external id of each one answered. Started by receive.kill.test.ts. */
import { connect } from '../database/pool.ts';
import { receive } from './receive.ts';
import { sentAlert } from './sent.testing.ts';

const [url = '', key = '', door = ''] = process.argv.slice(2);
const bytes = Buffer.from(key, 'hex');
const db = connect({ url, keys: { master: bytes, journal: bytes, index: bytes }, acting: { as: 'DOOR' } });

async function sendAll(lane: number): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    const id = `${door}-${lane}-${turn}`;
    await receive(db, sentAlert(id));
    process.stdout.write(`${id}\n`);
  }
}
await Promise.all(Array.from({ length: 10 }, (_, lane) => sendAll(lane)));
