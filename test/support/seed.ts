import fc from 'fast-check';

// The same cases in every run, so that a failure belongs to the change at hand. DUALBUS_SEED=N tries others.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.DUALBUS_SEED ?? 1) });
