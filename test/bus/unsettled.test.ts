import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Unsettled } from '../../src/bus/unsettled.js';

it('resolves when what had begun has ended, in any order, however much begins after it', async () => {
  const steps = fc.array(fc.oneof(fc.constant('begin'), fc.constant('ask'), fc.nat()), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const unsettled = new Unsettled();
      const open: number[] = [];
      const asked: { readonly before: readonly number[]; resolved: boolean }[] = [];
      for (const step of script) {
        if (step === 'begin') open.push(unsettled.begin());
        else if (step === 'ask') {
          const question = { before: [...open], resolved: false };
          asked.push(question);
          void unsettled.settled().then(() => {
            question.resolved = true;
          });
        } else if (open.length > 0) unsettled.end(open.splice((step as number) % open.length, 1)[0]!);
        await Promise.resolve();
        await Promise.resolve();
        for (const { before, resolved } of asked)
          expect(resolved).toBe(!before.some((ticket) => open.includes(ticket)));
      }
    }),
  );
});
