import { describe } from 'vitest';
import { describeWithRedis } from '../../support/redis-server.js';
import { redisFixture } from '../../support/transport-fixture.js';
import { keyContract } from '../contract/keys.js';
import { readerContract } from '../contract/readers.js';
import { streamContract } from '../contract/streams.js';

describeWithRedis('redis transport', () => {
  describe('over TCP', () => {
    streamContract(redisFixture);
    readerContract(redisFixture);
    keyContract(redisFixture);
  });

  describe('over a Unix socket', () => {
    streamContract(() => redisFixture({ unixSocket: true }));
  });
});
