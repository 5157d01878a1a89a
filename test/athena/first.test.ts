import { expect, inject, it } from 'vitest';
import { askTrino } from './trino-client.ts';
it('x', async () => {
  console.log(await askTrino(inject('trino'), "select cast('1e400' as double), 9223372036854775807, 1e18, round(1e18,3), round(double '9223372036854775.8071',3), round(double '-0.0005',3),round(double '1.0005',3)"));
  console.log(await askTrino(inject('trino'), "SHOW SCHEMAS"));
});
