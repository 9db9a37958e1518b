/** The bytes of each half of the stage. */
export const stageBytes = 65_536;

/**
 * Memory through which generated code takes many rows at once. Every module has constant views of it, so that its loops
 * compile to plain loads and stores; nothing stays here between two calls, and nothing is called in between.
 */
export const stage = { rows: new ArrayBuffer(stageBytes), columns: new ArrayBuffer(stageBytes) };
