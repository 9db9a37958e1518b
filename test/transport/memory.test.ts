import { describe } from 'vitest';
import { memoryFixture } from '../support/transport-fixture.js';
import { keyContract } from './contract/keys.js';
import { readerContract } from './contract/readers.js';
import { streamContract } from './contract/streams.js';

describe('memory transport', () => {
  streamContract(memoryFixture);
  readerContract(memoryFixture);
  keyContract(memoryFixture);
});
