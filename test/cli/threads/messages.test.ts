import { describe, expect, it } from 'vitest';
import { errorOf, failureOf } from '../../../lib/cli/threads/messages.ts';
import { DamagedRows } from '../../../lib/lake/extraction.ts';
import { Changed, Missing, StoreFailure, Unchanged } from '../../../lib/stores/store.ts';

const denied = Object.assign(new Error("EACCES: permission denied, open '/a/b'"), { code: 'EACCES' });

describe('an error that another thread sends', () => {
  it.each<Error>([
    new Changed('a/b.fits'),
    new Unchanged('a/b.fits'),
    new Missing('a/b.fits'),
    new StoreFailure('/a/b', denied),
    new StoreFailure('/a', 'there is no such folder'),
    new DamagedRows('its rows are not in their order'),
    new RangeError('Array buffer allocation failed'),
  ])('has its class, message and facts: $message', (error) => {
    const received = errorOf(structuredClone(failureOf(error)));
    if (error instanceof RangeError) {
      expect(received).toEqual(new Error(error.message));
      return;
    }
    expect(received.constructor).toBe(error.constructor);
    expect(received.message).toBe(error.message);
    expect({ ...received }).toEqual({ ...error });
    if (error instanceof StoreFailure && error.cause === denied)
      expect(received.cause).toMatchObject({ code: 'EACCES', message: denied.message });
  });
});
