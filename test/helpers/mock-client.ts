import { mockClient } from 'aws-sdk-client-mock';
import { afterAll } from 'vitest';

/**
 * Mocks all clients of a class, until the tests of the file are over. Test files share the modules that they import, so
 * a mock that stayed would answer the requests of other files.
 */
export const mockClass: typeof mockClient = (clientClass) => {
  const mock = mockClient(clientClass);
  afterAll(() => mock.restore());
  return mock;
};
