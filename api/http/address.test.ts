import { expect, it } from 'vitest';
import { neighbourhood } from './address.ts';

it.each([
  ['192.0.2.17', '192.0.2.17', '192.0.2'],
  ['::ffff:192.0.2.17', '192.0.2.17', '192.0.2'],
  ['2001:0db8:0001:0002:aaaa:bbbb:cccc:dddd', '2001:db8:1:2', '2001:db8:1'],
  ['2001:db8:1:2::9', '2001:db8:1:2', '2001:db8:1'],
  ['2001:DB8::9', '2001:db8:0:0', '2001:db8:0'],
  ['1::2:3:4:5:6:7', '1:0:2:3', '1:0:2'],
  ['::1', '0:0:0:0', '0:0:0'],
])('%s is counted with its neighbours', (address, line, network) => {
  expect(neighbourhood(address)).toEqual({ line, network });
});

it.each(['', 'code:0d9c', 'odile@exemple.example', '300.1.1.1'])('%j is no address', (who) => {
  expect(neighbourhood(who)).toBeNull();
});
